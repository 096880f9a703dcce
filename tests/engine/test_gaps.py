"""Places without an answer: why, and no false alarm about them."""

import json
import warnings

import numpy as np
import pytest
import xarray as xr

from fourpermille.assessment import Target
from fourpermille.assessment.results import requirement
from fourpermille.assessment.variants import groups
from fourpermille.core.errors import ApplicabilityWarning, told_once
from fourpermille.soil import drivers

from .places import places
from .test_properties import warm


def lacking(ds: xr.Dataset, **at: int) -> xr.Dataset:
    """The places with one value of each variable missing, at the given place."""
    out = ds.copy(deep=True)
    for name, place in at.items():
        out[name].loc[{"cell": place}] = np.nan
    return out


@pytest.mark.filterwarnings("ignore:.*left out.*")
def test_the_reason_is_given_for_each_place() -> None:
    ds = warm(places(11, count=5))
    ds["soc_stock_tc_ha"][1] = 20.0
    manure = np.array([0.0, 9.0, 0.0, 0.0, 0.0])  # sustains more than the stock by itself
    ds = lacking(ds, clay_percent=0, depth_cm=0, precipitation_mm=2)
    ds["air_temperature_degc"][3] = -20.0  # frozen all year
    found = requirement(ds.assign(manure_input_tc_ha_yr=("cell", manure)), Target())
    assert list(found["without_answer"].values) == [
        "missing_data",
        "impossible_past",
        "missing_data",
        "other",
        "",
    ]
    names = [set(filter(None, str(v).split(", "))) for v in found["missing_variables"].values]
    assert names == [{"clay_percent", "depth_cm"}, set(), {"precipitation_mm"}, set(), set()]
    answers = np.isfinite(found["extra_input_tc_ha_yr"].values)
    assert np.array_equal(answers, found["without_answer"].values == "")


@pytest.mark.parametrize("name", ["clay_percent", "depth_cm", "precipitation_mm", "plant_cover"])
def test_missing_data_are_no_drifting_deficit(name: str) -> None:
    ds = lacking(warm(places(1)).astype(float), **{name: 0})
    with warnings.catch_warnings():
        warnings.simplefilter("error", ApplicabilityWarning)
        requirement(ds, Target(), ["pet", "clay", "growth"])


def test_a_drifting_deficit_is_told_for_places_with_data_only() -> None:
    years = np.full(3, drivers.LONGEST_WETTING_YEARS + 1)
    water = np.zeros((12, 3))
    limits = np.array([[-50.0, np.nan, -50.0]])
    with pytest.warns(ApplicabilityWarning, match="2 places: the soil moisture"):
        drivers.warn_drifting(years, water, limits)
    with pytest.warns(ApplicabilityWarning, match="1 place: the soil moisture"):
        drivers.warn_drifting(years[:2], water[:, :2], limits[:, :2])


def test_a_text_about_the_places_is_told_once() -> None:
    ds = warm(places(11, count=2)).assign(manure_input_tc_ha_yr=("cell", [60.0, 0.0]))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        requirement(ds, Target(), ["pet", "clay", "growth"])
    assert len([one for one in caught if "left out" in str(one.message)]) == 1


def test_told_once_passes_errors_on() -> None:
    with pytest.raises(ZeroDivisionError), told_once():
        raise ZeroDivisionError


def test_the_linear_target_varies_to_the_compound_one() -> None:
    ds = warm(places(2))
    found = requirement(ds, Target(growth="linear"), ["growth"])
    assert list(found["variant"].values) == ["reference", "growth_compound"]
    compound = requirement(ds, Target())["extra_input_tc_ha_yr"]
    varied = found["extra_input_variant_tc_ha_yr"].sel(variant="growth_compound")
    assert np.allclose(varied, compound, rtol=1e-12)


def test_variants_that_the_data_do_not_allow_are_named() -> None:
    ds = warm(places(2))
    found = requirement(ds, Target(), list(groups()))
    left_out = json.loads(found.attrs["variants_left_out"])
    assert set(left_out) == {"depth", "stock_map", "irrigation", "climate_change"}
    assert "soc_stock_0_40_tc_ha" in left_out["depth"]


def test_cover_and_irrigation_take_the_evaporation_of_an_open_pan() -> None:
    """A pan that evaporates 1 / 0.75 of the potential makes no difference."""
    ds = warm(places(2)).assign(irrigated_fraction=0.4)
    pan = ds.assign(open_pan_evaporation_mm=ds["pet_mm"] / 0.75).drop_vars("pet_mm")
    asked = ["cover", "irrigation"]
    one, other = requirement(ds, Target(), asked), requirement(pan, Target(), asked)
    assert list(one["variant"].values) == list(other["variant"].values)
    assert len(one["variant"]) == 3
    name = "extra_input_variant_tc_ha_yr"
    assert np.allclose(one[name], other[name], rtol=1e-9)


@pytest.mark.filterwarnings("ignore:.*left out.*")
def test_matched_inputs_name_what_the_data_lack_not_the_factor_made_of_it() -> None:
    ds = warm(places(11, count=5))
    ds["soc_stock_tc_ha"][1] = 20.0
    manure = np.array([0.0, 9.0, 0.0, 0.0, 0.0])  # sustains more than the stock by itself
    ds = ds.assign(
        manure_input_tc_ha_yr=("cell", manure),
        independent_input_tc_ha_yr=("cell", np.full(5, 3.0)),
        rate_calibration_factor=("cell", np.ones(5)),
    )
    ds = lacking(ds, independent_input_tc_ha_yr=0, clay_percent=2, rate_calibration_factor=3)
    found = requirement(ds, Target(), bias_correction="match_inputs")
    assert list(found["missing_variables"].values) == [
        "independent_input_tc_ha_yr",
        "",
        "clay_percent",
        "rate_calibration_factor",
        "",
    ]
    assert list(found["without_answer"].values) == [
        "missing_data",
        "impossible_past",
        "missing_data",
        "missing_data",
        "",
    ]
