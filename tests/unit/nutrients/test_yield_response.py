"""Yield and soil carbon: published points of the relations, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fourpermille as fpm
from fourpermille.core.errors import InputError, NotUsedError, UnknownNameError
from fourpermille.kernels.soil_yield import screening, stock_to_percent


def ratio(before: float, after: float) -> float:
    ds = fpm.yield_response(method="screening", soc_percent=before, soc_after_percent=after)
    return float(ds["yield_ratio"])


def test_published_points() -> None:
    assert ratio(0.5, 1.0) == pytest.approx(1.20, abs=0.01)
    assert screening(np.array([2.0, 3.0]), 2.0, 0.47).tolist() == [1.0, 1.0]
    assert ratio(2.0, 3.0) == 1.0


def test_deck_field_from_stocks() -> None:
    layer = {"bulk_density_g_cm3": 1.3, "depth_cm": 30}
    assert stock_to_percent(52.0, 1.3, 30) == pytest.approx(1.33, abs=0.005)
    assert stock_to_percent(52.0, 1.3, 40) == pytest.approx(1.00, abs=0.005)
    assert stock_to_percent(58.6, 1.3, 30) == pytest.approx(1.50, abs=0.005)
    ds = fpm.yield_response(
        method="screening", soc_stock_tc_ha=52, soc_stock_after_tc_ha=58.6, **layer
    )
    assert float(ds["yield_ratio"]) == pytest.approx(1.024, abs=5e-4)
    assert ds.attrs["label"] == "screening"
    assert "0.47" in ds.attrs["unverified"]


@given(st.floats(0, 6), st.floats(0, 6))
def test_range_holds_the_ratio_and_a_way_back_undoes_it(before: float, after: float) -> None:
    ds = fpm.yield_response(method="screening", soc_percent=before, soc_after_percent=after)
    low, mid, high = (float(ds[f"yield_{end}ratio"]) for end in ("low_", "", "high_"))
    assert low <= mid <= high
    assert mid * ratio(after, before) == pytest.approx(1.0)
    assert (mid >= 1.0) == (min(after, 2.0) >= min(before, 2.0)) or mid == pytest.approx(1.0)


def test_range_is_the_spread_of_the_crop() -> None:
    for crop, spread in (("maize", 0.11 / 0.10), ("wheat", 0.37 / 0.23)):
        ds = fpm.yield_response(
            method="screening", soc_percent=0.5, soc_after_percent=1.0, crop=crop
        )
        gain = float(ds["yield_ratio"]) - 1
        assert float(ds["yield_high_ratio"]) == pytest.approx(1 + gain * (1 + spread))


@pytest.mark.parametrize(
    ("crop", "low", "high"), [("wheat", 20, 70), ("rice", 10, 50), ("maize", 30, 300)]
)
def test_grain_for_a_tonne_of_carbon(crop: str, low: float, high: float) -> None:
    ds = fpm.yield_response(
        method="lal_2006", soc_stock_tc_ha=50, soc_stock_after_tc_ha=[51, 49], crop=crop
    )
    assert ds["yield_gain_low_kg_ha"].values.tolist() == [low, -high]
    assert ds["yield_gain_high_kg_ha"].values.tolist() == [high, -low]
    assert (ds["yield_gain_low_kg_ha"] <= ds["yield_gain_kg_ha"]).all()


def test_grain_for_the_developing_world_lies_inside_the_slopes() -> None:
    """24 to 40 Mt of grain on about 1 Gha for 1 t C/ha."""
    slopes = [
        fpm.yield_response(
            method="lal_2006", soc_stock_tc_ha=50, soc_stock_after_tc_ha=51, crop=crop
        )
        for crop in ("wheat", "rice")
    ]
    least = min(float(ds["yield_gain_low_kg_ha"]) for ds in slopes)
    most = max(float(ds["yield_gain_high_kg_ha"]) for ds in slopes)
    assert least <= 24e9 / 1e9 <= 40e9 / 1e9 <= most


def test_variability_of_yields() -> None:
    ds = fpm.yield_response(method="pan_2009", soc_percent=1.0, soc_after_percent=1.0 + 1 / 1.724)
    assert float(ds["yield_gain_kg_ha"]) == pytest.approx(430)
    assert float(ds["yield_variability_change_percent"]) == pytest.approx(-3.5)


PAIR = {"soc_percent": 1.0, "soc_after_percent": 1.5}


@pytest.mark.parametrize(
    ("wrong", "error", "text"),
    [
        ({"method": "screening"}, InputError, "soc_percent"),
        ({"method": "screening", "soc_percent": 1}, InputError, "soc_after_percent"),
        ({"method": "lal_2006", "crop": "wheat", **PAIR}, InputError, "bulk_density"),
        ({"method": "lal_2006", "crop": "barley", **PAIR, "bulk_density_g_cm3": 1.3, "depth_cm": 30}, InputError, "wheat, rice, maize"),
        ({"method": "oldfield", **PAIR}, UnknownNameError, "oldfield"),
        ({"method": "screening", **PAIR, "soc_stock_tc_ha": 1, "soc_stock_after_tc_ha": 2}, NotUsedError, "soc_stock"),
    ],
)  # fmt: skip
def test_what_cant_be_is_refused(wrong: dict[str, object], error: type, text: str) -> None:
    with pytest.raises(error, match=text):
        fpm.yield_response(**wrong)
