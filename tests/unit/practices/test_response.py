"""What practices do to the stock: published checks, arithmetic by hand, and the model month by month."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

import fourpermille as fpm
from fourpermille.core.errors import (
    ApplicabilityWarning,
    InputError,
    OutOfRangeError,
    ShapeError,
    UnknownNameError,
)
from fourpermille.core.factors import load_factors
from fourpermille.practices.by_evidence import evidence_change
from fourpermille.practices.by_factor import factor_change, two_sided
from fourpermille.practices.by_model import model_change
from fourpermille.practices.changes import in_months
from fourpermille.practices.combine import largest_and_a_share
from fourpermille.practices.load import practice
from fourpermille.practices.schema import Amount, Evidence, Practice
from fourpermille.soil.setup import set_up
from tests.engine.places import places

COOL_MOIST = "cool_temperate_moist"


def at_rate(*rates: float, **more: object) -> xr.Dataset:
    """Places of 50 t C/ha, clay 23.4 %, one for each rate modifier."""
    found = xr.Dataset(
        {
            "rate_modifier": ("place", list(rates)),
            "soc_stock_tc_ha": ("place", [50.0] * len(rates)),
            "clay_percent": 23.4,
            "depth_cm": 30.0,
            "dpm_rpm_ratio": 1.44,
        }
    )
    return found.assign(more)


def with_dose(tc_ha_yr: float, **more: object) -> Practice:
    """Manure of this dose, spread evenly over the year."""
    manure = practice("manure")
    dose = Amount(
        low=tc_ha_yr, central=tc_ha_yr, high=tc_ha_yr, confidence="P", reason="dose of the check"
    )
    given = manure.levers.inputs[0].model_copy(update={"amount": dose, "months": ()})
    levers = manure.levers.model_copy(update={"inputs": (given,)})
    return manure.model_copy(update={"levers": levers, **more})


# --- factors of the IPCC ---------------------------------------------------------------------------


@pytest.mark.parametrize(("id", "rate"), [("no_till", 0.255), ("manure", 1.247)])
def test_ipcc_example(id: str, rate: float) -> None:
    # 81 x 0.70 x (1.09 - 1) / 20 and 81 x 0.70 x (1.44 - 1) / 20
    ds = at_rate(1.0).assign(climate_zone=("place", [COOL_MOIST]), soil_class=("place", ["HAC"]))
    found = fpm.practice_response(id, ds, 40, method="ipcc")["soc_change_tc_ha"].squeeze()
    assert float(found.sel(year=1)) == pytest.approx(rate, abs=0.002)
    assert float(found.sel(year=20)) == pytest.approx(20 * rate, abs=0.04)
    assert float(found.sel(year=40)) == float(found.sel(year=20))


def test_ipcc_several_factors_with_their_interval() -> None:
    # warm temperate moist, HAC: 44.16 -> 53.919; half width of the 95 % interval 5.913
    pair = [practice("no_till"), practice("cover_crops")]
    central, low, high = factor_change(
        pair,
        ["warm_temperate_moist"],
        ["HAC"],
        np.array([50.0]),
        20,
        edition="2019",
        unverified=False,
    )
    assert float(central[-1, 0]) == pytest.approx(9.759, abs=0.001)
    assert float(high[-1, 0] - central[-1, 0]) == pytest.approx(5.913, abs=0.002)
    assert float(central[-1, 0] - low[-1, 0]) / two_sided() == pytest.approx(3.017, abs=0.001)


def test_ipcc_from_todays_stock_is_in_proportion() -> None:
    ds = at_rate(1.0).assign(climate_zone=("place", [COOL_MOIST]))
    found = fpm.practice_response("no_till", ds, 20, method="ipcc").isel(year=-1).squeeze()
    assert float(found["soc_change_tc_ha"]) == pytest.approx(50 * 0.09)
    assert float(found["soc_change_high_tc_ha"]) == pytest.approx(
        50 * (0.09 + 1.09 * 0.02 * 1.96), abs=0.01
    )


def test_ipcc_levels_of_one_factor_are_not_multiplied() -> None:
    ds = at_rate(1.0).assign(climate_zone=("place", [COOL_MOIST]))
    both = fpm.practice_response(["cover_crops", "manure"], ds, 20, method="ipcc")
    alone = fpm.practice_response("manure", ds, 20, method="ipcc")
    xr.testing.assert_equal(both["soc_change_tc_ha"], alone["soc_change_tc_ha"])


def test_components_of_smith_add_up() -> None:
    rows = list(load_factors("smith2008_potentials"))
    assert len(rows) == 44
    for row in rows:
        means = [row[f"{part}_mean"] for part in ("co2", "n2o", "ch4", "all_ghg")]
        assert None not in means
        *parts, total = (float(str(mean)) for mean in means)
        assert sum(parts) == pytest.approx(total, abs=0.0105)


# --- published effects -----------------------------------------------------------------------------


def test_a_rate_is_not_carried_on_for_ever() -> None:
    # Gattinger: 3.50 t C/ha at 0.45 t C/ha/yr is 7.8 years
    seen = Evidence(
        practice_id="organic_farming",
        variant="organic_farming",
        metric="rate",
        source="Gattinger 2012",
        duration_years=3.50 / 0.45,
        reason="check",
    )
    one = practice("organic_farming").model_copy(update={"evidence": seen})
    central, low, high = evidence_change([one], np.array([50.0]), 100)
    assert np.interp(3.50 / 0.45, np.arange(1, 101), central[:, 0]) == pytest.approx(3.50, rel=0.01)
    assert float(central[29, 0]) < 0.45 * 30 * 0.75
    assert float(central[99, 0] - central[98, 0]) < 0.45 / 10
    assert (low <= central).all()
    assert (central <= high).all()


def test_manure_of_the_trials_and_of_the_model_differ_as_published() -> None:
    # Maillard: 12 +- 4 % of 3.2 t C/ha/yr over 18 years; RothC keeps that little only where it is
    # warm and wet.
    one = with_dose(3.2)
    central, low, high = (
        a[17, 0] for a in evidence_change([one], np.array([50.0]), 18, fading_years=35)
    )
    assert (low, central, high) == pytest.approx((4.6, 6.9, 9.2), abs=0.05)
    setup = set_up(at_rate(1.0, 1.5, 0.4, 2.0))
    kept = model_change(setup, [one], 18, False)[0][-1] / (3.2 * 18)
    assert kept == pytest.approx([0.224, 0.186, 0.344, 0.163], abs=0.001)


def test_agroforestry_factor_of_forty_tonnes() -> None:
    central, low, high = evidence_change([practice("agroforestry_any")], np.array([40.0]), 50)
    assert float(central[19, 0]) == pytest.approx(10.0)
    assert float(central[19, 0]) / 20 == pytest.approx(0.5)
    assert float(central[49, 0]) == pytest.approx(10.0)  # a ratio of stocks is held
    assert (float(low[19, 0]), float(high[19, 0])) == pytest.approx((8.4, 11.6))


def test_an_effect_without_interval_gets_none() -> None:
    found = fpm.practice_response("residue_retention", at_rate(1.0), 30, method="evidence")
    assert bool(found["soc_change_low_tc_ha"].isnull().all())
    assert "no uncertainty given: residue_retention" in found.attrs["notes"]


def test_a_cap_holds_and_a_negative_one_is_refused() -> None:
    ds = at_rate(1.0, 1.0)
    cap = xr.DataArray([1.0, 100.0], dims="place")
    found = fpm.practice_response("cover_crops", ds, 30, method="evidence", cap_tc_ha=cap)
    free = fpm.practice_response("cover_crops", ds, 30, method="evidence")
    last = found["soc_change_tc_ha"].isel(year=-1, approach=0)
    gain = free["soc_change_tc_ha"].isel(approach=0, place=0).values
    fine = np.interp(np.linspace(0, 30, 30_001), np.arange(31), np.r_[0.0, gain])
    for place, room in enumerate(cap.values):
        held = 0.0
        for step in np.diff(fine):  # Euler: each step in proportion to the room that is left
            held += step * (1.0 - held / room)
        assert float(last[place]) == pytest.approx(held, rel=1e-3)
        assert float(last[place]) < room
    none = xr.DataArray([0.0, np.nan], dims="place")
    empty = fpm.practice_response("cover_crops", ds, 5, method="evidence", cap_tc_ha=none)
    np.testing.assert_array_equal(empty["soc_change_tc_ha"].isel(year=-1, approach=0), [0, np.nan])
    with pytest.raises(OutOfRangeError, match="cap_tc_ha"):
        fpm.practice_response("cover_crops", ds, method="evidence", cap_tc_ha=-1.0)
    with pytest.raises(ShapeError):
        fpm.practice_response("cover_crops", ds, method="evidence", cap_tc_ha=cap.rename(place="x"))


def test_what_is_known_from_memory_is_used_only_where_asked_for() -> None:
    ds = at_rate(1.0)
    found = fpm.practice_response("grassland_improvement", ds, 17, method="evidence")
    assert bool(found["soc_change_tc_ha"].isnull().all())
    assert "no usable effect: grassland_improvement" in json.loads(found.attrs["notes"])["evidence"]
    asked = fpm.practice_response(
        "grassland_improvement", ds, 17, method="evidence", unverified=True
    )
    assert float(asked["soc_change_tc_ha"].isel(year=-1).squeeze()) == pytest.approx(0.47 * 17)
    assert asked.attrs["unverified"] == "true"


# --- through the soil model ------------------------------------------------------------------------


POOLS = ("dpm_tc_ha", "rpm_tc_ha", "bio_tc_ha", "hum_tc_ha", "iom_tc_ha")


def in_balance(ds: xr.Dataset) -> tuple[xr.Dataset, xr.DataArray]:
    """The places at their pools, and the plant input that holds them."""
    state = fpm.equilibrium(ds)
    pools = {name: state[name] for name in POOLS}
    return ds.drop_vars("soc_stock_tc_ha").assign(pools), state["carbon_input_tc_ha_yr"]


def by_months(base: xr.Dataset, with_practice: xr.Dataset, years: int) -> np.ndarray:
    """Change by running the model month by month, with and without."""
    run = {"years": years, "monthly": True, "start": "measured_pools"}
    after, before = (fpm.simulate(d, **run)["soc_stock_tc_ha"] for d in (with_practice, base))
    return (after - before).isel(time=slice(11, None, 12)).transpose("time", ...).values


def test_the_model_says_the_same_as_month_by_month() -> None:
    ds = places(7, 4)
    pools, plant = in_balance(ds)
    base = pools.assign(plant_input_tc_ha_yr=plant)
    march = xr.DataArray((np.arange(12) == 2).astype(float), dims="month")
    found = fpm.practice_response("manure", ds, 25, method="model")["soc_change_tc_ha"][0]
    expected = by_months(base, base.assign(manure_input_tc_ha_month=march), 25)
    assert found.values == pytest.approx(expected, abs=1e-9)


def test_practices_act_together_in_the_model() -> None:
    ds = places(7, 4).assign(dpm_rpm_ratio=1.44)  # what grows is of the quality of today's plants
    pools, plant = in_balance(ds)
    winter = xr.DataArray(np.isin(np.arange(12), [9, 10, 11, 0, 1, 2]).astype(float), dims="month")
    together = pools.assign(
        {
            "plant_cover": np.maximum(ds["plant_cover"], winter),
            "tillage_modifier": 0.95,
            "plant_input_tc_ha_month": plant / 12 + winter / 6 * 1.5,
        }
    )
    expected = by_months(pools.assign(plant_input_tc_ha_yr=plant), together, 25)
    found = fpm.practice_response(
        ["no_till", "cover_crops"], ds, 25, method="model", cover_slows_decay=True
    )
    plain = fpm.practice_response(["no_till", "cover_crops"], ds, 25, method="model")
    assert bool((plain["soc_change_tc_ha"] <= found["soc_change_tc_ha"] + 1e-12).all())
    xr.testing.assert_allclose(plain["soc_change_high_tc_ha"], found["soc_change_high_tc_ha"])
    assert found["soc_change_tc_ha"][0].values == pytest.approx(expected, abs=1e-9)


def test_places_keep_their_order_whatever_carries_their_dims() -> None:
    # the weather is one for all, and the first to bring a dim would otherwise be the practice
    ds = places(3, 1).isel(cell=0).drop_vars(["clay_percent", "soc_stock_tc_ha"])
    ds = ds.assign(
        clay_percent=("lon", [10.0, 40.0]),
        soc_stock_tc_ha=(("lat", "lon"), [[30.0, 60.0], [40.0, 90.0], [50.0, 20.0]]),
    ).assign_coords(lat=[50.0, 10.0, -30.0])
    found = fpm.practice_response("cover_crops", ds, 10, method="model", cover_slows_decay=True)
    for lat in range(3):
        for lon in range(2):
            one = fpm.practice_response(
                "cover_crops",
                ds.isel(lat=lat, lon=lon),
                10,
                method="model",
                cover_slows_decay=True,
            )
            xr.testing.assert_allclose(
                found["soc_change_tc_ha"].isel(lat=lat, lon=lon).drop_vars("lat"),
                one["soc_change_tc_ha"].drop_vars("lat"),
            )


def test_todays_input_may_alone_tell_the_places_apart() -> None:
    ds = at_rate(1.0).isel(place=0).drop_vars("soc_stock_tc_ha")
    ds = ds.assign(iom_tc_ha=3.0, plant_input_tc_ha_yr=("place", [1.0, 4.0]))
    found = fpm.practice_response("residue_retention", ds, 10, method="model")
    change = found["soc_change_tc_ha"].squeeze().isel(year=-1).values
    assert change[1] == pytest.approx(4 * change[0])
    manure = fpm.practice_response("manure", ds, 10, method="model")["soc_change_tc_ha"].squeeze()
    assert manure.isel(place=0).values == pytest.approx(manure.isel(place=1).values)


def test_a_series_of_weather_is_taken_as_its_mean_year() -> None:
    ds = places(5, 2)
    series = ds.isel(month=np.tile(np.arange(12), 3)).rename(month="time")
    for id in ("cover_crops", "manure", "no_till"):
        xr.testing.assert_allclose(
            fpm.practice_response(id, series, 8, method="model")["soc_change_tc_ha"],
            fpm.practice_response(id, ds, 8, method="model")["soc_change_tc_ha"],
        )


def test_inert_carbon_stays() -> None:
    found = fpm.practice_response("biochar", at_rate(1.0), 10, method="model")
    assert found["soc_change_tc_ha"].squeeze().values == pytest.approx(0.4 * np.arange(1, 11))


def test_months_turn_with_the_hemisphere() -> None:
    ds = xr.Dataset({"latitude": ("place", [50.0, -35.0])})
    found = in_months(ds, [12, 1])
    assert found.isel(place=0).values.nonzero()[0].tolist() == [0, 11]
    assert found.isel(place=1).values.nonzero()[0].tolist() == [5, 6]


def test_levers_that_the_data_leave_no_room_for_are_told() -> None:
    with pytest.warns(ApplicabilityWarning, match="cover_crops: plant_cover"):
        fpm.practice_response("cover_crops", at_rate(1.0), 5, method="model")


def test_a_practice_that_does_not_reach_the_soil_has_no_answer() -> None:
    found = fpm.practice_response("terracing", at_rate(1.0), 5)
    assert bool(found["soc_change_tc_ha"].isnull().all())
    assert "terracing" in json.loads(found.attrs["notes"])["model"]
    assert json.loads(found.attrs["missing_places"]) == {"evidence": 1, "ipcc": 1, "model": 1}


# --- several together, and what is refused ---------------------------------------------------------


def test_effects_are_never_simply_added() -> None:
    parts = [np.array([2.0, 2.0, -1.0]), np.array([1.0, -1.0, -2.0]), np.array([4.0, 0.0, 0.0])]
    assert largest_and_a_share(parts).tolist() == [4.0 + 1.5, 2.0 - 1.0, -3.0]
    ds = at_rate(1.0)
    pair = fpm.practice_response(["cover_crops", "residue_retention"], ds, 30, method="evidence")
    one, two = (
        fpm.practice_response(id, ds, 30, method="evidence")["soc_change_tc_ha"]
        for id in ("cover_crops", "residue_retention")
    )
    xr.testing.assert_allclose(pair["soc_change_tc_ha"], one + 0.5 * two)


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (["no_till", "reduced_tillage"], "exclude each other"),
        (["no_till", "no_till"], "named twice"),
        ([], "missing"),
        (["no_till", "grassland_liming"], "no land use in common"),
    ],
)
def test_practices_that_cannot_stand_together(ids: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        fpm.practice_response(ids, at_rate(1.0))


def test_wrong_words_and_numbers() -> None:
    for wrong in ({"method": "modle"}, {"edition": "2013"}):
        with pytest.raises(UnknownNameError):
            fpm.practice_response("no_till", at_rate(1.0), **wrong)
    with pytest.raises(OutOfRangeError, match="fading_years"):
        fpm.practice_response("no_till", at_rate(1.0), fading_years=-1.0)
    for years in (0, 2.5):
        with pytest.raises(InputError, match="years"):
            fpm.practice_response("no_till", at_rate(1.0), years)


def test_the_weakest_confidence_is_told() -> None:
    found = fpm.practice_response(["no_till", "cover_crops"], at_rate(1.0), 5, method="evidence")
    assert "weakest confidence: A" in json.loads(found.attrs["notes"])["evidence"]
    found = fpm.practice_response("no_till", at_rate(1.0), 5, method="model")
    assert "weakest confidence: V" in json.loads(found.attrs["notes"])["model"]
    found = fpm.practice_response("manure", at_rate(1.0), 5, method="model")
    assert "weakest confidence: P" in json.loads(found.attrs["notes"])["model"]


def test_places_where_it_does_not_belong_and_places_without_data_are_missing_and_counted() -> None:
    ds = at_rate(1.0, 1.0, 1.0).assign(land_use=("place", ["cropland", "grassland", ""]))
    ds["soc_stock_tc_ha"][2] = np.nan
    found = fpm.practice_response("no_till", ds, 10, method=["model", "evidence"])
    assert found["soc_change_tc_ha"].isnull().isel(year=0, approach=0).values.tolist() == [
        False,
        True,
        True,
    ]
    assert found["soc_change_tc_ha"].isnull().isel(year=0, approach=1).values.tolist() == [
        False,
        True,
        True,
    ]
    assert json.loads(found.attrs["missing_places"]) == {"evidence": 2, "model": 2}


@given(
    id=st.sampled_from(["cover_crops", "no_till", "manure", "agroforestry_any", "organic_farming"]),
    seed=st.integers(0, 50),
)
def test_ranges_hold_the_answer(id: str, seed: int) -> None:
    ds = places(seed, 2).assign(climate_zone=("cell", [COOL_MOIST, "tropical_dry"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ApplicabilityWarning)
        found = fpm.practice_response(id, ds, 40)
    low, mid, high = (found[f"soc_change{end}_tc_ha"] for end in ("_low", "", "_high"))
    known = mid.notnull() & low.notnull()  # an effect may be published without an interval
    assert bool((low <= mid + 1e-12).where(known, True).all())
    assert bool((mid <= high + 1e-12).where(known, True).all())
    assert bool((low.isnull() == high.isnull()).all())
    assert not bool((low.notnull() & mid.isnull()).any())


def test_one_place_without_dims() -> None:
    ds = at_rate(1.0).isel(place=0).assign(climate_zone=COOL_MOIST)
    found = fpm.practice_response("no_till", ds, 5)
    assert found["soc_change_tc_ha"].dims == ("approach", "year")
    assert found["soc_change_tc_ha"].attrs["units"] == "t ha-1"


@pytest.mark.parametrize(
    ("name", "word", "near"),
    [
        ("land_use", "croplnd", "cropland"),
        ("climate_zone", "cool_temperate_wet", "cool_temperate"),
        ("soil_class", "HACC", "HAC"),
    ],
)
def test_a_slip_of_the_pen_is_no_other_place(name: str, word: str, near: str) -> None:
    fields = at_rate(1.0).assign({name: word})
    with pytest.raises(UnknownNameError, match=near):
        fpm.practice_response("manure", fields, method="evidence")
    with pytest.raises(InputError, match="no method"):
        fpm.practice_response("manure", at_rate(1.0), method=[])


def test_notes_say_why_places_have_no_answer() -> None:
    ds = at_rate(1.0, 1.0, 1.0).assign(
        land_use=("place", ["cropland", "grassland", "cropland"]),
        climate_zone=("place", ["polar_dry", "warm_temperate_moist", ""]),
    )
    found = fpm.practice_response("no_till", ds, 10, method=["ipcc", "evidence"])
    notes = json.loads(found.attrs["notes"])
    assert "does not belong: 1 places" in notes["evidence"]
    assert "climate zones: polar_dry" in notes["ipcc"]
    assert "no climate zone: 1 places" in notes["ipcc"]
    one = fpm.practice_response("no_till", ds.isel(place=1), 10, method="evidence")
    assert one.attrs["missing_places"] == '{"evidence":1}'


def test_organic_soils_and_flooded_straw_are_told() -> None:
    ds = at_rate(1.0).assign(soc_stock_tc_ha=("place", [400.0]), paddy_modifier=0.6)
    with pytest.warns(ApplicabilityWarning, match=r"200 t C/ha, likely organic soils.*: 1"):
        found = fpm.practice_response("residue_retention", ds, 10, method="evidence")
    assert "methane" in json.loads(found.attrs["notes"])["evidence"]
