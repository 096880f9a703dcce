import json

import numpy as np
import pytest
import xarray as xr

from fourpermille.report import summarise
from fourpermille.report.tables import (
    inputs_frame,
    places_frame,
    summary_frame,
    trajectories_frame,
    variants_frame,
)

PROMISED = {
    "cells", "area_mha", "soc_stock_mean_tc_ha", "baseline_input_median_tc_ha_yr",
    "extra_input_area_median_tc_ha_yr", "extra_input_area_p25_tc_ha_yr",
    "extra_input_area_p75_tc_ha_yr", "extra_input_total_mtc_yr", "target_total_mtc_yr", "seconds",
}  # fmt: skip


def test_the_promised_keys_are_there(world: xr.Dataset, fields: xr.Dataset) -> None:
    for results in (world, fields):
        found = summarise(results, seconds=1.5)
        assert set(found) >= PROMISED
        json.dumps(found, allow_nan=False)


def test_totals_are_sums_over_the_area(world: xr.Dataset) -> None:
    found = summarise(world)
    total = np.nansum(world["extra_input_tc_ha_yr"] * world["area_ha"]) / 1e6
    stock = np.nansum(world["soc_stock_tc_ha"] * world["area_ha"]) / 1e6
    assert found["extra_input_total_mtc_yr"] == pytest.approx(total)
    assert found["target_total_mtc_yr"] == pytest.approx(0.004 * stock)
    assert found["cells"] == 34
    assert found["cells_missing"] == 1


def test_without_areas_totals_are_null_and_said_to_be(fields: xr.Dataset) -> None:
    found = summarise(fields)
    assert found["extra_input_total_mtc_yr"] is None
    assert found["extra_input_area_median_tc_ha_yr"] is None
    assert "area_ha" in found["notes"]["extra_input_total_mtc_yr"]
    median = np.median(fields["extra_input_tc_ha_yr"])
    assert found["extra_input_median_tc_ha_yr"] == pytest.approx(median)


def test_every_figure_is_made_of_the_same_places(world: xr.Dataset) -> None:
    """A place without an answer or without an area is in none of them, and is counted."""
    results = world.copy(deep=True)
    names = list(results["place"].values)
    results["area_ha"][names.index("Spain")] = np.nan
    results["area_ha"][names.index("Mali")] = 0.0
    found = summarise(results)
    kept = [i for i, name in enumerate(names) if name not in ("Niger", "Spain", "Mali")]
    alone = summarise(world.isel(cell=kept))
    counts = {
        "cells": 34,
        "cells_counted": 31,
        "cells_missing": 1,
        "cells_without_area": 2,
        "area_missing_mha": 14.3,
    }
    for name, value in found.items():
        if name in counts:
            assert value == pytest.approx(counts[name]), name
        elif isinstance(value, float):
            assert value == pytest.approx(alone[name], rel=1e-12), name
    area = float(world["area_ha"].isel(cell=kept).sum())
    assert found["area_mha"] == pytest.approx(area / 1e6)
    mean = found["soc_stock_total_mtc"] / found["area_mha"]
    assert mean == pytest.approx(found["soc_stock_mean_tc_ha"])


def test_areas_of_nothing_are_no_areas(fields: xr.Dataset) -> None:
    found = summarise(fields.assign(area_ha=("cell", np.zeros(3))))
    assert found["area_mha"] is None
    assert found["extra_input_total_mtc_yr"] is None
    assert found["extra_input_median_tc_ha_yr"] is not None


def test_the_gain_is_that_of_the_stock_reached(world: xr.Dataset) -> None:
    """Half of the extra input is allowed: half of the gain stays in the soil."""
    free = summarise(world)
    stock = world["soc_stock_tc_ha"]
    half = stock + (world["target_stock_tc_ha"] - stock) / 2
    found = summarise(world.assign(reached_stock_tc_ha=half))
    name = "target_gain_total_mtc_yr"
    assert found[name] == pytest.approx(free[name] / 2)
    assert (found["cells_missing_target"], free["cells_missing_target"]) == (33, 0)
    over = summarise(world.assign(reached_stock_tc_ha=world["target_stock_tc_ha"] * (1 + 1e-12)))
    assert over["cells_missing_target"] == 0


def test_without_an_answer_there_is_nothing_to_sum(world: xr.Dataset) -> None:
    gone = world["extra_input_tc_ha_yr"] * np.nan
    found = summarise(world.assign(extra_input_tc_ha_yr=gone))
    assert found["cells_counted"] == 0
    assert found["soc_stock_total_mtc"] is None
    assert found["target_gain_total_mtc_yr"] is None
    json.dumps(found, allow_nan=False)


def test_places_have_one_row_each(world: xr.Dataset) -> None:
    frame = places_frame(world)
    assert len(frame) == 34
    assert list(frame.columns[:2]) == ["place", "country"]
    assert "extra_input_tc_ha_yr" in frame.columns
    assert frame["extra_input_tc_ha_yr"].isna().sum() == 1


def test_trajectories_keep_each_value_at_its_place_and_year(world: xr.Dataset) -> None:
    frame = trajectories_frame(world)
    assert len(frame) == 34 * 101
    row = frame[(frame["place"] == "India") & (frame["year"] == 30)]
    truth = world["soc_stock_with_extra_input_tc_ha"].isel(
        cell=list(world["place"].values).index("India"), year=30
    )
    assert row["soc_stock_with_extra_input_tc_ha"].item() == float(truth)


def test_variants_keep_each_value_at_its_place(world: xr.Dataset) -> None:
    frame = variants_frame(world)
    at = (frame["place"] == "Spain") & (frame["variant"] == "pet_plus_20")
    truth = world["extra_input_variant_tc_ha_yr"].sel(variant="pet_plus_20")
    cell = list(world["place"].values).index("Spain")
    assert frame[at]["extra_input_variant_tc_ha_yr"].item() == float(truth[cell])


def test_inputs_name_their_source(world: xr.Dataset) -> None:
    frame = inputs_frame(world).set_index("variable")
    assert frame.loc["clay_percent", "source"] == "default (scenario, clay)"
    assert frame.loc["soc_stock_tc_ha", "missing"] == 1


def test_a_trial_has_tables_too(trial: xr.Dataset) -> None:
    assert list(places_frame(trial)["bias_tc_ha"]) == [0.1, 13.1]
    assert len(trajectories_frame(trial)) == 2 * 161


def test_the_summary_is_a_table(world: xr.Dataset) -> None:
    frame = summary_frame(summarise(world))
    assert set(frame.columns) == {"name", "value"}
    assert frame.set_index("name").loc["cells", "value"] == 34
