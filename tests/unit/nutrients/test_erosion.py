"""Erosion: hand arithmetic, published sums, and what must hold for any soil."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fourpermille as fpm
from fourpermille.core.errors import InputError, NotUsedError, OutOfRangeError, PlausibilityWarning
from fourpermille.core.parameters import load_parameters
from fourpermille.kernels.erosion import carbon_factor
from fourpermille.nutrients.memory import every_row

FIELD = {"r_factor": 800, "ls_factor": 1.5, "c_factor": 0.2}
SOIL = {"clay_percent": 20, "silt_percent": 60}
WILLIAMS = {name: row.value for name, row in every_row(load_parameters("williams_1995")).items()}


def test_product_of_the_factors() -> None:
    ds = fpm.rusle(**FIELD, k_factor=0.04, p_factor=0.5, soc_percent=1.5)
    loss = 800 * 0.04 * 1.5 * 0.2 * 0.5
    assert float(ds["soil_loss_t_ha_yr"]) == pytest.approx(loss)
    for end, ratio in (("", 1.2), ("low_", 1.0), ("high_", 2.0)):
        assert float(ds[f"soc_eroded_{end}tc_ha_yr"]) == pytest.approx(loss * 0.015 * ratio)
    assert "unverified" not in ds.attrs


def test_own_enrichment_has_no_range() -> None:
    ds = fpm.rusle(**FIELD, k_factor=0.04, soc_percent=1.5, enrichment=1.4)
    values = [float(ds[f"soc_eroded_{end}tc_ha_yr"]) for end in ("", "low_", "high_")]
    assert values == pytest.approx([800 * 0.04 * 1.5 * 0.2 * 0.015 * 1.4] * 3)


def test_erodibility_of_williams_by_hand() -> None:
    ds = fpm.rusle(**FIELD, **SOIL, method="williams", soc_percent=1.5)
    coarse = 0.2 + 0.3 * np.exp(-0.0256 * 20 * 0.4)
    carbon = 1 - 0.25 * 1.5 / (1.5 + np.exp(3.72 - 2.95 * 1.5))
    sandy = 1 - 0.7 * 0.8 / (0.8 + np.exp(-5.51 + 22.9 * 0.8))
    k = 0.1317 * coarse * (60 / 80) ** 0.3 * carbon * sandy
    assert float(ds["k_factor"]) == pytest.approx(k)
    assert ds.attrs["confidence"] == "M"
    assert "unverified figure used" in ds.attrs["unverified"]


def test_more_carbon_less_erodible() -> None:
    soc = np.linspace(0.5, 4.0, 36)
    ds = fpm.rusle(**FIELD, **SOIL, method="williams", soc_percent=soc)
    assert (np.diff(ds["k_factor"]) < 0).all()
    factor = carbon_factor(np.array([0.5, 4.0]), WILLIAMS)
    assert factor == pytest.approx([0.987, 0.750], abs=5e-4)
    assert 100 * (factor[1] / factor[0] - 1) == pytest.approx(-24, abs=0.1)


@given(st.floats(0.1, 6), st.floats(5, 60), st.floats(5, 35))
def test_slope_is_the_derivative(soc: float, silt: float, clay: float) -> None:
    step = 1e-5
    ds = fpm.rusle(
        **FIELD,
        method="williams",
        clay_percent=clay,
        silt_percent=silt,
        soc_percent=np.array([soc - step, soc, soc + step]),
    )
    k = ds["k_factor"].values
    numeric = 100 * (k[2] - k[0]) / (2 * step) / k[1]
    assert float(ds["k_slope_percent"][1]) == pytest.approx(numeric, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("name", sorted(WILLIAMS))
def test_every_constant_reaches_the_erodibility(name: str) -> None:
    from fourpermille.kernels.erosion import erodibility

    soil = (90.0, 6.0, 4.0, 1.0)
    changed = {**WILLIAMS, name: 1.1 * WILLIAMS[name]}
    assert abs(erodibility(*soil, changed) - erodibility(*soil, WILLIAMS)) > 1e-9


def test_nutrients_and_what_replaces_them() -> None:
    ds = fpm.rusle(
        **FIELD,
        k_factor=0.04,
        soil_nitrogen_g_kg=1.5,
        soil_phosphorus_g_kg=0.8,
        nitrogen_price_usd2016_kgn=1.0,
        phosphorus_price_usd2016_kgp=4.0,
    )
    loss = 800 * 0.04 * 1.5 * 0.2
    assert float(ds["nitrogen_eroded_kgn_ha_yr"]) == pytest.approx(loss * 1.5)
    assert float(ds["phosphorus_eroded_kgp_ha_yr"]) == pytest.approx(loss * 0.8)
    cost = loss * (1.5 * 1.0 + 0.8 * 4.0)
    assert float(ds["replacement_cost_usd2016_ha_yr"]) == pytest.approx(cost)
    assert ds.attrs["cost_of"] == "nitrogen, phosphorus"
    part = fpm.rusle(
        **FIELD,
        k_factor=0.04,
        soil_nitrogen_g_kg=1.5,
        soil_phosphorus_g_kg=0.8,
        nitrogen_price_usd2016_kgn=1.0,
    )
    assert part.attrs["cost_of"] == "nitrogen"


@pytest.mark.filterwarnings("ignore::fourpermille.core.errors.PlausibilityWarning")
@pytest.mark.parametrize(("nitrogen", "phosphorus", "cost"), [(23, 14.6, 110), (42, 26.4, 200)])
def test_cost_for_the_world(nitrogen: float, phosphorus: float, cost: float) -> None:
    """Mt of nitrogen and phosphorus lost, and billions of USD."""
    ds = fpm.rusle(
        r_factor=1,
        k_factor=1,
        ls_factor=1,
        c_factor=1,
        soil_nitrogen_g_kg=nitrogen,
        soil_phosphorus_g_kg=phosphorus,
        prices="fao_itps",
    )
    assert float(ds["replacement_cost_usd2016_ha_yr"]) == pytest.approx(cost, rel=0.005)
    parts = {}
    for element, content in (("nitrogen", nitrogen), ("phosphorus", phosphorus)):
        alone = fpm.rusle(
            r_factor=1,
            k_factor=1,
            ls_factor=1,
            c_factor=1,
            prices="fao_itps",
            **{f"soil_{element}_g_kg": content},
        )
        parts[element] = round(float(alone["replacement_cost_usd2016_ha_yr"]))
    assert (
        parts
        == {110: {"nitrogen": 33, "phosphorus": 77}, 200: {"nitrogen": 60, "phosphorus": 140}}[cost]
    )
    assert "1.43" in ds.attrs["unverified"]


def test_published_removal_for_the_world() -> None:
    rows = load_parameters("erosion").rows
    mean = rows["global_removal_pgc"].value / rows["global_removal_years"].value
    assert mean == pytest.approx(0.477, abs=5e-4)
    share = rows["global_removal_agricultural"]
    assert [round(mean * end, 2) for end in (share.low, share.high)] == [0.38, 0.41]


@pytest.mark.parametrize(
    ("wrong", "error", "text"),
    [
        ({}, InputError, "williams"),
        ({"method": "williams"}, InputError, "clay_percent"),
        ({"method": "wischmeier"}, LookupError, "wischmeier"),
        ({"k_factor": 0.04, "method": "williams"}, NotUsedError, "method"),
        ({"k_factor": 0.04, "clay_percent": 20}, NotUsedError, "clay_percent"),
        ({"k_factor": 0.04, "enrichment": 1.5}, NotUsedError, "enrichment"),
        ({"k_factor": 0.04, "nitrogen_price_usd2016_kgn": 1}, NotUsedError, "nitrogen"),
        ({"k_factor": 0.04, "prices": "fao_itps"}, NotUsedError, "prices"),
        ({"k_factor": 4}, OutOfRangeError, "k_factor"),
        (
            {"method": "williams", "clay_percent": 60, "silt_percent": 60, "soc_percent": 1},
            OutOfRangeError,
            "whole",
        ),
    ],
)
def test_what_cant_be_is_refused(wrong: dict[str, object], error: type, text: str) -> None:
    with pytest.raises(error, match=text):
        fpm.rusle(**FIELD, **wrong)


def test_missing_stays_missing() -> None:
    ds = fpm.rusle(**FIELD, k_factor=[0.04, np.nan], soc_percent=1)
    assert ds["soil_loss_t_ha_yr"].isnull().values.tolist() == [False, True]
    assert ds.attrs["missing"] == 1


def test_factors_in_other_units_are_doubted() -> None:
    with pytest.warns(PlausibilityWarning, match="column k_factor: .*0.1 t h MJ-1 mm-1"):
        fpm.rusle(**FIELD, k_factor=0.3)
    with pytest.warns(PlausibilityWarning, match="soil_loss_t_ha_yr"):
        fpm.rusle(r_factor=20_000, ls_factor=10, c_factor=1, k_factor=0.05)
    with pytest.warns(PlausibilityWarning, match="clay_percent: Looks like a fraction|fraction"):
        fpm.rusle(**FIELD, method="williams", clay_percent=0.2, silt_percent=0.6, soc_percent=1.5)
