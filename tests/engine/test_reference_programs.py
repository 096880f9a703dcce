"""The engine against the programs of Rothamsted Research, case by case."""

import numpy as np
import pytest
import xarray as xr

from fourpermille.assessment import required_input
from fourpermille.soil import Start, equilibrium, simulate

from . import cases

ASKED = list(dict.fromkeys(cases.table("inverse")["case"]))


@pytest.mark.parametrize("case", cases.names())
def test_every_month(case: str) -> None:
    found = simulate(cases.run_from_state(case), monthly=True, **cases.options(case))
    wanted = cases.expected(case)
    for pool in cases.POOLS:
        assert np.abs(found[f"{pool}_tc_ha"].values - wanted[pool].values).max() < 1e-8
    for name, column in (
        ("soc_stock_tc_ha", "soc"),
        ("temperature_modifier", "rm_tmp"),
        ("moisture_modifier", "rm_moist"),
        ("cover_modifier", "rm_pc"),
        ("soil_moisture_deficit_mm", "smd_mm"),
    ):
        assert np.abs(found[name].values - wanted[column].values).max() < 1e-8, name
    emitted = np.cumsum(found["co2_emission_tc_ha_month"].values)
    assert np.abs(emitted - wanted["co2_cum"].values).max() < 1e-8


@pytest.mark.parametrize("case", cases.names("first12"))
def test_equilibrium_without_iteration(case: str) -> None:
    found = equilibrium(cases.spin_up_year(case), **cases.options(case))
    wanted = cases.state(case, "converged")
    for pool in cases.POOLS:
        assert float(found[f"{pool}_tc_ha"]) == pytest.approx(wanted[pool], abs=2e-9)
    assert float(found["soil_moisture_deficit_mm"]) == pytest.approx(wanted.smd_mm, abs=1e-9)


@pytest.mark.parametrize("case", cases.names("first12"))
def test_radiocarbon(case: str) -> None:
    """Started from the converged state the ages agree, up to what the reference's stop left."""
    ds = cases.run_from_state(case)
    start = cases.state(case, "converged")
    ds = ds.assign({f"{pool}_tc_ha": float(start[pool]) for pool in cases.POOLS})
    spin_up = cases.spin_up_year(case)
    begin = Start(repeating_year="first")
    found = simulate(_joined(spin_up, ds), monthly=True, start=begin, **cases.options(case))
    wanted = cases.expected(case)["delta14c_total"].to_numpy()
    got = found["delta14c_permille"].values[12:]
    assert np.abs(got - wanted).max() < 0.05


def _joined(year: xr.Dataset, run: xr.Dataset) -> xr.Dataset:
    """The spin-up year in front of the run, from the equilibrium of that year."""
    lead = year.rename(month="time")
    series = {
        name: xr.concat([lead[name], run[name]], dim="time") for name in cases.SERIES if name in run
    }
    return run.drop_dims("time").assign(series)


@pytest.mark.parametrize("case", ASKED)
def test_inverse_answers(case: str) -> None:
    rows = cases.table("inverse")
    start = cases.state(case, "converged")
    year = cases.spin_up_year(case)
    pools = {f"{pool}_tc_ha": float(start[pool]) for pool in cases.POOLS}
    asked = rows[(rows["case"] == case) & (rows["kind"] != "equilibrium")]
    assert len(asked) == 4
    for row in asked.itertuples():
        found = required_input(
            year.assign(pools),
            years=int(row.years),
            growth="linear" if row.kind.endswith("simple") else "compound",
            **cases.options(case),
        )
        assert float(found["extra_input_tc_ha_yr"]) == pytest.approx(row.result, abs=1e-8)
        assert float(found["target_stock_tc_ha"]) == pytest.approx(
            row.target_soc_t_ha, abs=6e-9, rel=1e-9
        )


@pytest.mark.parametrize("case", ASKED)
def test_input_that_sustains_another_stock(case: str) -> None:
    """The reference's factor on plant inputs, from problem A at the asked stock."""
    rows = cases.table("inverse")
    row = rows[(rows["case"] == case) & (rows["kind"] == "equilibrium")].iloc[0]
    year = cases.spin_up_year(case)
    pattern = year["plant_input_tc_ha_month"]
    manure = float(year["manure_input_tc_ha_month"].sum())
    if manure == 0.0:
        ds = year.drop_vars("manure_input_tc_ha_month").assign(
            plant_input_tc_ha_month=pattern * row.result
        )
        found = equilibrium(ds, **cases.options(case))
        assert float(found["soc_stock_tc_ha"]) == pytest.approx(row.target_soc_t_ha, abs=1e-7)
        found = required_input(
            year.assign(soc_stock_tc_ha=row.target_soc_t_ha), years=1, **cases.options(case)
        )
        factor = float(found["carbon_input_tc_ha_yr"]) / float(pattern.sum())
        assert factor == pytest.approx(row.result, abs=1e-8)
