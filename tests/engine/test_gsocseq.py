"""The sequestration protocol against plain loops, and what must hold everywhere."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import fourpermille as fpm
from fourpermille.assessment.gsocseq_labels import fao_products
from fourpermille.assessment.gsocseq_land import STATUS
from fourpermille.core.errors import (
    InputError,
    MissingVariableError,
    OutOfRangeError,
    ShapeError,
    UnknownNameError,
)
from fourpermille.core.parameters import load_parameters
from fourpermille.kernels.npp import miami, miami_here

from .gsocseq_by_hand import CLIMATE, by_hand, world

T0, FINAL = "soc_stock_t0_tc_ha", "soc_stock_final_tc_ha"
ASR, RSR = "absolute_sequestration_rate_tc_ha_yr", "relative_sequestration_rate_tc_ha_yr"
EXACT = 1e-9


@pytest.mark.parametrize("given_forward", [True, False])
def test_equals_plain_loops(given_forward: bool) -> None:
    data = world(3, 12)
    if not given_forward:
        del data["forward"]
    ours = fpm.gsocseq(**data)
    offsets = {"central": 0.0, "low": -0.15, "high": 0.15}
    for cell in range(12):
        truth = by_hand(data, cell)
        for bound, offset in offsets.items():
            factors = (1.0, *(f + offset for f in (1.05, 1.10, 1.20)))
            run = truth.bound(bound).run(factors)
            here = ours.isel(cell=cell)
            if bound != "central":
                here = here.sel(bound=bound)
            names = (T0, FINAL) if bound == "central" else ("t0_bounds_tc_ha", "final_bounds_tc_ha")
            assert here[names[0]].item() == pytest.approx(run["T0"], abs=EXACT, rel=0)
            np.testing.assert_allclose(here[names[1]], run["final"], rtol=0, atol=EXACT)
        central = truth.run()
        for name, key in (
            ("spin_up_input_tc_ha_yr", "needed"),
            ("business_as_usual_input_tc_ha_yr", "usual"),
        ):
            assert ours[name][cell].item() == pytest.approx(central[key], abs=EXACT)


def test_land_cover_that_changes_and_flooded_rice_equal_plain_loops() -> None:
    data = world(8, 3, years=3)
    classes = np.array([[3, 2, 13], [2, 2, 13], [2, 13, 13]], float)
    del data["soil"]["fao_land_cover"]
    data["spin_up"]["fao_land_cover"] = ("cell", [4.0, 2.0, 13.0])
    data["warm_up"]["fao_land_cover"] = (("year", "cell"), classes)
    data["forward"]["fao_land_cover"] = ("cell", [12.0, 2.0, 13.0])
    ours = fpm.gsocseq(**data, masks=(), uncertainty=False)
    codes = [[4, 3, 2, 2, 12], [2, 2, 2, 13, 2], [13] * 5]
    for cell, code in enumerate(codes):
        run = by_hand(data, cell, code).run()
        assert ours[T0][cell].item() == pytest.approx(run["T0"], abs=EXACT, rel=0)
        np.testing.assert_allclose(ours[FINAL][:, cell], run["final"], rtol=0, atol=EXACT)
    masked = fpm.gsocseq(**data, uncertainty=False)
    assert [STATUS[code] for code in masked["gsocseq_status"].values] == [
        "computed",
        "paddy",
        "paddy",
    ]


def test_under_one_climate_the_stock_stays_where_it_was() -> None:
    """Spin-up pools and inert carbon add up to the stock, and what comes in goes out."""
    data = world(5, 30)
    year = data["spin_up"]
    series = {n: (("time", "cell"), np.tile(year[n].values, (20, 1))) for n in CLIMATE}
    ours = fpm.gsocseq(data["soil"], spin_up=year, warm_up=xr.Dataset(series))
    stock = data["soil"]["soc_stock_tc_ha"]
    np.testing.assert_allclose(ours[T0], stock, rtol=0, atol=EXACT)
    np.testing.assert_allclose(ours[ASR].sel(scenario="BAU"), 0.0, atol=EXACT)
    np.testing.assert_allclose(
        ours["business_as_usual_input_tc_ha_yr"], ours["spin_up_input_tc_ha_yr"], rtol=1e-12
    )


def test_spin_up_and_response_agree_with_the_engines_annual_map() -> None:
    data = world(19, 40, years=2)
    data["soil"]["fao_land_cover"] = ("cell", np.full(40, 3.0))
    place = data["spin_up"].merge(data["soil"]).assign(depth_cm=30.0, dpm_rpm_ratio=0.67)
    engine = fpm.required_input(place, years=20)
    one = {n: (("time", "cell"), np.tile(data["spin_up"][n].values, (2, 1))) for n in CLIMATE}
    ours = fpm.gsocseq(data["soil"], spin_up=data["spin_up"], warm_up=xr.Dataset(one))
    needed = engine["carbon_input_tc_ha_yr"]
    np.testing.assert_allclose(ours["spin_up_input_tc_ha_yr"], needed, rtol=1e-10)
    gain = ours["relative_difference_tc_ha"].sel(practice="SSM3") / (0.2 * needed)
    np.testing.assert_allclose(gain, engine["response_tc_ha_per_tc_ha_yr"], rtol=1e-10)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_rates_are_linear_in_the_extra_input(seed: int) -> None:
    ours = fpm.gsocseq(**world(seed, 4, years=2), practices=("SSM1", "SSM2", "SSM3", "SSM4"))
    one, two, three, four = ours[RSR].values
    np.testing.assert_allclose(three, 4 * one, rtol=1e-12)
    np.testing.assert_allclose(three, 2 * two, rtol=1e-12)
    np.testing.assert_allclose(four, 6 * one, rtol=1e-12)
    difference = ours[FINAL] - ours[FINAL].sel(scenario="BAU", drop=True)
    np.testing.assert_allclose(difference.values[1:] / 20, ours[RSR], atol=1e-11)


def test_products_follow_from_each_other() -> None:
    ours = fpm.gsocseq(**world(2, 20))
    difference = ours[FINAL] - ours[T0]
    np.testing.assert_allclose(ours["absolute_difference_tc_ha"], difference, atol=1e-12)
    np.testing.assert_allclose(ours[ASR] * 20, difference, atol=1e-12)
    low, high = ours["t0_bounds_tc_ha"].values
    np.testing.assert_allclose(ours["t0_uncertainty_percent"], 50 * (high - low) / ours[T0])
    u_final, u_bau = (ours["final_uncertainty_percent"].sel(scenario=s) for s in ("SSM1", "BAU"))
    final, bau = (ours[FINAL].sel(scenario=s) for s in ("SSM1", "BAU"))
    spread = np.sqrt((u_final * final) ** 2 + (u_bau * bau) ** 2)
    np.testing.assert_allclose(
        ours["relative_uncertainty_percent"].sel(practice="SSM1"), spread / abs(final - bau)
    )


def test_pieces_equal_the_whole_bit_for_bit() -> None:
    data = world(11, 700, years=2)
    whole = fpm.gsocseq(**data)
    for cut in (slice(0, 1), slice(3, 300), slice(300, 700)):
        piece = fpm.gsocseq(**{name: ds.isel(cell=cut) for name, ds in data.items()})
        xr.testing.assert_equal(piece.drop_attrs(), whole.isel(cell=cut).drop_attrs())


def test_any_dims_in_any_order() -> None:
    data = world(12, 12, years=2)
    flat = fpm.gsocseq(**data)
    both = pd.MultiIndex.from_product([range(3), range(4)], names=["y", "x"])
    index = xr.Coordinates.from_pandas_multiindex(both, "cell")
    maps = {name: ds.assign_coords(index).unstack("cell") for name, ds in data.items()}
    maps["warm_up"] = maps["warm_up"].transpose("x", "time", "y")
    ours = fpm.gsocseq(**maps)
    assert ours[T0].dims == ("y", "x")
    np.testing.assert_array_equal(ours[RSR].values.reshape(3, 12), flat[RSR])


def test_one_dataset_with_endings_equals_four() -> None:
    data = world(13, 5, years=2)
    together = data["soil"].copy()
    for phase in ("spin_up", "warm_up", "forward"):
        together = together.assign({f"{n}_{phase}": data[phase][n] for n in CLIMATE})
    xr.testing.assert_identical(fpm.gsocseq(together), fpm.gsocseq(**data))


def test_missing_stays_missing_and_is_counted() -> None:
    data = world(14, 9, years=2)
    soil = data["soil"]
    soil["soc_stock_tc_ha"][0] = np.nan
    soil["soc_stock_tc_ha"][1] = 250.0
    soil["fao_land_cover"][2] = 1.0  # artificial
    soil["fao_land_cover"][3] = 13.0
    soil["sand_percent"] = ("cell", [0, 0, 0, 0, 95.0, 0, 0, 0, 0])
    soil["electrical_conductivity_ds_m"] = ("cell", [0, 0, 0, 0, 0, 5.0, 0, 0, 0])
    data["warm_up"]["pet_mm"][7, 6] = np.nan
    soil["clay_percent"][7] = np.nan
    ours = fpm.gsocseq(**data)
    found = [STATUS[code] for code in ours["gsocseq_status"].values]
    wanted = ["no_data", "organic", "land_cover", "paddy", "sandy", "saline", "no_result"]
    assert found == [*wanted, "no_data", "computed"]
    for name in (T0, FINAL, RSR):
        gone = np.isnan(ours[name].values).reshape(-1, 9)
        assert gone[:, :8].all()
        assert not gone[:, 8].any()
    counts = json.loads(ours.attrs["missing_cells"])
    assert counts == {**dict.fromkeys(STATUS[1:], 1), "no_data": 2}
    kept = fpm.gsocseq(**data, masks=())
    assert (kept["gsocseq_status"].values == 0).sum() == 5


def test_land_use_in_words() -> None:
    data = world(15, 4, years=2)
    data["soil"]["fao_land_cover"] = ("cell", [2.0, 3.0, 4.0, 12.0])
    codes = fpm.gsocseq(**data)
    words = np.array(["cropland", "grassland", "forest", "tree_crops"])
    data["soil"] = data["soil"].drop_vars("fao_land_cover").assign(land_use=("cell", words))
    xr.testing.assert_identical(fpm.gsocseq(**data), codes)


def test_clay_by_depth_is_the_trapezoid_mean() -> None:
    data = world(16, 3, years=2)
    layers = np.array([[10.0, 14, 22, 30], [5, 5, 5, 5], [40, 30, 20, 10]])
    depths = np.array([0.0, 5.0, 15.0, 30.0])
    mean = np.trapezoid(layers, depths, axis=1) / 30.0
    flat = data["soil"].assign(clay_percent=("cell", mean))
    deep = data["soil"].assign(clay_percent=(("cell", "clay_depth"), layers))
    one = fpm.gsocseq(**(data | {"soil": flat}))
    other = fpm.gsocseq(**(data | {"soil": deep}))
    np.testing.assert_allclose(one[T0], other[T0], rtol=1e-4)
    np.testing.assert_array_equal(one[T0][1], other[T0][1])


def test_single_precision_stays_close() -> None:
    ours, single = fpm.gsocseq(**world(17, 50)), fpm.gsocseq(**world(17, 50, dtype=np.float32))
    assert single[T0].dtype == np.float32
    np.testing.assert_allclose(single[T0], ours[T0], atol=2e-4)
    np.testing.assert_allclose(single[RSR], ours[RSR], rtol=1e-4)


def test_productivity_is_the_miami_model() -> None:
    p = load_parameters("miami_1975")
    t, rain = np.meshgrid(np.linspace(-20, 35, 12), np.linspace(0, 4000, 9))
    one = [miami_here(a, b, *p.values()) for a, b in zip(t.flat, rain.flat, strict=True)]
    np.testing.assert_allclose(one, miami(t, rain, p).ravel(), rtol=1e-13)


def test_names_of_the_products() -> None:
    maps = fao_products(fpm.gsocseq(**world(1, 3, years=2)))
    expected = {"T0", "T0_Uncertainty"}
    for scenario in ("BAU", "SSM1", "SSM2", "SSM3"):
        expected |= {f"{name}_{scenario}" for name in ("finalSOC", "AbsDiff", "ASR")}
        expected |= {f"{name}_{scenario}_Uncertainty" for name in ("finalSOC", "ASR")}
    for scenario in ("SSM1", "SSM2", "SSM3"):
        expected |= {f"{name}_{scenario}" for name in ("RelDiff", "RSR", "RSR")}
        expected |= {f"RSR_{scenario}_Uncertainty"}
    assert set(maps) == expected
    assert all(one.dims == ("cell",) for one in maps.values())


def test_every_class_factor_and_shift_reaches_the_result() -> None:
    """Each number of the protocol moves some product, except those that cancel or only filter."""
    data = world(18, 8, years=2)
    data["soil"]["fao_land_cover"] = ("cell", [2.0, 3, 4, 5, 6, 8, 12, 13])
    data["spin_up"]["fao_land_cover"] = data["soil"]["fao_land_cover"]
    data["warm_up"]["fao_land_cover"] = (("year", "cell"), [[2.0, 3, 4, 5, 6, 8, 12, 13]] * 2)
    data["warm_up"]["fao_land_cover"][1] = 4.0
    data["warm_up"]["fao_land_cover"][1, 2] = 2.0
    data["soil"] = data["soil"].drop_vars("fao_land_cover")
    layers = np.linspace(10, 40, 32).reshape(8, 4) + np.array([0, 5, 1, 9])
    data["soil"]["clay_percent"] = (("cell", "clay_depth"), layers)
    p = load_parameters("gsocseq")
    options = {"masks": (), "practices": ("SSM1", "SSM2", "SSM3", "SSM4")}

    def outcome(changed: object, compat: object = None) -> np.ndarray:
        made = fpm.gsocseq(**data, **options, protocol=changed, compat=compat)
        return np.concatenate([one.values.ravel() for one in fao_products(made).values()])

    scripts = ("script_clay_weights", "bare_limit", "value_filters")
    exact, compat = outcome(p), outcome(p, scripts)
    for name, value in p.items():
        if name == "npp_carbon_fraction" or name.startswith("mask_"):
            continue
        changed = p.override(
            why="test", **{name: np.ceil(value * 1.3) if "years" in name else value * 1.3}
        )
        if name.startswith("filter_"):
            changed = p.override(why="test", **{name: 1e-3})
        script = name.startswith(("filter_", "script_"))
        ours = outcome(changed, scripts if script else None)
        before = compat if script else exact
        assert not np.array_equal(ours, before, equal_nan=True), name


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (lambda d: d.pop("warm_up"), MissingVariableError, "warm_up"),
        (lambda d: d.update(soil="a path"), InputError, "not an xarray Dataset"),
        (lambda d: d.update(warm_up=d["spin_up"]), ShapeError, "monthly series"),
        (lambda d: d.update(spin_up=d["spin_up"].isel(cell=[0])), ShapeError, "other places"),
        (
            lambda d: d.update(soil=d["soil"].drop_vars("fao_land_cover")),
            MissingVariableError,
            "land",
        ),
        (
            lambda d: d["soil"].update({"fao_land_cover": ("cell", [2.5, 2, 2])}),
            InputError,
            "whole",
        ),
        (
            lambda d: d["soil"].update({"fao_land_cover": ("cell", [14.0, 2, 2])}),
            OutOfRangeError,
            "14",
        ),
        (
            lambda d: d["spin_up"].update({"pet_mm": d["spin_up"]["pet_mm"] * -1}),
            OutOfRangeError,
            "pet",
        ),
        (
            lambda d: d.update(warm_up=d["warm_up"].drop_vars("pet_mm")),
            MissingVariableError,
            "pet_mm",
        ),
        (lambda d: d.update(compat="explicit_eular"), UnknownNameError, "explicit_euler"),
        (lambda d: d.update(practices=["SSM9"]), UnknownNameError, "SSM"),
        (lambda d: d.update(masks=["peat"]), UnknownNameError, "peat"),
        (lambda d: d.update(years=0), InputError, "whole number"),
        (lambda d: d.update(warm_up=d["warm_up"].isel(time=slice(13))), ShapeError, "whole years"),
    ],
)
def test_bad_input_is_named(spoil, error, words) -> None:
    data = world(1, 3, years=2)
    spoil(data)
    with pytest.raises(error, match=words):
        fpm.gsocseq(**data)
