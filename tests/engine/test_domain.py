"""Places outside what the method was made for are named, each for its reason."""

import numpy as np
import pytest

from fourpermille.assessment.domain import growth_limit_tc_ha_yr, outside_domain
from fourpermille.soil.setup import set_up

from .places import places
from .test_properties import warm


def ordinary(**changes: float) -> str:
    """What is said of a temperate arable place with some values changed."""
    ds = warm(places(1, count=1)).assign(clay_percent=23.0, depth_cm=30.0, dpm_rpm_ratio=1.44)
    ds["air_temperature_degc"][:] = 9.5
    ds["precipitation_mm"][:] = 60.0
    ds["pet_mm"][:] = 55.0
    ds["soc_stock_tc_ha"][:] = 50.0
    for name, value in changes.items():
        ds[name] = ds[name] * 0 + value
    return str(outside_domain(set_up(ds))[0])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"soc_stock_tc_ha": 250.0}, "organic"),
        ({"air_temperature_degc": -3.0}, "permafrost"),
        ({"precipitation_mm": 300.0}, "waterlogged"),
        ({"depth_cm": 150.0}, "depth"),
        ({"air_temperature_degc": 28.0, "soc_stock_tc_ha": 120.0}, "can grow"),
    ],
)
def test_reasons(changes: dict[str, float], said: str) -> None:
    text = ordinary(**changes)
    assert said in text
    assert bool(text) == bool(said)


def test_growth_limit_of_the_published_curves() -> None:
    """The lesser of the two curves, worked out by hand."""
    ds = warm(places(1, count=3)).assign(dpm_rpm_ratio=1.44)
    ds["air_temperature_degc"][:] = np.array([[10.0], [20.0], [30.0]])
    ds["precipitation_mm"][:] = np.array([[500.0], [500.0], [1000 / 12]])
    found = growth_limit_tc_ha_yr(set_up(ds).cells) / 0.45 * 100
    warmth = 3000 / (1 + np.exp(1.315 - 0.119 * np.array([10.0, 20.0])))
    assert np.allclose(found[:2], warmth)
    assert found[2] == pytest.approx(3000 * (1 - np.exp(-0.664)))
