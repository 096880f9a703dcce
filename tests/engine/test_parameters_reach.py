"""Every parameter reaches the result: change it by 10 %, the output must move."""

import numpy as np
import pytest
import xarray as xr

from fourpermille.core.parameters import load_parameters
from fourpermille.soil import simulate

from .places import places

BASE = load_parameters("rothc_26_3")


def everything() -> xr.Dataset:
    """A place that touches every rule: frost, drought, bare soil, pan evaporation, manure."""
    ds = places(8, count=40).drop_vars("pet_mm")
    cold = ds["air_temperature_degc"] * 0 + np.linspace(12, 18, 12)
    cold[:, 0], cold[:, 1] = -5.2, -4.9
    cover = ds["plant_cover"] * 0.0 + 1.0
    cover[:, 7:10] = 0.0
    cover[:, 4] = 0.52
    evaporation = ds["precipitation_mm"] * 0 + np.array(
        [9, 10, 30, 50, 80, 90, 95, 90, 60, 30, 15, 9]
    )
    return ds.assign(
        air_temperature_degc=cold,
        plant_cover=cover,
        open_pan_evaporation_mm=evaporation,
        precipitation_mm=ds["precipitation_mm"] * 0.7,
        plant_input_tc_ha_yr=2.0,
        manure_input_tc_ha_yr=1.0,
        modern_percent=100.0,
        silt_percent=30.0,
        bulk_density_g_cm3=1.4,
        soc_content_g_kg=12.0,
    )


def outcome(**changes: float) -> np.ndarray:
    """Stocks and radiocarbon with changed parameters, under both kinds of moisture limits."""
    rothc = BASE.override(why="test", **changes) if changes else BASE
    out = []
    for moisture, bare in ((1, 1), (3, 1)):
        run = simulate(
            everything(),
            years=3,
            monthly=True,
            parameters=rothc,
            moisture_option=moisture,
            bare_option=bare,
        )
        out += [run["soc_stock_tc_ha"].values, run["delta14c_permille"].values]
    return np.concatenate([part.ravel() for part in out])


@pytest.fixture(scope="module")
def reference() -> np.ndarray:
    return outcome()


@pytest.mark.parametrize("name", list(BASE))
def test_reaches_the_result(name: str, reference: np.ndarray) -> None:
    if name.startswith("manure_"):
        other = "manure_rpm" if name != "manure_rpm" else "manure_dpm"
        step = 0.1 * BASE[name]
        changes = {name: BASE[name] + step, other: BASE[other] - step}
    else:
        changes = {name: BASE[name] * 1.1}
    assert np.nanmax(np.abs(outcome(**changes) - reference)) > 1e-9
