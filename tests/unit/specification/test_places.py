"""Places completed from defaults: what is given stays, what is added says where it comes from."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.api.inputs_table import inputs_table
from fourpermille.api.places import resolve_places
from fourpermille.assessment import required_input
from fourpermille.core.errors import (
    InputError,
    MissingVariableError,
    NotUsedError,
    UnknownNameError,
)
from fourpermille.core.parameters import load_parameters
from fourpermille.core.scenario import apply_overrides, parse_scenario

SMALL = parse_scenario('id = "a"\n[places]\nfile = "fields.csv"\n')
WINTER = np.array([3.0, 4, 7, 10, 14, 18, 20, 20, 16, 12, 7, 4])
CLIMATE = {
    "air_temperature_degc": WINTER,
    "precipitation_mm": np.full(12, 60.0),
    "pet_mm": 5 * WINTER,
}


def scenario(*changes):
    return apply_overrides(SMALL, changes)


def places(*without, **more):
    """Three complete places."""
    ds = xr.Dataset(
        {
            "soc_stock_tc_ha": ("cell", [40.0, 50, 60]),
            "clay_percent": ("cell", [10.0, 20, 30]),
            "depth_cm": ("cell", [30.0, 30, 30]),
            "land_use": ("cell", ["cropland", "Improved grassland", ""]),
            "plant_cover": ("cell", [1.0, 1, 1]),
            **{name: (("cell", "month"), np.tile(v, (3, 1))) for name, v in CLIMATE.items()},
            **more,
        },
        coords={"place": ("cell", ["a", "b", "c"]), "country": ("cell", ["FRA", "FRA", "ESP"])},
        attrs={"source_file": "fields.csv"},
    )
    return ds.drop_vars(list(without))


def test_what_is_given_stays_and_is_marked():
    done = resolve_places(places(), SMALL)
    for name in places().data_vars:
        assert done[name].attrs["source"] == "given"
        np.testing.assert_array_equal(done[name].values, places()[name].values)


def test_land_use_of_each_place_gives_the_ratio():
    done = resolve_places(places(), SMALL)["dpm_rpm_ratio"]
    table = load_parameters("land_use")
    expected = [table["cropland"], table["improved_grassland"], np.nan]
    np.testing.assert_array_equal(done.values, expected)
    assert done.attrs["source"] == "default (land_use, Improved grassland, cropland)"


def test_land_use_of_the_scenario_gives_the_ratio_where_no_column_does():
    done = resolve_places(places("land_use"), scenario("soil.land_use=woodland"))["dpm_rpm_ratio"]
    assert (done.values == load_parameters("land_use")["woodland"]).all()
    assert done.attrs["source"] == "default (land_use, woodland)"


def test_ratio_of_the_file_wins_over_everything():
    given_ratio = places(dpm_rpm_ratio=("cell", [1.0, 2, 3]))
    assert list(resolve_places(given_ratio, SMALL)["dpm_rpm_ratio"].values) == [1, 2, 3]


def test_unknown_land_use_names_the_place():
    wrong = places(land_use=("cell", ["cropland", "crop land", "crpland"]))
    with pytest.raises(
        UnknownNameError,
        match=r"fields.csv, column land_use.*place c.*crpland.*Did you mean one of cropland",
    ):
        resolve_places(wrong, SMALL)


def test_default_of_the_scenario_is_marked():
    done = resolve_places(places("clay_percent"), scenario("defaults.clay_percent=23.4"))
    assert (done["clay_percent"].values == 23.4).all()
    assert done["clay_percent"].attrs["source"] == "default (scenario, defaults.clay_percent)"
    assert done["clay_percent"].attrs["units"] == "%"


def test_twelve_values_of_cover():
    cover = [1] * 6 + [0] * 3 + [1] * 3
    done = resolve_places(places("plant_cover"), scenario(f"defaults.plant_cover={cover}"))
    assert list(done["plant_cover"].values) == cover


def test_gaps_of_a_column_stay_gaps():
    gap = places(clay_percent=("cell", [10.0, np.nan, 30]))
    done = resolve_places(gap, SMALL)
    np.testing.assert_array_equal(done["clay_percent"].values, [10, np.nan, 30])


def test_column_without_any_value_counts_as_not_given():
    empty = places(clay_percent=("cell", [np.nan] * 3), tillage=("cell", [""] * 3))
    done = resolve_places(empty, scenario("defaults.clay_percent=20"))
    assert (done["clay_percent"].values == 20).all()
    assert done.attrs["empty_columns"] == "clay_percent, tillage"
    with pytest.raises(MissingVariableError, match="clay_percent"):
        resolve_places(empty, SMALL)


@pytest.mark.parametrize(
    ("changes", "more", "key"),
    [
        (["defaults.clay_percent=20"], {}, "defaults.clay_percent"),
        (["soil.land_use=cropland"], {}, "soil.land_use"),
        (["places.climate=country_mean"], {}, "places.climate"),
        (
            ["defaults.manure_input_tc_ha_yr=1"],
            {"manure_input_tc_ha_month": (("cell", "month"), np.ones((3, 12)))},
            "defaults.manure_input_tc_ha_yr",
        ),
        ([], {"trend_permille_yr": ("cell", [-1.0, -1, -1])}, "trend_permille_yr"),
        ([], {"dpm_tc_ha": ("cell", [1.0, 1, 1])}, "dpm_tc_ha"),
        (
            ["start.method=trend", "start.years=9", "start.trend_permille_yr=-2"],
            {"plant_input_tc_ha_yr": ("cell", [1.0, 1, 1])},
            "plant_input_tc_ha_yr",
        ),
        (
            ["start.method=trend", "start.years=9", "start.trend_permille_yr=-2"],
            {"trend_permille_yr": ("cell", [-1.0, -1, -1])},
            "start.trend_permille_yr",
        ),
    ],
)
def test_what_has_no_effect_is_refused(changes, more, key):
    with pytest.raises(NotUsedError) as caught:
        resolve_places(places(**more), scenario(*changes))
    assert [problem.column for problem in caught.value.problems] == [key]
    assert caught.value.problems[0].todo


NEEDED = ["soc_stock_tc_ha", "clay_percent", "depth_cm", "plant_cover", *CLIMATE]


@pytest.mark.parametrize("name", NEEDED)
def test_missing_variable_says_what_to_add_and_where(name):
    with pytest.raises(MissingVariableError) as caught:
        resolve_places(places(name), SMALL)
    (problem,) = caught.value.problems
    assert problem.file == "fields.csv"
    assert name in problem.column
    assert name in problem.todo


def test_everything_missing_comes_at_once():
    with pytest.raises(MissingVariableError) as caught:
        resolve_places(places(*NEEDED), SMALL)
    assert len(caught.value.problems) == len(NEEDED)


def test_rate_modifier_takes_the_place_of_climate():
    bare = places(*CLIMATE, "plant_cover", rate_modifier=("cell", [0.8, 1.0, 1.2]))
    assert "rate_modifier" in resolve_places(bare, SMALL)


def test_dryland_options_need_more_of_the_soil():
    with pytest.raises(MissingVariableError) as caught:
        resolve_places(places(), scenario("soil.moisture_option=2"))
    found = {problem.column for problem in caught.value.problems}
    assert found == {"silt_percent", "bulk_density_g_cm3", "soc_content_g_kg"}


def test_grids_keep_their_dims():
    flat = places("land_use", "clay_percent").reset_coords(drop=True)
    grid = flat.expand_dims({"latitude": [10.0, 20.0]}).rename(cell="longitude")
    grid = grid.assign_coords(longitude=[1.0, 2.0, 3.0])
    done = resolve_places(grid, scenario("defaults.clay_percent=20"))
    assert dict(done["clay_percent"].sizes) == {"latitude": 2, "longitude": 3}
    assert dict(done["dpm_rpm_ratio"].sizes) == {"latitude": 2, "longitude": 3}
    table = inputs_table(done, months=False)
    assert (table["variable"] == "clay_percent").sum() == 6


def test_practices_become_factors():
    done = resolve_places(
        places(
            tillage=("cell", ["no-till", "conventional", "Reduced"]),
            paddy=("cell", [1.0, 0, np.nan]),
        ),
        SMALL,
    )
    table = load_parameters("tillage")
    expected = [table["no_till"], table["conventional"], table["reduced"]]
    np.testing.assert_array_equal(done["tillage_modifier"].values, expected)
    paddy = load_parameters("paddy")["paddy_modifier"]
    np.testing.assert_allclose(done["paddy_modifier"].values, [paddy, 1, np.nan])


def mean_of(iso3):
    if iso3 == "ATA":
        raise UnknownNameError("no climate of ATA")
    return {name: values + (iso3 == "ESP") for name, values in CLIMATE.items()}


def test_mean_climate_of_the_country_is_marked():
    asked = scenario("places.climate=country_mean")
    done = resolve_places(places(*CLIMATE), asked, mean_of)
    warmer = done["air_temperature_degc"].values[2] - done["air_temperature_degc"].values[0]
    np.testing.assert_allclose(warmer, 1)
    assert done["pet_mm"].attrs["source"] == "default (world_croplands, ESP, FRA)"


def test_mean_climate_needs_a_known_country_everywhere():
    asked = scenario("places.climate=country_mean")
    ds = places(*CLIMATE).assign_coords(country=("cell", ["FRA", "", "ATA"]))
    with pytest.raises(InputError) as caught:
        resolve_places(ds, asked, mean_of)
    message = str(caught.value)
    assert "no climate of ATA" in message
    assert "without a country" in message
    with pytest.raises(InputError, match="Add a column country"):
        resolve_places(ds.drop_vars("country"), asked, mean_of)


def test_shipped_climate_is_the_default():
    done = resolve_places(places(*CLIMATE), scenario("places.climate=country_mean"))
    assert np.isfinite(done["pet_mm"].values).all()


def test_the_engine_takes_the_result_and_gaps_stay_gaps():
    done = resolve_places(places(), SMALL)
    answer = required_input(done)["extra_input_tc_ha_yr"].values
    assert (answer[:2] > 0).all()
    assert np.isnan(answer[2])  # the land use of this place is empty


@given(st.floats(5, 60), st.floats(5, 60))
def test_changing_a_default_changes_only_what_depends_on_it(one, other):
    base = places("clay_percent", "land_use")
    first, second = (
        resolve_places(base, scenario(f"defaults.clay_percent={value}")) for value in (one, other)
    )
    assert first.drop_vars("clay_percent").identical(second.drop_vars("clay_percent"))
    assert (first["clay_percent"].values == one).all()


def test_inputs_table_has_each_value_with_unit_and_source():
    done = resolve_places(places("clay_percent"), scenario("defaults.clay_percent=20"))
    table = inputs_table(done)
    assert list(table.columns) == ["place", "variable", "month", "value", "unit", "source"]
    one = table[(table["place"] == "b") & (table["variable"] == "clay_percent")].iloc[0]
    assert (one["value"], one["unit"]) == (20.0, "%")
    assert one["source"] == "default (scenario, defaults.clay_percent)"
    assert set(table["place"]) == {"a", "b", "c"}


def test_inputs_table_sums_and_means_as_fits():
    table = inputs_table(resolve_places(places(), SMALL))
    year = table[(table["month"] == "year") & (table["place"] == "a")].set_index("variable")[
        "value"
    ]
    assert year["precipitation_mm"] == pytest.approx(720)
    assert year["air_temperature_degc"] == pytest.approx(WINTER.mean())
    july = table[(table["month"] == "7") & (table["variable"] == "air_temperature_degc")]
    assert list(july["value"]) == [20.0] * 3
    short = inputs_table(resolve_places(places(), SMALL), months=False)
    assert set(short["month"]) == {"", "year"}


def test_inputs_table_of_a_series_gives_the_mean_year():
    months = np.arange("2000-01", "2002-01", dtype="datetime64[M]").astype("datetime64[s]")
    rain = np.concatenate([np.full(12, 40.0), np.full(12, 60.0)])
    ds = xr.Dataset(
        {"precipitation_mm": (("cell", "time"), rain[None])},
        coords={"time": months, "place": ("cell", ["a"])},
    )
    table = inputs_table(ds).set_index("month")["value"]
    assert table["year"] == pytest.approx(600)
    assert table["3"] == pytest.approx(50)
