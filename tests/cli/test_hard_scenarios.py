"""Valid scenarios at the edges end in a run folder with a report, and in true numbers."""

import json

import numpy as np
import pytest
import xarray as xr

SMALL = [
    ["target.years=150"],
    ["target.rate_permille_yr=0"],
    ["target.rate_permille_yr=-2"],
    ["target.rate_permille_yr=0.04"],
    ["target.maximum_extra_input_tc_ha_yr=0.1"],
    ['target.path="each_year"', "target.growth=linear"],
]
REPORT = "report.html"


def run(say, farm, *changes):
    """Run the farm with changes; returns results, summary and report."""
    words = [word for one in changes for word in ("--set", one)]
    said = say("run", farm / "fields.toml", "-o", farm / "out", "-q", *words)
    assert said.code == 0, said.err
    with xr.open_dataset(farm / "out" / "results.nc") as opened:
        results = opened.load()
    summary = json.loads((farm / "out" / "summary.json").read_text("utf-8"))
    return results, summary, (farm / "out" / REPORT).read_text("utf-8")


def change(farm, *pairs):
    """Replace words in the table of the fields."""
    path = farm / "fields.csv"
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("changes", SMALL, ids=lambda changes: changes[0])
def test_edges_of_a_target_have_a_report(farm, say, changes):
    results, summary, report = run(say, farm, *changes)
    years = int(results.attrs["target_years"])
    end = results["soc_stock_with_extra_input_tc_ha"].sel(year=years)
    np.testing.assert_allclose(end, results["reached_stock_tc_ha"], rtol=1e-12)
    assert summary["cells_counted"] == 3
    bounded = "maximum" in changes[0]
    assert summary["cells_missing_target"] == (3 if bounded else 0)
    assert "<svg" in report


def test_without_any_answer_the_report_says_so(farm, say):
    change(farm, (",18,30,", ",,30,"), (",31,30,", ",31,,"), ("24,30,47.2", "24,30,"))
    results, summary, report = run(say, farm)
    assert list(results["without_answer"].values) == ["missing_data"] * 3
    found = list(results["missing_variables"].values)
    assert found == ["clay_percent", "depth_cm", "soc_stock_tc_ha"]
    assert summary["cells_missing"] == 3
    assert summary["area_missing_mha"] == pytest.approx(17.5e-6)
    assert summary["extra_input_area_median_tc_ha_yr"] is None
    assert "No place had the data" in report


def test_one_gap_gives_no_false_alarm(farm, say):
    change(farm, (",18,30,", ",,30,"))
    said = say("run", farm / "fields.toml", "-o", farm / "out", "--no-report")
    assert said.code == 0
    assert "deficit" not in said.err


def test_areas_of_nothing_count_each_place_once(farm, say):
    change(farm, ("4.2", "0"), ("7.8", "0"), ("5.5", "0"))
    _results, summary, _report = run(say, farm)
    assert summary["area_mha"] is None
    assert summary["extra_input_median_tc_ha_yr"] > 0


def test_what_the_data_do_not_allow_is_named(farm, say):
    _results, _summary, report = run(say, farm)
    assert "Soil organic carbon stock, 0–40" in report
    assert "Variant depth is left out" in (farm / "out" / "log.txt").read_text("utf-8")
