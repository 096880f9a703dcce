"""The words of a report follow the question: no text for one path, growth or class in another."""

import numpy as np
import pytest
import xarray as xr

from fourpermille.assessment import Target, requirement
from fourpermille.report import summarise

from .test_content import content_of, words

MONTHS = np.arange(1, 13)


def soils(**more: object) -> xr.Dataset:
    """Three places of one climate, as the engine takes them."""
    wave = np.cos((MONTHS - 7) / 12 * 2 * np.pi)
    monthly = lambda values: (("cell", "month"), np.tile(values, (3, 1)))  # noqa: E731
    return xr.Dataset(
        {
            "place": ("cell", np.array(["low", "middle", "high"], dtype=object)),
            "air_temperature_degc": monthly(11 + 8 * wave),
            "precipitation_mm": monthly(60 - 10 * wave),
            "pet_mm": monthly(70 + 50 * wave),
            "plant_cover": monthly(np.ones(12)),
            "clay_percent": ("cell", [18.0, 24, 31]),
            "depth_cm": ("cell", [30.0, 30, 30]),
            "dpm_rpm_ratio": ("cell", [1.44, 1.44, 1.44]),
            "soc_stock_tc_ha": ("cell", [38.5, 47.2, 61.0]),
            "area_ha": ("cell", [4.0, 5.0, 8.0]),
            **more,
        },
        coords={"month": MONTHS},
    )


def answered(ds: xr.Dataset | None = None, start: object = None, **asked: object) -> xr.Dataset:
    target = Target(**asked)
    found = requirement(soils() if ds is None else ds, target, start=start)
    path = asked.get("path", "constant")
    return found.assign_attrs(
        target_rate_permille_yr=target.rate_permille_yr,
        target_years=target.years,
        target_growth=target.growth,
        target_path=path if isinstance(path, str) else "shares",
        declining_baseline=target.declining,
    )


def said(results: xr.Dataset, **more: object) -> str:
    return words(content_of(results, **more))


def test_a_constant_input_is_needed_every_year() -> None:
    text = said(answered())
    assert "every year for 30 years" in text
    assert "With a constant extra input" in text


@pytest.mark.parametrize("path", ["ramp", "logistic", list(np.linspace(0.1, 1, 30))])
def test_an_input_that_is_built_up_is_said_to_be_the_last_years(path: object) -> None:
    results = answered(path=path)
    text = said(results)
    assert "in year 30 they receive" in text
    assert "every year for 30 years" not in text
    assert "With a constant extra input" not in text
    assert "Growth falls from" not in text
    assert "t C a year in all, in year 30" in text


def test_what_a_ramp_brings_to_the_soil_is_its_mean_not_its_last_year() -> None:
    results = answered(path="ramp")
    shares = np.arange(1, 31) / 30
    last = float((results["extra_input_tc_ha_yr"] * soils()["area_ha"]).sum())
    text = said(results)
    assert f"For that, {last * shares.mean():.1f} t C a year must be brought" in text


def test_an_input_of_each_year_is_said_to_be_a_mean() -> None:
    text = said(answered(path="each_year"))
    assert "more than today on average, another amount each year" in text
    assert "t C per ha and year on average" in text


def test_linear_growth_is_no_growth_upon_growth() -> None:
    compound, linear = said(answered()), said(answered(growth="linear"))
    assert "in each later one, as the stock has grown" in compound
    assert "as the stock has grown" not in linear
    assert "in every year**" in linear


def test_the_target_curve_of_growth_is_the_targets_own() -> None:
    """Linear growth of 4 per 1000 is 4 / 1.116 in year 30: no straight line."""
    from fourpermille.report.facts import Facts
    from fourpermille.report.sections.after import _wanted_growth

    wanted = _wanted_growth(Facts(answered(growth="linear")))
    assert wanted is not None
    assert wanted[1] == pytest.approx(4.0)
    assert wanted[30] == pytest.approx(4.0 / 1.116)
    assert np.isnan(wanted[31:]).all()


def test_a_bound_that_holds_is_told_first_and_the_places_are_named() -> None:
    free = answered()
    most = float(np.median(free["extra_input_tc_ha_yr"]))
    results = answered(highest=most * 0.999)
    content = content_of(results)
    assert "2 of 3 places end below their target" in content.summary
    assert "To grow by" not in content.summary
    box = next(b for b in content.blocks() if getattr(b, "title", "") == "Where the bounds hold")
    assert "high, middle" in box.paragraphs[0]
    gained = (results["reached_stock_tc_ha"] - results["soc_stock_tc_ha"]) * soils()["area_ha"]
    found = summarise(results)
    assert found["target_gain_total_mtc_yr"] == pytest.approx(float(gained.sum()) / 30 / 1e6)
    table = next(t for t in content.tables() if t.id == "top")
    assert [row[0] for row in table.rows] == ["low", "middle †", "high †"]


def test_a_bound_that_does_not_hold_is_not_told() -> None:
    text = said(answered(highest=50.0))
    assert "Where the bounds hold" not in text
    assert "below" not in content_of(answered(highest=50.0)).summary


def trend(rate: float) -> object:
    from fourpermille.soil.setup import Start

    return Start("trend", years=20, trend_permille_yr=rate)


@pytest.mark.parametrize(
    ("declining", "goal", "asked"),
    [
        ("relative", "on what they would hold without change", "counted from its falling baseline"),
        ("rate", "more than without change", "more than it would without change"),
        ("absolute", "To grow by 4 per 1000 a year for 30 years", "make good for its loss"),
    ],
)
def test_a_declining_soil_is_told_what_is_asked_of_it(
    declining: str, goal: str, asked: str
) -> None:
    content = content_of(
        answered(start=trend(-5.0), declining=declining), scenario={"start": {"method": "trend"}}
    )
    text = words(content)
    assert goal in content.summary
    assert asked in text
    assert "every place is of class C" in text
    assert "in balance with what is returned" not in text
    assert "Start in balance" not in text


def test_a_soil_between_the_classes_is_not_in_balance() -> None:
    text = said(answered(start=trend(6.0)), scenario={"start": {"method": "trend"}})
    assert "every place is of class B" in text
    assert "taken to be in balance" not in text


def test_returns_today_and_what_keeps_the_stock_are_two_columns() -> None:
    content = content_of(answered(start=trend(-5.0)), scenario={"start": {"method": "trend"}})
    table = next(t for t in content.tables() if t.id == "top")
    heads = [column.heading for column in table.columns]
    today, keeps = heads.index("Returns today"), heads.index("Keeps today’s stock")
    extra, percent = heads.index("Extra"), heads.index("in %")
    for row in table.rows:
        assert float(row[today]) < float(row[keeps])
        share = 100 * float(row[extra]) / float(row[today])
        assert float(row[percent]) == pytest.approx(share, rel=0.02)


def test_given_inputs_are_not_called_computed() -> None:
    given = ("cell", [2.0, 2.0, 2.0], {"source": "given"})
    results = answered(soils(plant_input_tc_ha_yr=given))
    results["plant_input_tc_ha_yr"].attrs["source"] = "given"
    text = said(results)
    assert "Today’s input was given" in text
    assert "computed, not measured" not in text
    assert "Start in balance" not in text


def test_a_soil_in_balance_needs_no_more_for_losing() -> None:
    """The same gain over the falling course takes the same input, by linearity."""
    text = said(answered())
    assert "it needs more" not in text
    assert "the same extra input gains as much" in text


@pytest.mark.parametrize("rate", [0.0, -2.0])
def test_a_target_without_growth_is_worded_as_such(rate: float) -> None:
    content = content_of(answered(rate_permille_yr=rate))
    assert "already grow" not in content.summary
    assert "−2 per 1000" not in content.summary
    assert "4 per 1000 of what?" not in words(content)


def test_one_year_is_one_year() -> None:
    assert "1 years" not in said(answered(years=1))


def test_a_rate_keeps_its_decimals() -> None:
    assert "2.25 per 1000" in said(answered(rate_permille_yr=2.25))


def test_one_place_has_no_half() -> None:
    results = answered(soils().isel(cell=[0]))
    text = said(results)
    assert "half of the land" not in text
    assert "A quarter of the land" not in text
    assert "these soils" not in text.replace("in these soils", "")


def test_few_places_have_no_quarter() -> None:
    assert "A quarter of the land lies" not in said(answered())


def test_depths_that_differ_are_given_as_a_range() -> None:
    results = answered(soils(depth_cm=("cell", [23.0, 30, 30])))
    results["depth_cm"] = ("cell", [23.0, 30, 30])
    text = said(results)
    assert "various" not in text
    assert "23 to 30 cm" in text


def test_every_figure_is_made_of_the_same_places() -> None:
    """A place without an answer, and one without an area, are in no sum."""
    ds = soils(soc_stock_tc_ha=("cell", [38.5, np.nan, 61.0]), area_ha=("cell", [4.0, 5.0, np.nan]))
    results = answered(ds)
    found = summarise(results)
    assert found["area_mha"] == pytest.approx(4e-6)
    assert found["soc_stock_total_mtc"] == pytest.approx(4 * 38.5 / 1e6)
    assert found["soc_stock_mean_tc_ha"] == pytest.approx(38.5)
    text = said(results)
    assert "154 t C on 4.00 ha" in text
    assert "2 places without an answer or an area" in text


def test_no_answer_at_all_is_still_a_report() -> None:
    results = answered(soils(soc_stock_tc_ha=("cell", [np.nan] * 3)))
    content = content_of(results)
    assert content.summary.startswith("No place had the data")
    assert content.key_figures == ()
    assert all(table.rows for table in content.tables())


def test_impossible_places_are_not_short_of_data() -> None:
    ds = soils(
        manure_input_tc_ha_yr=("cell", [0.0, 0.0, 30.0]),
        manure_dpm_fraction=("cell", [0.49] * 3),
        manure_rpm_fraction=("cell", [0.49] * 3),
        manure_hum_fraction=("cell", [0.02] * 3),
    )
    with pytest.warns(UserWarning, match="negative plant input"):
        results = answered(ds)
    text = said(results)
    assert "No past explains today’s stock" in text
    assert "Data are missing" not in text
