"""Sensitivities against closed forms and against two runs of one's own."""

import numpy as np
import pytest

from fourpermille.assessment import required_input
from fourpermille.core.errors import MissingVariableError
from fourpermille.soil import simulate
from fourpermille.soil.sensitivity import sensitivity

from .places import places
from .test_properties import warm


def demand(ds):
    return required_input(ds)["extra_input_tc_ha_yr"]


def test_the_demand_per_stock_is_the_demand_over_the_stock_without_inert_carbon() -> None:
    """With a given inert carbon of zero the demand is proportional to the stock."""
    ds = warm(places(3)).assign(iom_tc_ha=0.0)
    found = sensitivity(demand, ds, ["soc_stock_tc_ha"])["soc_stock_tc_ha"]
    assert np.allclose(found, demand(ds) / ds["soc_stock_tc_ha"], rtol=1e-8)


def test_stock_per_input_is_the_response() -> None:
    ds = warm(places(4))
    answer = required_input(ds)

    def stock(data):
        return simulate(data, years=30)["soc_stock_tc_ha"].isel(year=-1)

    base = ds.assign(plant_input_tc_ha_yr=answer["plant_input_tc_ha_yr"])
    with_pools = base.drop_vars("soc_stock_tc_ha").assign(
        dpm_tc_ha=0.1, rpm_tc_ha=5.0, bio_tc_ha=0.5, hum_tc_ha=20.0, iom_tc_ha=2.0
    )
    found = sensitivity(stock, with_pools, ["plant_input_tc_ha_yr"])["plant_input_tc_ha_yr"]
    assert np.allclose(found, answer["response_tc_ha_per_tc_ha_yr"], rtol=1e-7)


@pytest.mark.parametrize("name", ["air_temperature_degc", "clay_percent", "precipitation_mm"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_against_two_runs(name: str, dtype: type) -> None:
    ds = warm(places(6, dtype=dtype)).assign(plant_cover=1.0)
    found = sensitivity(demand, ds, [name])[name]
    exact = ds.astype(float)
    step = 1e-4
    there = demand(exact.assign({name: exact[name] + step}))
    back = demand(exact.assign({name: exact[name] - step}))
    assert np.allclose(found, (there - back) / (2 * step), rtol=1e-3, atol=1e-9)


def test_ends_of_a_range() -> None:
    ds = warm(places(6)).assign(plant_cover=1.0, clay_percent=0.0)
    found = sensitivity(demand, ds, ["plant_cover", "clay_percent"])
    assert np.isfinite(found["plant_cover"]).all()
    assert np.isfinite(found["clay_percent"]).all()


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(MissingVariableError, match="trend_permille_yr"):
        sensitivity(demand, places(1), ["trend_permille_yr"])
