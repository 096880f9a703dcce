"""The figures on the page on the deck's map are those of a run."""

import warnings
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import fourpermille as fpm

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "science" / "the_deck_map.md").read_text("utf-8")
SCENARIO = ROOT / "scenarios" / "global_croplands.toml"
NEAR = 0.01  # t C/ha/yr
SHARE = 1.0  # points of a hundred
TOTAL = 0.01  # of a total

pytest.importorskip("zarr")
pytest.importorskip("dask")
pytestmark = pytest.mark.usefixtures("shared_data")


def table(first: str) -> dict[str, list[float]]:
    """Rows of the table whose head begins with this column: code in the first column, numbers."""
    start = PAGE.index(f"\n| {first} |")
    rows = PAGE[start:].split("\n\n", 1)[0].strip().splitlines()[2:]
    found = {}
    for row in rows:
        code, *others = (part.strip() for part in row.strip("|").split("|"))
        found[code.strip("`")] = [float(one) for one in others if _is_number(one)]
    assert found, first
    return found


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


@cache
def answered(*overrides: str, spread: bool = False) -> Any:
    """Results and summary of the scenario; without its spread unless asked."""
    scenario = fpm.load_scenario(SCENARIO)
    if not spread:
        scenario = scenario.model_copy(update={"sensitivity": None, "uncertainty": None})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fpm.run(scenario, None, report=False, overrides=overrides)


def variants() -> dict[str, dict[str, float]]:
    from fourpermille.report.tables import variant_medians_frame

    frame = variant_medians_frame(answered(spread=True).results).set_index("variant")
    return {str(name): dict(row) for name, row in frame.iterrows()}


def test_the_reference() -> None:
    summary = answered(spread=True).summary
    stated = table("In `summary.json`")
    assert len(stated) == 13
    for key, (value, *_rest) in stated.items():
        assert summary[key] == pytest.approx(value, abs=NEAR), key


def test_one_choice_at_a_time() -> None:
    found = variants()
    stated = table("Variant")
    assert set(stated) == {name for name in found if not name.startswith("climate_")}
    for name, (median, low, high, total, gaps) in stated.items():
        row = found[name]
        for quantile, value in (("median", median), ("p25", low), ("p75", high)):
            key = f"extra_input_area_{quantile}_tc_ha_yr"
            assert row[key] == pytest.approx(value, abs=NEAR), (name, quantile)
        assert row["extra_input_total_mtc_yr"] == pytest.approx(total, rel=TOTAL), name
        assert row["cells_missing"] == gaps, name


def test_climates_to_come() -> None:
    found = variants()
    stated = table("Scenario and years")
    assert len(stated) == 6
    for name, numbers in stated.items():
        medians = [
            row["extra_input_area_median_tc_ha_yr"]
            for key, row in found.items()
            if key.startswith(name)
        ]
        assert len(medians) == 5
        reached = [min(medians), float(np.median(medians)), max(medians)]
        assert reached == pytest.approx(numbers, abs=NEAR), name


def test_corrections_of_bias() -> None:
    for name, (given, median, low, high, percent, bounded) in table("`bias.correction`").items():
        result = answered(f"bias.correction={name}")
        summary = result.summary
        assert summary["baseline_input_median_tc_ha_yr"] == pytest.approx(given, abs=NEAR), name
        for quantile, value in (("median", median), ("p25", low), ("p75", high)):
            key = f"extra_input_area_{quantile}_tc_ha_yr"
            assert summary[key] == pytest.approx(value, abs=NEAR), (name, quantile)
        assert summary["extra_input_median_percent"] == pytest.approx(percent, abs=SHARE), name
        assert result.results.attrs["bias_correction_clipped"] == bounded, name


def test_shares_of_the_variance() -> None:
    found = answered(spread=True).results
    stated = table("Choice")
    assert set(stated) == set(map(str, found["factor"].values))
    for name, (alone, together, span) in stated.items():
        row = found.sel(factor=name)
        assert 100 * float(row["first_order_share"]) == pytest.approx(alone, abs=SHARE), name
        assert 100 * float(row["total_share"]) == pytest.approx(together, abs=SHARE), name
        assert float(row["main_effect_range_tc_ha_yr"]) == pytest.approx(span, abs=NEAR), name
    every = found["extra_input_factorial_tc_ha_yr"]
    assert f"all {every.size} combinations" in PAGE
    low, high = float(every.min()), float(every.max())
    assert f"from `{low:.2f}` to `{high:.2f}`" in PAGE
    assert f"medians from {low:.2f} to {high:.2f}" in PAGE
    matched = every.sel(bias_correction="bias_match_inputs")
    among = ["pet", "cover", "irrigation"]
    assert float((matched.max(among) - matched.min(among)).max()) < NEAR


def test_errors_of_the_data() -> None:
    found = answered(spread=True).results
    for percentile, (median, total) in table("Percentile of the draws").items():
        row = found.sel(quantile=float(percentile) / 100)
        assert float(row["extra_input_median_tc_ha_yr"]) == pytest.approx(median, abs=NEAR)
        assert float(row["extra_input_total_mtc_yr"]) == pytest.approx(total, rel=TOTAL)


def test_small_things() -> None:
    stated = table("`--set`")
    assert len(stated) == 8
    for override, (cells, median, total) in stated.items():
        summary = answered(override).summary
        assert summary["cells"] == cells, override
        assert summary["extra_input_area_median_tc_ha_yr"] == pytest.approx(median, abs=NEAR)
        assert summary["extra_input_total_mtc_yr"] == pytest.approx(total, rel=TOTAL), override
