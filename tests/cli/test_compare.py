"""Two runs against each other: signs, units, intervals, and places by name."""

import csv
import json
import re

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm


@pytest.fixture
def runs(farm, say):
    for name, years in (("a", 30), ("b", 20)):
        words = ["-o", farm / name, "--no-report", "--set", f"target.years={years}"]
        assert say("run", farm / "fields.toml", *words).code == 0
    return farm / "a", farm / "b"


def rows(comparison, quantity, year=None):
    return {r.place: r for r in comparison.rows if (r.quantity, r.year) == (quantity, year)}


def test_extra_input_in_all_its_units(runs):
    found = rows(fpm.compare(*runs), "extra_input_tc_ha_yr")
    with xr.open_dataset(runs[0] / "results.nc") as a, xr.open_dataset(runs[1] / "results.nc") as b:
        x, y = (one["extra_input_tc_ha_yr"].values for one in (a, b))
        stock, area = a["soc_stock_tc_ha"].values, a["area_ha"].values
        v, w = (one["extra_input_variant_tc_ha_yr"].values for one in (a, b))
    one = found["valley"]
    assert one.difference == pytest.approx(y[1] - x[1], rel=1e-12)
    assert one.difference_co2 == pytest.approx((y[1] - x[1]) * 44 / 12, rel=1e-12)
    assert one.difference_percent == pytest.approx(100 * (y[1] / x[1] - 1), rel=1e-12)
    assert one.difference_permille_yr == pytest.approx(1000 * (y[1] - x[1]) / stock[1], rel=1e-12)
    gaps = (w - v)[:, 1]
    assert (one.low, one.high) == (pytest.approx(gaps.min()), pytest.approx(gaps.max()))
    assert one.low <= one.difference <= one.high
    total = found["total"]
    assert total.unit == "MtC/yr"
    assert total.difference == pytest.approx(np.sum((y - x) * area) / 1e6, rel=1e-12)
    assert total.low <= total.difference <= total.high


def test_growth_of_stocks_is_per_mille_a_year(runs):
    one = rows(fpm.compare(*runs), "soc_stock_with_extra_input_tc_ha", 20)["terrace"]
    rate = [1000 * ((value / 38.5) ** (1 / 20) - 1) for value in (one.first, one.second)]
    assert one.difference_permille_yr == pytest.approx(rate[1] - rate[0], rel=1e-9)
    assert rate[1] == pytest.approx(4.0)


def test_no_interval_is_said_in_words(runs, say):
    found = json.loads(say("compare", *runs, "--json").out)["differences"]
    assert all(row["uncertainty"] == "no uncertainty given" for row in found if row["low"] is None)
    assert any(row["low"] is not None for row in found)
    assert "no uncertainty given" in say("compare", *runs).out


def test_places_are_matched_by_name(runs, farm, say):
    table = farm / "fields.csv"
    lines = table.read_text().splitlines()
    table.write_text("\n".join([lines[0], lines[3], lines[1]]) + "\n")
    climate = farm / "climate.csv"
    kept = [line for line in climate.read_text().splitlines() if not line.startswith("valley")]
    climate.write_text("\n".join(kept) + "\n")
    assert say("run", farm / "fields.toml", "-o", farm / "c", "--no-report").code == 0
    comparison = fpm.compare(runs[0], farm / "c")
    assert comparison.only_in_first == ("valley",)
    assert all(
        abs(r.difference) < 1e-12 for r in comparison.rows if r.place == "terrace" and r.difference
    )


def test_a_run_has_no_difference_from_itself(runs, say):
    assert fpm.compare(runs[0], runs[0]).same
    assert "same numbers" in say("compare", runs[0], runs[0]).out


def test_csv_holds_every_row(runs, farm, say):
    assert say("compare", *runs, "-o", farm / "gaps.csv").code == 0
    with (farm / "gaps.csv").open(newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == len(fpm.compare(*runs).rows)
    assert {"place", "unit", "difference", "difference_co2", "uncertainty"} <= set(found[0])


def test_nothing_in_common_is_an_error(runs, farm, say):
    for name in ("fields.csv", "climate.csv"):
        path = farm / name
        text = path.read_text()
        for place in ("terrace", "valley", "plateau"):
            text = text.replace(place, f"{place}2")
        path.write_text(text)
    assert say("run", farm / "fields.toml", "-o", farm / "c", "--no-report").code == 0
    assert say("compare", runs[0], farm / "c").code == 3


def rerun(farm, say, name, old, new):
    """The run of the fields with a change in their table."""
    table = farm / "fields.csv"
    whole = table.read_text()
    assert old in whole
    table.write_text(whole.replace(old, new))
    assert say("run", farm / "fields.toml", "-o", farm / name, "--no-report").code == 0
    table.write_text(whole)
    return farm / name


def test_an_answer_that_one_run_lacks_is_a_difference(runs, farm, say):
    gone = rerun(farm, say, "c", ",61.0", ",")
    for pair in ((runs[0], gone), (gone, runs[0])):
        comparison = fpm.compare(*pair)
        assert not comparison.same
        found = rows(comparison, "extra_input_tc_ha_yr")
        assert found["valley"].difference is None
        assert found["valley"].is_one_sided
        assert found["total"].places == 2
        said = say("compare", *pair).out
        assert "same numbers" not in said
        assert "valley" in said
        assert "no value" in said


def test_an_area_that_one_run_lacks_is_a_difference(runs, farm, say):
    bare = rerun(farm, say, "c", ",7.8,", ",,")
    comparison = fpm.compare(runs[0], bare)
    assert not comparison.same
    assert rows(comparison, "area_ha")["valley"].is_one_sided
    assert rows(comparison, "soc_stock_tc_ha")["total"].places == 2
    assert "valley" in say("compare", runs[0], bare).out


def test_a_place_that_one_run_lacks_is_a_difference(runs, farm, say):
    table, climate = farm / "fields.csv", farm / "climate.csv"
    for path in (table, climate):
        lines = [line for line in path.read_text().splitlines() if not line.startswith("valley")]
        path.write_text("\n".join(lines) + "\n")
    assert say("run", farm / "fields.toml", "-o", farm / "c", "--no-report").code == 0
    assert not fpm.compare(runs[0], farm / "c").same
    assert "same numbers" not in say("compare", runs[0], farm / "c").out


def test_a_place_called_total_is_a_place(runs, farm, say):
    """A table can't name one so, but an array can."""
    for path in runs:
        with xr.open_dataset(path / "results.nc") as ds:
            renamed = ds.load()
        renamed["place"] = ("cell", ["terrace", "total", "plateau"])
        renamed.to_netcdf(path / "results.nc")
    comparison = fpm.compare(farm / "a", farm / "b")
    found = [
        (row.places, row.unit)
        for row in comparison.rows
        if row.place == "total" and row.quantity == "extra_input_tc_ha_yr"
    ]
    assert found == [(None, "tC/ha/yr"), (3, "MtC/yr")]
    assert say("compare", farm / "a", farm / "b").out.count("\ntotal\n") == 2


def test_rounding_is_no_difference(runs, farm):
    import shutil

    shutil.copytree(runs[0], farm / "c")
    with xr.open_dataset(runs[0] / "results.nc") as ds:
        shaken = ds.load()
    for name in ("extra_input_tc_ha_yr", "extra_input_variant_tc_ha_yr", "soc_stock_tc_ha"):
        shaken[name] = shaken[name] * (1 + 4e-16)
    shaken.to_netcdf(farm / "c" / "results.nc")
    comparison = fpm.compare(runs[0], farm / "c")
    assert comparison.same
    assert all(not row.low and not row.difference_permille_yr for row in comparison.rows)


def test_the_text_is_in_the_language(runs, say):
    said = say("compare", *runs, "--lang", "fr").out
    from fourpermille.core.variables import variable

    assert variable("extra_input_tc_ha_yr").labels["fr"] in said
    assert variable("extra_input_tc_ha_yr").labels["en"] not in said
    numbers = re.findall(r"[+-]\d+([.,])\d", said)
    assert set(numbers) == {","}


@pytest.mark.parametrize("command", ["cite", "compare"])
@pytest.mark.parametrize("name", ["fields.csv", "other.nc"])
def test_what_is_no_result_is_refused(farm, say, command, name):
    xr.Dataset({"x": 1.0}).to_netcdf(farm / "other.nc")
    paths = [farm / name] * (2 if command == "compare" else 1)
    said = say(command, *paths)
    assert said.code == 3
    assert "no result of this program" in said.err
