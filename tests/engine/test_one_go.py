"""One pass over places in balance against the way by annual maps, and what a device may be."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given

import fourpermille as fpm
from fourpermille.core.errors import (
    DeviceUnavailableError,
    InputError,
    MissingExtraError,
    NotUsedError,
)
from fourpermille.kernels import devices
from fourpermille.soil import one_go

from . import cases
from .places import places, seeds

REPOSITORY = Path(__file__).resolve().parents[2]
SAME = {"rtol": 1e-12, "atol": 1e-12}
# Any change of the question or of the data that both ways must treat alike.
VARIANTS: list[dict[str, Any]] = [
    {},
    {"years": 1, "growth": "linear"},
    {"path": "ramp", "rate_permille_yr": -2.0},
    {"path": "logistic", "maximum_extra_input_tc_ha_yr": 0.5},
    {"path": [0.0, 1.0, 0.5], "years": 3, "rate_permille_yr": 0.0},
    {"moisture_option": 1, "bare_option": 2},
    {"start": "equilibrium"},
]


def both_ways(question: Any, *arguments: Any, **options: Any) -> tuple[xr.Dataset, xr.Dataset]:
    """The answer in one pass, and by way of annual maps."""
    with pytest.MonkeyPatch.context() as patch:
        one = question(*arguments, **options)
        patch.setattr(one_go, "can_answer", lambda *_: False)
        return one, question(*arguments, **options)


def assert_same(one: xr.Dataset, other: xr.Dataset) -> None:
    assert list(one) == list(other)
    for name in other:
        assert one[name].dims == other[name].dims
        assert one[name].dtype == other[name].dtype
        assert one[name].attrs == other[name].attrs
        if one[name].dtype.kind == "f":
            loose = 1e-6 if one[name].dtype == np.float32 else 0.0
            np.testing.assert_allclose(
                one[name], other[name], rtol=SAME["rtol"] + loose, atol=SAME["atol"] + loose
            )
        else:
            assert (one[name] == other[name]).all()
    xr.testing.assert_equal(one.coords.to_dataset(), other.coords.to_dataset())


def special(seed: int) -> list[xr.Dataset]:
    """Places with everything that the data may hold beside the usual."""
    ds = places(seed, 4)
    month = xr.DataArray(np.arange(12.0), dims="month")
    dung = ds.assign(manure_input_tc_ha_month=month / 100, manure_dpm_fraction=0.4)
    dung = dung.assign(manure_rpm_fraction=0.5, manure_hum_fraction=0.1, tillage_modifier=1.1)
    pan = ds.rename(pet_mm="open_pan_evaporation_mm").assign(plant_cover=1.0, iom_tc_ha=2.0)
    series = ds.isel(month=np.arange(36) % 12).rename(month="time")
    warming = series["air_temperature_degc"] + xr.DataArray(np.arange(36.0) / 20, dims="time")
    square = ds.isel(cell=slice(0, 4)).assign_coords(cell=list("abcd"))
    missing = ds.assign(clay_percent=ds["clay_percent"].where(ds["cell"] != 1))
    return [
        ds,
        dung,
        pan,
        series.assign(air_temperature_degc=warming.clip(-40, 40)),
        square.transpose(),
        missing,
        places(seed, 4, np.float32),
        ds.isel(cell=0),
    ]


@pytest.mark.filterwarnings("ignore:.*negative plant input")
@pytest.mark.parametrize("options", VARIANTS, ids=str)
@pytest.mark.parametrize("kind", range(8))
def test_both_ways_give_the_same_requirement(kind: int, options: dict[str, Any]) -> None:
    assert_same(*both_ways(fpm.required_input, special(11)[kind], **options))


@given(seeds)
def test_both_ways_give_the_same_anywhere(seed: int) -> None:
    ds = places(seed)
    assert_same(*both_ways(fpm.required_input, ds))
    assert_same(*both_ways(fpm.equilibrium, ds))
    inputs = ds.drop_vars("soc_stock_tc_ha").assign(plant_input_tc_ha_yr=2.0)
    assert_same(*both_ways(fpm.equilibrium, inputs.assign(manure_input_tc_ha_yr=0.3)))


@pytest.mark.parametrize("case", cases.names())
def test_both_ways_give_the_same_on_the_reference_cases(case: str) -> None:
    ds = cases.spin_up_year(case).drop_vars("modern_percent")
    assert one_go.can_answer(ds, "rothc", "equilibrium")
    assert_same(*both_ways(fpm.equilibrium, ds, **cases.options(case)))
    stock = ds.drop_vars("plant_input_tc_ha_month").assign(soc_stock_tc_ha=150.0)
    assert one_go.can_answer(stock, "rothc", None)
    assert_same(*both_ways(fpm.required_input, stock, **cases.options(case)))


def test_what_it_cannot_answer_goes_by_the_maps() -> None:
    ds = places(1)
    assert one_go.can_answer(ds, "rothc", None)
    assert not one_go.can_answer(ds.assign(rate_modifier=0.5), "rothc", None)
    assert not one_go.can_answer(ds.assign(plant_input_tc_ha_yr=1.0), "rothc", None)
    assert not one_go.can_answer(ds.assign(dpm_tc_ha=1.0), "rothc", None)
    assert not one_go.can_answer(ds, "rothc", "pedotransfer")
    assert not one_go.can_answer(ds.drop_vars("soc_stock_tc_ha"), "rothc", None)


def test_the_processor_is_always_there() -> None:
    first = fpm.devices()[0]
    assert first["device"] == "cpu"
    assert first["threads"] >= 1


def test_an_unknown_device_is_refused() -> None:
    for question in (fpm.required_input, fpm.equilibrium, fpm.simulate):
        with pytest.raises(InputError, match="cpu, cuda, auto"):
            question(places(1), device="tpu")


@pytest.mark.skipif(devices.choose("auto") == "cuda", reason="a GPU is here")
def test_without_a_gpu_auto_is_the_processor() -> None:
    xr.testing.assert_identical(
        fpm.required_input(places(1), device="auto"), fpm.required_input(places(1))
    )
    with pytest.raises((MissingExtraError, DeviceUnavailableError)):
        fpm.required_input(places(1), device="cuda")


def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise RuntimeError

    monkeypatch.setattr(devices, "toolkit", none)
    with pytest.raises(DeviceUnavailableError, match="nvidia-smi"):
        fpm.equilibrium(places(1), device="cuda")


SIMULATED = """
import sys, json
sys.path.insert(0, sys.argv[1])
import numpy as np, xarray as xr
import fourpermille as fpm
from fourpermille.core.errors import NotUsedError
from fourpermille.kernels import cuda_maps
from tests.engine.places import places
apart, made, run_maps = {}, [], cuda_maps.run_maps
cuda_maps.run_maps = lambda *given, **options: made.append(1) or run_maps(*given, **options)
def compare(name, question, *given, **options):
    here = question(*given, **options)
    there = question(*given, device="cuda", **options)
    assert list(here) == list(there)
    for key in here:
        if here[key].dtype.kind == "f":
            wanted = np.abs(here[key]) + 1e-9
            assert (here[key].isnull() == there[key].isnull()).all(), (name, key)
            apart[f"{name} {key}"] = float((np.abs(there[key] - here[key]) / wanted).max())
ds = places(5, 4).assign(soc_stock_tc_ha=("cell", [30.0, 40, 50, 60]))
ds["air_temperature_degc"] = ds["air_temperature_degc"].clip(min=-4)
series = ds.isel(month=np.arange(24) % 12).rename(month="time").astype("float32")
compare("required", fpm.required_input, ds)
compare("required single", fpm.required_input, ds.astype("float32"), path="ramp")
compare("equilibrium", fpm.equilibrium, ds)
compare("simulate", fpm.simulate, series)
# What follows a soil through time: annual maps on the device, of today and of the years ahead.
manured = ds.assign(manure_input_tc_ha_yr=0.2, tillage_modifier=1.1)
dung = xr.DataArray(np.arange(12.0) / 100, dims="month")
pan = ds.rename(pet_mm="open_pan_evaporation_mm").assign(manure_input_tc_ha_month=dung)
warmer = series.astype(float)[["air_temperature_degc", "precipitation_mm", "pet_mm"]]
warmer["air_temperature_degc"] = warmer["air_temperature_degc"] + xr.DataArray(np.linspace(0, 3, 24), dims="time")
warmer["plant_cover"] = series["plant_cover"]
compare("each year", fpm.required_input, ds, path="each_year", years=5)
compare("history", fpm.required_input, manured, start=fpm.Start("history", years=9, previous_stock_tc_ha=70.0, previous={"dpm_rpm_ratio": 0.25}))
compare("trend", fpm.required_input, pan, start=fpm.Start("trend", years=20, trend_permille_yr=-3.0))
compare("pedotransfer", fpm.required_input, ds, start="pedotransfer", declining="rate")
compare("ahead", fpm.required_input, ds, years=2, future=warmer)
compare("repeating", fpm.simulate, ds, years=40)
compare("given inputs", fpm.simulate, ds.assign(plant_input_tc_ha_yr=2.0), years=3)
compare("gap", fpm.simulate, ds.assign(clay_percent=ds["clay_percent"].where(ds["cell"] != 1)), years=3)
change = ds.assign(temperature_change_k=("scenario", [1.0, 3.0])).assign_coords(scenario=["a", "b"])
compare("run", fpm.requirement, change, variants=["growth", "climate_change", "bias_correction"])
def farm(**options):
    losing = {"start.method": "trend", "start.years": 20, "start.trend_permille_yr": -4, "target.path": "each_year"}
    path = sys.argv[1] + "/examples/three_fields/three_fields.toml"
    return fpm.run(path, overrides=[f"{key}={value}" for key, value in losing.items()], **options).results
compare("farm", farm)
refused = 0
for question, given, options in (
    (fpm.run, sys.argv[1] + "/src/fourpermille/scenarios/rothamsted_trials.toml", {}),
    (fpm.simulate, ds.drop_vars(["air_temperature_degc", "precipitation_mm", "pet_mm", "plant_cover"]).assign(rate_modifier=0.5), {}),
    (fpm.simulate, series, {"monthly": True}),
):
    question(given, device="auto", **options)
    try:
        question(given, device="cuda", **options)
    except NotUsedError:
        refused += 1
print(json.dumps({"apart": apart, "refused": refused, "devices": fpm.devices(), "made": len(made)}))
"""


def test_the_simulated_gpu_answers_the_same_questions() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SIMULATED, str(REPOSITORY)],
        env={**os.environ, "NUMBA_ENABLE_CUDASIM": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert said["refused"] == 3
    assert said["made"] >= 14
    assert [row["device"] for row in said["devices"]] == ["cpu", "cuda"]
    single = {
        key: value for key, value in said["apart"].items() if "simulate" in key or "single" in key
    }
    double = {key: value for key, value in said["apart"].items() if key not in single}
    assert max(single.values()) < 1e-5, single
    assert max(double.values()) < 1e-11, double
    assert len(double) > 80


def test_a_real_gpu_answers_within_a_hundred_thousandth(gpu: str) -> None:
    assert gpu
    for dtype in (float, np.float32):
        ds = places(5, 500, dtype)
        here, there = (fpm.required_input(ds, device=one) for one in ("cpu", "cuda"))
        np.testing.assert_allclose(
            there["extra_input_tc_ha_yr"], here["extra_input_tc_ha_yr"], rtol=1e-5
        )
        for options in ({"path": "each_year"}, {"start": "pedotransfer"}):
            here, there = (fpm.required_input(ds, device=one, **options) for one in ("cpu", "cuda"))
            for name in ("extra_input_tc_ha_yr", "reached_stock_tc_ha"):
                np.testing.assert_allclose(there[name], here[name], rtol=1e-5, atol=1e-9)
    with pytest.raises(NotUsedError):
        fpm.simulate(places(5), monthly=True, device="cuda")
