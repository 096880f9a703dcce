"""What bounds the supply: each limit by hand, gaps in limits, and which of them limits."""

import warnings
from pathlib import Path

import numpy as np
import pytest

import fourpermille as fpm
from fourpermille.core.errors import (
    ApplicabilityWarning,
    NotUsedError,
)
from fourpermille.core.scenario import parse_scenario
from fourpermille.report.facts import Facts
from fourpermille.report.sections.supply_words import without_room
from tests.supply.scenarios import COVER, FIELDS, HEAD, MANURE, ROOT, SLOW, fields_with, run


def test_manure_and_nitrogen_bound_what_there_is() -> None:
    limits = "[limits]\nmanure_available_tc_ha_yr = 0.25\nnitrogen_available_kgn_ha_yr = 0\n"
    found = run(HEAD + MANURE + limits)
    stage = found["supply_stage_tc_ha_yr"]
    ratio = stage.sel(stage="manure") / stage.sel(stage="adoption")
    assert ratio.values == pytest.approx(0.25, rel=1e-9)  # of a dressing of 1 t C/ha/yr
    brought = 0.25 * 47  # kg N with the manure, none beside it
    yearly = found["supply_gain_tc_ha"].diff("year").max("year")
    assert (yearly.values <= brought * 12 / 1000 + 1e-9).all()


def test_a_limit_beside_its_column_is_refused(tmp_path: Path) -> None:
    table = (FIELDS / "fields.csv").read_text("utf-8").splitlines()
    rows = [f"{table[0]},manure_available_tc_ha_yr", *(f"{row},0.1" for row in table[1:])]
    (tmp_path / "f.csv").write_text("\n".join(rows), "utf-8")
    head = HEAD.replace(str(FIELDS / "fields.csv"), str(tmp_path / "f.csv"))
    found = run(head + MANURE)["supply_stage_tc_ha_yr"]
    ratio = found.sel(stage="manure") / found.sel(stage="adoption")
    assert ratio.values == pytest.approx(0.1, rel=1e-9)
    with pytest.raises(NotUsedError, match="manure_available_tc_ha_yr"):
        run(head + MANURE + "[limits]\nmanure_available_tc_ha_yr = 0.3\n")


def test_a_bounded_target_is_not_met_by_its_bound() -> None:
    few = COVER.replace("final_fraction = 1.0", "final_fraction = 0.1")
    bound = "[target]\nmaximum_extra_input_tc_ha_yr = 0.1\n"
    free, bounded = run(HEAD + few), run(HEAD + few + bound)
    assert bounded["extra_input_tc_ha_yr"].values == pytest.approx(0.1)
    for name in ("supply_demand_tc_ha_yr", "supply_stage_tc_ha_yr"):
        assert bounded[name].values == pytest.approx(free[name].values)
    assert free["supply_demand_tc_ha_yr"].values == pytest.approx(
        free["extra_input_tc_ha_yr"].values
    )
    assert set(bounded["limiting_factor"].values.tolist()) == {"adoption"}
    scenario = parse_scenario(HEAD + few + bound, base_dir=ROOT)
    assert fpm.run(scenario, None).summary["supply_demand_fraction"] < 0.5


def test_inert_carbon_binds_no_nutrients() -> None:
    char = COVER.replace("cover_crops", "biochar")
    none = "\n[limits]\nnitrogen_available_kgn_ha_yr = 0\n"
    free, poor = run(HEAD + char), run(HEAD + char + none)
    assert poor["supply_gain_tc_ha"].values == pytest.approx(free["supply_gain_tc_ha"].values)
    assert (poor["nitrogen_demand_kgn_ha"] == 0.0).all()
    # Beside a practice that builds humus, which alone is refused.
    both = run(
        HEAD + char + COVER.replace("current_fraction = 0.0", "current_fraction = 0.5") + none
    )
    stage = both["supply_stage_tc_ha_yr"].isel(stage=-1)
    worth = both["practice_worth_tc_ha_yr"].sel(practice="biochar")
    assert stage.values == pytest.approx(worth.values)
    assert (stage < both["supply_stage_tc_ha_yr"].sel(stage="capacity")).all()


def test_a_loss_does_not_wait_for_plants() -> None:
    """Water on soils that were dry part of the year speeds decay, with or without more plants."""
    water = COVER.replace("cover_crops", "water_management")
    found = run(HEAD + water + '\n[limits]\nnpp = "given"\nnpp_tc_ha_yr = 0.1\n')
    stage = found["supply_stage_tc_ha_yr"]
    spread, grown = (stage.sel(stage=name).values for name in ("adoption", "plant_growth"))
    assert (spread < 0.0).any()
    assert grown == pytest.approx(np.minimum(spread, 0.0))


def test_a_limit_of_the_scenario_fills_an_empty_column(tmp_path: Path) -> None:
    head = fields_with(tmp_path, "manure_available_tc_ha_yr", ["", "", ""])
    with warnings.catch_warnings():
        warnings.simplefilter("error", ApplicabilityWarning)
        found = run(head + MANURE + "\n[limits]\nmanure_available_tc_ha_yr = 0.2\n")
    assert "manure" in found.attrs["supply_limits"]


def test_no_soil_gains_more_than_it_can_hold() -> None:
    found = run(HEAD + COVER + "[limits]\nstock_deficit_tc_ha = 0.3\n")
    over = found["soc_stock_baseline_tc_ha"] - found["soc_stock_tc_ha"]
    total = over + found["supply_gain_tc_ha"].sel(year=over["year"])
    assert float(total.max()) == pytest.approx(0.3)
    stages = found["supply_stage_tc_ha_yr"]
    assert (stages.sel(stage="capacity") <= stages.sel(stage="plant_growth") + 1e-12).all()
    assert (stages.sel(stage="capacity") < stages.sel(stage="plant_growth") - 1e-6).any()


@pytest.mark.parametrize("rate", [-1.0, 0.5])
def test_what_a_soil_gains_by_itself_takes_of_its_room(rate: float) -> None:
    start = f'[start]\nmethod = "trend"\nyears = 20\ntrend_permille_yr = {rate}\n'
    found = run(HEAD + COVER + start + "[limits]\nstock_deficit_tc_ha = 0.3\n")
    over = found["soc_stock_baseline_tc_ha"] - found["soc_stock_tc_ha"]
    gain = found["supply_gain_tc_ha"].sel(year=over["year"])
    assert (np.sign(over.isel(year=30)) == np.sign(rate)).all()
    room = np.maximum(0.3 - over, 0.0)
    # What was gained before isn't taken out again; nothing comes on top where there is no room.
    assert ((gain <= room + 1e-9) | (gain.diff("year") <= 0.0)).all()
    assert (gain.isel(year=1) > 0.0).all()


def test_parts_of_the_gap_sum_to_it() -> None:
    plenty = "\n[limits]\nmanure_available_tc_ha_yr = 0.0\n"
    found = run(HEAD + MANURE + plenty)
    assert found["limiting_factor"].values.tolist() == [
        "practices" if less else "manure"
        for less in (
            found["supply_stage_tc_ha_yr"].sel(stage="everybody")
            < 0.5 * found["extra_input_tc_ha_yr"]
        ).values
    ]


def test_what_limits_is_what_helps_most_when_it_is_lifted() -> None:
    """Against runs without one of the bounds each; on every place the one named gains most."""
    many = COVER.replace("final_fraction = 1.0", "final_fraction = 0.6") + MANURE
    bounds = {
        "plant_growth": 'npp_tc_ha_yr = 4.5\nnpp = "given"\n',
        "manure": "manure_available_tc_ha_yr = 0.1\n",
        "capacity": "stock_deficit_tc_ha = 2.5\n",
    }

    def last(text: str, names: list[str]) -> np.ndarray:
        found = run(text + "\n[limits]\n" + "".join(bounds[name] for name in names))
        return found["supply_stage_tc_ha_yr"].isel(stage=-1).values

    found = run(SLOW + many + "\n[limits]\n" + "".join(bounds.values()))
    demand = found["extra_input_tc_ha_yr"].values
    helped = {
        name: last(SLOW + many, [other for other in bounds if other != name]) for name in bounds
    }
    helped["adoption"] = last(HEAD + many.replace("= 0.6", "= 1.0"), list(bounds))
    everybody = found["supply_stage_tc_ha_yr"].isel(stage=0).values
    helped["practices"] = found["supply_stage_tc_ha_yr"].isel(stage=-1).values + demand - everybody
    names = np.array(list(helped))
    best = names[np.minimum(np.stack(list(helped.values())), demand).argmax(axis=0)]
    assert found["limiting_factor"].values.tolist() == best.tolist()


def test_a_soil_holds_what_it_can() -> None:
    found = run(HEAD + COVER + "[limits]\nstock_deficit_tc_ha = 2\n")
    assert found["supply_gain_tc_ha"].max("year").values == pytest.approx(2.0)
    assert "capacity" in str(found.attrs["supply_limits"])


def test_a_plant_growth_that_nothing_uses_is_told(tmp_path: Path) -> None:
    table = (FIELDS / "fields.csv").read_text("utf-8").splitlines()
    rows = [f"{table[0]},npp_tc_ha_yr", *(f"{row},6" for row in table[1:])]
    (tmp_path / "f.csv").write_text("\n".join(rows), "utf-8")
    head = HEAD.replace(str(FIELDS / "fields.csv"), str(tmp_path / "f.csv"))
    with pytest.raises(NotUsedError, match="npp_tc_ha_yr"):
        run(head + COVER)
    assert "plant_growth" in run(head + COVER + '[limits]\nnpp = "given"\n').attrs["supply_limits"]


def test_a_gap_in_a_limit_is_counted_and_left_out_of_both_sides(tmp_path: Path) -> None:
    table = (FIELDS / "fields.csv").read_text("utf-8").splitlines()
    rows = [f"{table[0]},manure_available_tc_ha_yr", f"{table[1]},"]
    (tmp_path / "f.csv").write_text("\n".join([*rows, *(f"{r},0.1" for r in table[2:])]), "utf-8")
    head = HEAD.replace(str(FIELDS / "fields.csv"), str(tmp_path / "f.csv"))
    scenario = parse_scenario(head + MANURE, base_dir=ROOT)
    with pytest.warns(ApplicabilityWarning, match="1 of 3 places is missing: a limit"):
        found = fpm.run(scenario, None)
    results, told = found.results, found.summary
    assert np.isnan(results["supply_gain_tc_ha"].isel(cell=0)).all()
    area = results["area_ha"].values[1:]
    demand = (results["extra_input_tc_ha_yr"].values[1:] * area).sum()
    last = results["supply_stage_tc_ha_yr"].isel(stage=-1).values[1:]
    assert told["supply_missing"] == 1
    assert told["supply_demand_fraction"] == pytest.approx((last * area).sum() / demand)


def test_a_limit_without_any_value_is_told(tmp_path: Path) -> None:
    table = (FIELDS / "fields.csv").read_text("utf-8").splitlines()
    rows = [f"{table[0]},manure_available_tc_ha_yr", *(f"{row}," for row in table[1:])]
    (tmp_path / "f.csv").write_text("\n".join(rows), "utf-8")
    head = HEAD.replace(str(FIELDS / "fields.csv"), str(tmp_path / "f.csv"))
    scenario = parse_scenario(head + MANURE, base_dir=ROOT)
    with pytest.warns(
        ApplicabilityWarning, match="manure_available_tc_ha_yr: no place has a value"
    ):
        found = fpm.run(scenario, None)
    plain = fpm.run(parse_scenario(HEAD + MANURE, base_dir=ROOT), None)
    stages = [run.results["supply_stage_tc_ha_yr"].isel(stage=-1).values for run in (found, plain)]
    np.testing.assert_array_equal(*stages)


def test_land_on_which_nothing_more_grows_is_told(tmp_path: Path) -> None:
    """Of three fields one has less plant growth than it returns already."""
    table = (FIELDS / "fields.csv").read_text("utf-8").splitlines()
    grown = ["npp_tc_ha_yr", "99", "1", "99"]
    (tmp_path / "f.csv").write_text(
        "\n".join(f"{row},{npp}" for row, npp in zip(table, grown, strict=True)), "utf-8"
    )
    head = HEAD.replace(str(FIELDS / "fields.csv"), str(tmp_path / "f.csv"))
    scenario = parse_scenario(head + COVER + '[limits]\nnpp = "given"\n', base_dir=ROOT)
    found = fpm.run(scenario, None).results
    area = found["area_ha"].values
    text = without_room(Facts(found)).replace("\u00a0", " ").replace("\u202f", " ")
    assert f"On {100 * area[1] / area.sum():.0f} % of the land" in text
    assert without_room(Facts(found.isel(cell=[0, 2]))) == ""
    none = run(HEAD + MANURE + "[limits]\nmanure_available_tc_ha_yr = 0\n")
    assert without_room(Facts(none)) == ""  # what lacks is manure
