"""Model against trial: the fit against a general optimiser, the stocks against a forward run."""

import numpy as np
import pytest
import xarray as xr
from scipy.optimize import minimize_scalar

from fourpermille.assessment import Measurements, Series, trial
from fourpermille.core.errors import InputError
from fourpermille.soil import equilibrium, simulate

from . import cases

START, END = 1852, 1902


def site() -> xr.Dataset:
    """The climate of the published worked example, at a start stock of 30.7 t C/ha."""
    year = cases.spin_up_year("c01_hoosfield_unmanured")
    year = year.drop_vars(["plant_input_tc_ha_month", "manure_input_tc_ha_month", "iom_tc_ha"])
    one = year.expand_dims(cell=1).assign(soc_stock_tc_ha=("cell", [30.7]), place=("cell", ["H"]))
    return one.assign(modern_percent=100.0)


SEEN = Measurements(
    np.array([1852, 1882, 1902]), np.array([30.7, 26.5, 26.8]), np.array([False, True, True])
)


def forward(plant: float, manure: float) -> xr.Dataset:
    """The same treatment by the monthly model, from the same start."""
    ds = site().isel(cell=0)
    start = equilibrium(ds)
    pools = {name: start[name] for name in ("dpm_tc_ha", "rpm_tc_ha", "bio_tc_ha", "hum_tc_ha")}
    inputs = {"plant_input_tc_ha_yr": plant, "manure_input_tc_ha_yr": manure}
    return simulate(
        ds.drop_vars("place").assign(pools | inputs | {"iom_tc_ha": start["iom_tc_ha"]}),
        years=END - START,
    )


def test_stated_inputs_equal_a_forward_run() -> None:
    found = trial(
        site(), [Series("fym", "H", 1.4, 3.2)], {"fym": SEEN}, start_year=START, end_year=END
    )
    wanted = forward(1.4, 3.2)["soc_stock_tc_ha"].values
    assert np.allclose(found["soc_stock_tc_ha"].values[0, 1:], wanted, atol=1e-9)
    error = wanted[[29, 49]] - np.array([26.5, 26.8])
    assert float(found["bias_tc_ha"][0]) == pytest.approx(error.mean())
    assert float(found["rmse_tc_ha"][0]) == pytest.approx(np.sqrt((error**2).mean()))
    assert int(found["n_measurements"][0]) == 2


def test_fit_equals_a_general_optimiser() -> None:
    series = [Series("fym", "H", "series:nil", 3.2, (1852, 1871)), Series("nil", "H", "fit")]
    found = trial(site(), series, {"nil": SEEN}, start_year=START, end_year=END)

    def misfit(plant: float) -> float:
        stock = forward(plant, 0.0)["soc_stock_tc_ha"].values
        return float(((stock[[29, 49]] - np.array([26.5, 26.8])) ** 2).sum())

    best = minimize_scalar(misfit, bounds=(0, 5), method="bounded", options={"xatol": 1e-7})
    inputs = found["plant_input_tc_ha_yr"].sel(series="nil")
    assert float(inputs) == pytest.approx(best.x, abs=1e-5)
    assert float(found["plant_input_tc_ha_yr"].sel(series="fym")) == float(inputs)
    assert list(found["role"].values) == ["predicted", "fitted"]
    manured = found["soc_stock_tc_ha"].sel(series="fym")
    assert float(manured.idxmax("year")) == 1871


@pytest.mark.parametrize(
    ("series", "message"),
    [
        ([Series("a", "nowhere", 1.0)], "unknown place"),
        ([Series("a", "H", "series:b"), Series("b", "H", "series:a")], "takes its input"),
        ([Series("a", "H", "fit")], "nothing measured"),
    ],
)
def test_what_cannot_be_run_is_said(series: list[Series], message: str) -> None:
    with pytest.raises(InputError, match=message):
        trial(site(), series, {}, start_year=START, end_year=END)
