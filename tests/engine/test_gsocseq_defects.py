"""The scripts' defects one by one: off is exact, on moves the answer the way it must."""

from __future__ import annotations

import csv
from math import exp
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.assessment.gsocseq_rules import ScriptDefects, chosen, switches
from fourpermille.kernels.gsocseq_arguments import Moisture, Rules
from fourpermille.kernels.gsocseq_month import (
    euler_share,
    script_deficit,
    script_moisture,
    script_temperature,
    shifted,
)
from fourpermille.kernels.rothc import co2_ratio, decompose

from .gsocseq_by_hand import world

T0, FINAL = "soc_stock_t0_tc_ha", "soc_stock_final_tc_ha"
ASR, RSR = "absolute_sequestration_rate_tc_ha_yr", "relative_sequestration_rate_tc_ha_yr"
ROTHAMSTED = {
    "air_temperature_degc": [3.4, 3.6, 5.1, 7.3, 11, 13.9, 16, 16, 13.5, 10.2, 6.1, 4.6],
    "precipitation_mm": [74.0, 59, 62, 51, 52, 57, 34, 55, 58, 56, 75, 71],
    "open_pan_evaporation_mm": [8.0, 10, 27, 49, 83, 99, 103, 91, 69, 34, 16, 8],
}
ALL = Rules(*[True] * len(Rules._fields))
SHARES = Moisture(0.556, 1 / 1.8, 0.444, 0.2)


def site(
    months: dict[str, list[float]], cover: list[float], stock: float, land: int, years: int = 20
):
    """One place under a climate that repeats itself, for ``gsocseq``."""
    year = {n: (("month", "cell"), np.array(v, float)[:, None]) for n, v in months.items()}
    year["plant_cover"] = (("month", "cell"), np.array(cover, float)[:, None])
    series = {n: (("time", "cell"), np.tile(v, (years, 1))) for n, (_d, v) in year.items()}
    soil = {"soc_stock_tc_ha": [stock], "clay_percent": [23.4], "fao_land_cover": [float(land)]}
    return {
        "soil": xr.Dataset({name: ("cell", value) for name, value in soil.items()}),
        "spin_up": xr.Dataset(year),
        "warm_up": xr.Dataset(series),
    }


def temperate(land: int = 2, south: bool = False, stock: float = 50.0):
    """Rothamsted, or the same half a year later."""
    months = {n: np.roll(v, 6 if south else 0).tolist() for n, v in ROTHAMSTED.items()}
    return site(months, [1.0] * 12, stock, land)


def constant(t: float, rain: float, pet: float, cover: float, stock: float = 50.0):
    months = {
        "air_temperature_degc": [t] * 12,
        "precipitation_mm": [rain] * 12,
        "pet_mm": [pet] * 12,
    }
    return site(months, [cover] * 12, stock, 2)


def bau(ds: xr.Dataset) -> float:
    return ds[ASR].sel(scenario="BAU").item()


@pytest.mark.parametrize(("cover", "row"), [(1.0, "always 1"), (0.0, "always 0")])
def test_the_scripts_month_repeats_their_package(cover: float, row: str, shared_data: Path) -> None:
    """500 years from zero, as measured with soilassessment's Euler solver (3 decimals)."""
    table = shared_data / "rothc_reference" / "implementations_same_site.csv"
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    wanted = next(
        float(r["soc_500y_t_ha"])
        for r in rows
        if r["implementation"].startswith("soilassessment") and r["cover"] == row
    )
    covered, clay = cover > 0.5, 23.4
    wilting = -(20 + 1.3 * clay - 0.01 * clay**2)
    dry, rates = 0.0, []
    weather = zip(*ROTHAMSTED.values(), strict=True)
    for month, (t, rain, pan) in enumerate(weather):
        dry = script_deficit(dry, rain, 0.75 * pan, covered, month == 0, wilting, SHARES, ALL)
        b = script_moisture(dry, covered, covered, wilting, SHARES, ALL)
        rates.append(script_temperature(t, 47.9, 106.0, 18.3) * b * (1 - 0.4 * cover))
    kept = 1 / (1 + co2_ratio(clay, 1.67, 1.85, 1.60, 0.0786))
    pools = (0.0, 0.0, 0.0, 0.0)
    plant = 1.7 / 12
    for step in range(500 * 12 - 1):  # one step less than months, as their loops have it
        shares = [euler_share(rates[step % 12], k) for k in (10.0, 0.3, 0.66, 0.02)]
        dpm, rpm, bio, hum = decompose(*pools, *shares, 0.46 * kept, 0.54 * kept)
        pools = (dpm + plant * 1.44 / 2.44, rpm + plant / 2.44, bio, hum)
    assert sum(pools) + 2.7 == pytest.approx(wanted, abs=6e-4)


def test_off_is_exact_and_scripts_is_all() -> None:
    data = world(4, 6, years=2)
    exact = fpm.gsocseq(**data)
    xr.testing.assert_identical(fpm.gsocseq(**data, compat=ScriptDefects()), exact)
    xr.testing.assert_identical(fpm.gsocseq(**data, compat=[]), exact)
    assert chosen("scripts").names == switches()
    scripts = fpm.gsocseq(**data, compat="scripts")
    xr.testing.assert_identical(fpm.gsocseq(**data, compat=switches()), scripts)
    assert scripts.attrs["script_defects"] == ", ".join(switches())


@pytest.mark.parametrize("name", switches())
def test_every_switch_moves_something(name: str) -> None:
    data = world(6, 60, years=4)
    data["soil"]["clay_percent"] = data["soil"]["clay_percent"] * xr.DataArray(
        [0.6, 0.9, 1.2, 1.4], dims="clay_depth"
    )
    exact, ours = fpm.gsocseq(**data), fpm.gsocseq(**data, compat=name)
    moved = [v for v in exact.data_vars if not np.array_equal(exact[v], ours[v], equal_nan=True)]
    assert moved


def test_euler_diverges_where_it_is_hot_moist_and_covered() -> None:
    data = constant(27.0, 250.0, 120.0, cover=0.75)  # c = 0.7
    exact = fpm.gsocseq(**data)
    assert exact[T0].item() == pytest.approx(50.0)
    euler = fpm.gsocseq(**data, compat="explicit_euler")
    assert 1e22 < abs(euler[T0].item()) < 1e23
    gone = fpm.gsocseq(**data, compat=["explicit_euler", "value_filters"])
    assert np.isnan(gone[T0].item())
    assert np.isnan(gone[RSR].values).all()


@pytest.mark.parametrize(
    ("land", "south", "low", "high"),
    [
        (2, False, 0.005, 0.015),
        (3, False, 0.01, 0.025),
        (2, True, -0.045, -0.03),
        (3, True, -0.08, -0.06),
    ],
)
def test_eleven_steps_feign_a_rate(land: int, south: bool, low: float, high: float) -> None:
    """Nothing changes at these places; the lost Decembers make a rate of up to -0.07."""
    data = temperate(land, south, 50.0 if land == 2 else 80.0)
    assert abs(bau(fpm.gsocseq(**data))) < 1e-12
    found = bau(fpm.gsocseq(**data, compat="eleven_steps_a_year"))
    assert low < found < high


def test_bare_soil_decays_too_slowly_with_the_scripts_limit() -> None:
    """The modifier falls to 0.2 instead of 0.84, so that less input sustains the same stock."""
    months = ROTHAMSTED
    data = site(months, [0.0] * 12, 50.0, 2)
    exact, bare = fpm.gsocseq(**data), fpm.gsocseq(**data, compat="bare_limit")
    name = "spin_up_input_tc_ha_yr"
    assert bare[name].item() < 0.9 * exact[name].item()
    assert bare[RSR].values[2] < exact[RSR].values[2]
    covered = temperate()
    xr.testing.assert_equal(fpm.gsocseq(**covered, compat="bare_limit"), fpm.gsocseq(**covered))


def test_decembers_limit_rules_all_months() -> None:
    bare_in_december = site(ROTHAMSTED, [1.0] * 11 + [0.0], 50.0, 2)
    bare_in_summer = site(ROTHAMSTED, [1.0] * 6 + [0.0, 0.0] + [1.0] * 4, 50.0, 2)
    name = "spin_up_input_tc_ha_yr"
    both = ["bare_limit", "last_month_deficit_limit"]
    for data, switch, slower in (
        (bare_in_december, "last_month_deficit_limit", True),
        (bare_in_summer, both, False),
    ):
        before = None if slower else "bare_limit"
        exact, ours = fpm.gsocseq(**data, compat=before), fpm.gsocseq(**data, compat=switch)
        assert (ours[name] < exact[name]).item() is slower


def test_a_restart_in_january_wets_southern_summers() -> None:
    data = temperate(3, south=True)
    exact, ours = (fpm.gsocseq(**data, compat=c) for c in (None, "deficit_restarts_in_january"))
    name = "spin_up_input_tc_ha_yr"
    assert ours[name].item() > exact[name].item()  # faster decay: more is needed
    north = temperate(3)
    xr.testing.assert_allclose(
        fpm.gsocseq(**north, compat="deficit_restarts_in_january")[name], fpm.gsocseq(**north)[name]
    )


def test_mean_rates_miss_the_stock_by_half_a_percent_at_most() -> None:
    ours = fpm.gsocseq(**temperate(), compat="annual_mean_rate_spin_up")
    assert 1e-4 < abs(ours[T0].item() / 50.0 - 1.0) < 5e-3


def test_bounds_with_the_central_inert_carbon() -> None:
    """More of the low bound is inert than its stock asks for, and less of the high one."""
    data = world(9, 10, years=2)
    exact, ours = fpm.gsocseq(**data), fpm.gsocseq(**data, compat="central_iom_in_bounds")
    xr.testing.assert_equal(ours[FINAL], exact[FINAL])
    gain, before = ours["final_bounds_tc_ha"], exact["final_bounds_tc_ha"]
    one = {"scenario": "SSM3"}
    more = (gain.sel(one) - gain.sel(scenario="BAU")) - (
        before.sel(one) - before.sel(scenario="BAU")
    )
    assert (abs(more) > 0).all()


def test_celsius_scaling_turns_the_shift_round_below_zero() -> None:
    assert shifted(-10.0, 0.02, True) == pytest.approx(-10.2)  # meant warmer, made colder
    assert shifted(-10.0, 0.02, False) == pytest.approx(-9.8)
    assert shifted(10.0, 0.02, True) == shifted(10.0, 0.02, False) == pytest.approx(10.2)
    cold = constant(-3.0, 60.0, 20.0, cover=1.0)
    exact, ours = fpm.gsocseq(**cold), fpm.gsocseq(**cold, compat="celsius_scaling")

    def gained(ds: xr.Dataset) -> np.ndarray:
        both = ds["final_bounds_tc_ha"]
        return (both.sel(scenario="SSM3") - both.sel(scenario="BAU")).values[:, 0] / both.values[
            :, 0, 0
        ]

    assert gained(ours)[0] < gained(exact)[0]  # the low bound loses its warmth
    assert gained(ours)[1] > gained(exact)[1]
    warm = temperate()
    xr.testing.assert_equal(fpm.gsocseq(**warm, compat="celsius_scaling"), fpm.gsocseq(**warm))


def test_dividing_by_the_sum_understates_by_one_to_two_orders() -> None:
    data = temperate()
    name = "relative_uncertainty_percent"
    exact = fpm.gsocseq(**data)
    ours = fpm.gsocseq(**data, compat="sum_in_difference_uncertainty")
    ratio = exact[name] / ours[name]
    assert (ratio > 10).all()
    assert (ratio < 300).all()


def test_all_scenarios_get_the_uncertainty_of_the_middle_one() -> None:
    ours = fpm.gsocseq(**world(9, 5, years=2), compat="ssm2_uncertainty_for_all")
    u = ours["final_uncertainty_percent"]
    for other in ("SSM1", "SSM3"):
        np.testing.assert_array_equal(u.sel(scenario=other), u.sel(scenario="SSM2"))


def test_value_filters_remove_and_count() -> None:
    data = world(20, 200, years=2)
    protocol = fpm.load_parameters("gsocseq").override(why="losses", ssm1_factor=0.95)
    exact = fpm.gsocseq(**data, protocol=protocol)
    ours = fpm.gsocseq(**data, protocol=protocol, compat="value_filters")
    assert (exact[RSR].sel(practice="SSM1") < 0).all()
    assert np.isnan(ours[RSR].sel(practice="SSM1")).all()  # a mean of what is left would be biased
    assert np.isfinite(ours[RSR].sel(practice="SSM3")).any()
    assert f'"RSR": {np.isnan(ours[RSR]).sum().item()}' in ours.attrs["filtered_cells"]
    assert (ours["relative_uncertainty_percent"].fillna(0) <= 200).all()


def test_the_older_temperature_form_and_frost() -> None:
    assert script_temperature(15.0, 47.9, 106.0, 18.3) == pytest.approx(1.9066, abs=5e-5)
    assert script_temperature(-6.0, 47.9, 106.0, 18.3) == pytest.approx(
        47.9 / (1 + exp(106 / 12.3)), rel=1e-12
    )
    assert np.isnan(script_temperature(-18.4, 47.9, 106.0, 18.3))
    frost = {**ROTHAMSTED, "air_temperature_degc": [-25.0, *ROTHAMSTED["air_temperature_degc"][1:]]}
    data = site(frost, [1.0] * 12, 80.0, 3)
    assert np.isfinite(fpm.gsocseq(**data)[T0]).all()
    assert np.isnan(fpm.gsocseq(**data, compat="no_frost_limit")[T0]).all()


def script_by_hand(data: dict[str, xr.Dataset], cell: int) -> tuple[float, list[float]]:
    """T0 and final stocks as the scripts have them, plain loops, nothing from the package."""
    ratio = {2: 1.44, 3: 0.67, 4: 0.25, 5: 0.67, 8: 0.67, 12: 1.44}[
        int(data["soil"]["fao_land_cover"][cell])
    ]
    soc, clay = (float(data["soil"][n][cell]) for n in ("soc_stock_tc_ha", "clay_percent"))
    iom, x = 0.049 * soc**1.139, 1.67 * (1.85 + 1.6 * exp(-0.0786 * clay))

    def rows(phase: str) -> np.ndarray:
        names = ("air_temperature_degc", "precipitation_mm", "pet_mm", "plant_cover")
        return np.stack([data[phase][n].values[:, cell] for n in names], axis=1)

    def rates(year: np.ndarray) -> list[float]:
        bare = [1 - 0.4 * p > 0.8 for p in year[:, 3]]
        full = -(20 + 1.3 * clay - 0.01 * clay**2) * 30 / 23
        largest = [full / (1.8 if b else 1.0) for b in bare]
        smd: list[float] = []
        for m, (_t, rain, pet, _p) in enumerate(year):
            after = min(0.0, (smd[-1] if smd else 0.0) + rain - pet)
            smd.append(after if m == 0 else max(after, largest[m]))
        top = largest[-1]
        b = [
            max(0.2, 1.0 if s > 0.444 * top else 0.2 + 0.8 * (top - s) / (top - 0.444 * top))
            for s in smd
        ]
        warm = [47.9 / (1 + exp(106 / (t + 18.3))) for t in year[:, 0]]
        return [w * f * (1 - 0.4 * p) for w, f, p in zip(warm, b, year[:, 3], strict=True)]

    def npp(year: np.ndarray) -> float:
        t, rain = year[:, 0].mean(), year[:, 1].sum()
        return min(3000 / (1 + exp(1.315 - 0.119 * t)), 3000 * (1 - exp(-0.000664 * rain)))

    def euler(pools: list[float], rate: float, given: float) -> list[float]:
        lost = [rate * k * c / 12 for k, c in zip((10, 0.3, 0.66, 0.02), pools, strict=True)]
        made = sum(lost) / (1 + x)
        new = (given / 12 * ratio / (1 + ratio), given / 12 / (1 + ratio), 0.46 * made, 0.54 * made)
        return [c - d + n for c, d, n in zip(pools, lost, new, strict=True)]

    rho = float(np.mean(rates(rows("spin_up"))))
    share = ratio / (1 + ratio)
    unit = [share / (10 * rho), (1 - share) / (0.3 * rho), 0.46 / (0.66 * x * rho)]
    unit.append(0.54 / (0.02 * x * rho))
    needed = (soc - iom) / sum(unit)
    pools = [needed * u for u in unit]
    warm, base, inputs = rows("warm_up"), npp(rows("spin_up")), []
    for year in warm.reshape(-1, 12, 4):
        inputs.append(needed * npp(year) / base)
        for rate in rates(year)[:11]:
            pools = euler(pools, rate, inputs[-1])
    ahead, final = rates(rows("forward")), []
    for factor in (1.0, 1.05, 1.10, 1.20):
        now = pools
        for step in range(239):
            now = euler(now, ahead[step % 12], factor * sum(inputs) / len(inputs))
        final.append(sum(now) + iom)
    return sum(pools) + iom, final


def test_all_defects_together_equal_plain_loops() -> None:
    data = world(31, 25)
    ours = fpm.gsocseq(**data, compat=[n for n in switches() if n != "value_filters"])
    compared = 0
    for cell in range(25):
        if min(data[p]["air_temperature_degc"][:, cell].min() for p in data if p != "soil") <= -18:
            continue
        present, final = script_by_hand(data, cell)
        assert ours[T0][cell].item() == pytest.approx(present, rel=1e-10)
        np.testing.assert_allclose(ours[FINAL][:, cell], final, rtol=1e-10)
        compared += 1
    assert compared > 20
