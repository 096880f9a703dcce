"""Supply in runs: against arithmetic on the model's own answers."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.core.errors import (
    InputError,
    MissingVariableError,
    PlausibilityWarning,
    UnknownNameError,
)
from fourpermille.core.scenario import parse_scenario
from tests.supply.scenarios import COVER, FIELDS, HEAD, MANURE, ROOT, SLOW, run


def test_one_practice_everywhere_is_its_response() -> None:
    found = run(HEAD + COVER)
    fields = fpm.read_places(FIELDS / "fields.csv", climate_path=FIELDS / "climate.csv")
    alone = fpm.practice_response("cover_crops", fields, 30, method="model")
    change = alone["soc_change_tc_ha"].sel(approach="model", year=30).values
    assert found["supply_gain_tc_ha"].sel(year=30).values == pytest.approx(change, rel=1e-9)
    per_input = found["response_tc_ha_per_tc_ha_yr"].values
    stage = found["supply_stage_tc_ha_yr"]
    assert stage.sel(stage="everybody").values == pytest.approx(change / per_input, rel=1e-9)
    assert (stage.sel(stage="nutrients") == stage.sel(stage="everybody")).all()


def test_two_practices_gain_what_the_model_makes_of_both() -> None:
    found = run(HEAD + COVER + MANURE)
    fields = fpm.read_places(FIELDS / "fields.csv", climate_path=FIELDS / "climate.csv")
    both = fpm.practice_response(["cover_crops", "manure"], fields, 30, method="model")
    change = both["soc_change_tc_ha"].sel(approach="model", year=30).values
    assert found["supply_gain_tc_ha"].sel(year=30).values == pytest.approx(change, rel=1e-6)


def test_share_peak_and_limit() -> None:
    found = run(HEAD + COVER)
    bound = fpm.nutrient_demand(found["supply_gain_tc_ha"].sel(year=30))
    for name in ("nitrogen_demand_kgn_ha", "phosphorus_demand_kgp_ha", "sulphur_demand_kgs_ha"):
        assert found[name].values == pytest.approx(bound[name].values)
    gain, stock = found["supply_gain_tc_ha"], found["soc_stock_tc_ha"]
    share = gain.diff("year") / (0.004 * stock)
    assert found["supply_share_fraction"].sel(year=slice(1, None)).values == pytest.approx(
        share.transpose(*found["supply_share_fraction"].dims).values
    )
    assert (found["supply_peak_year"] == share.argmax("year") + 1).all()
    supplied = found["supply_stage_tc_ha_yr"].sel(stage="nutrients").values
    enough = supplied >= found["extra_input_tc_ha_yr"].values
    assert found["limiting_factor"].values.tolist() == [
        "met" if one else "practices" for one in enough
    ]


def test_evidence_counts_as_the_input_that_gains_as_much() -> None:
    found = run(HEAD + COVER.replace("final", 'method = "evidence"\nfinal', 1))
    fields = fpm.read_places(FIELDS / "fields.csv", climate_path=FIELDS / "climate.csv")
    alone = fpm.practice_response("cover_crops", fields, 30, method="evidence")
    change = alone["soc_change_tc_ha"].sel(approach="evidence", year=30).values
    assert found["supply_gain_tc_ha"].sel(year=30).values == pytest.approx(change, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        (COVER.replace("cover_crops", "cover_crop"), UnknownNameError, "cover_crops"),
        (
            COVER.replace("cover_crops", "no_till")
            + COVER.replace("cover_crops", "reduced_tillage"),
            InputError,
            "exclude",
        ),
        (COVER + '[limits]\nnpp = "given"\n', MissingVariableError, "npp_tc_ha_yr"),
        (
            COVER.replace("cover_crops", "water_management").replace(
                "final", 'method = "evidence"\nfinal', 1
            ),
            InputError,
            "water_management, evidence",
        ),
    ],
)
def test_practices_that_cannot_be(text: str, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        run(HEAD + text)


def test_figures_from_memory_are_for_those_that_ask() -> None:
    """Practices without such figures gain together what they gain without the permission."""
    asks = COVER.replace("current", "unverified = true\ncurrent", 1)
    plain, asking = run(HEAD + COVER + MANURE), run(HEAD + asks + MANURE)
    assert asking["supply_gain_tc_ha"].values == pytest.approx(plain["supply_gain_tc_ha"].values)


def test_supply_and_demand_stand_on_one_scale() -> None:
    found = run(HEAD + COVER)
    last = found["supply_stage_tc_ha_yr"].isel(stage=-1)
    gained = found["supply_gain_tc_ha"].sel(year=30)
    per_input = found["response_tc_ha_per_tc_ha_yr"]
    np.testing.assert_allclose(gained, last * per_input, rtol=1e-9)


def test_who_gives_up_supplies_no_more() -> None:
    kept = run(HEAD + COVER)["supply_gain_tc_ha"].sel(year=30)
    text = (HEAD + COVER).replace("[adoption]\n", "[adoption]\nabandonment_per_yr = 0.05\n")
    assert text != HEAD + COVER
    left = run(text)["supply_gain_tc_ha"].sel(year=30)
    assert (left < kept).all()
    assert (left > 0.0).all()


def test_a_run_cites_the_works_behind_its_practices(tmp_path: Path) -> None:
    scenario = tmp_path / "give.toml"
    scenario.write_text(HEAD + COVER, "utf-8")
    fpm.run(scenario, tmp_path / "run", report=False)
    text = fpm.cite(tmp_path / "run")
    assert "poeplau_don_2015" in text
    with xr.open_dataset(tmp_path / "run" / "results.nc") as ds:
        sets = ds.attrs["parameter_sets"].split(", ")
    assert {"land_use", "rothc_26_3"} <= set(sets)
    assert fpm.reproduce(tmp_path / "run").identical


@pytest.mark.parametrize("path", ['"constant"', '"ramp"', '"each_year"'])
def test_the_target_is_met_where_the_gain_is(path: str) -> None:
    """Supply over demand is what is gained over what is asked, however late it comes."""
    found = run(SLOW + COVER + MANURE + f"[target]\npath = {path}\n")
    usual, wanted = (
        found[f"soc_stock_{one}_tc_ha"].sel(year=30) for one in ("baseline", "with_extra_input")
    )
    reached = found["supply_gain_tc_ha"].sel(year=30) / (wanted - usual)
    supplied = found["supply_stage_tc_ha_yr"].isel(stage=-1) / found["extra_input_tc_ha_yr"]
    assert supplied.values == pytest.approx(reached.values, rel=1e-6)
    met = found["limiting_factor"] == "met"
    assert (met == (reached >= 1.0)).all()
    late = found["supply_input_tc_ha_yr"].sel(year=30)
    if path == '"constant"':
        assert (late > found["supply_stage_tc_ha_yr"].isel(stage=-1)).all()


def test_a_half_before_the_start_is_doubted() -> None:
    with pytest.warns(PlausibilityWarning, match="midpoint_year"):
        run(SLOW.replace("2040", "2020") + COVER)


def test_plans_are_written_in_double_brackets() -> None:
    with pytest.raises(InputError, match=r"\[\[practices\]\]"):
        parse_scenario(HEAD + COVER.replace("[[practices]]", "[practices]"), base_dir=ROOT)


def test_compared_runs_tell_the_supply(tmp_path: Path) -> None:
    for name, text in (("a", COVER), ("b", COVER.replace("= 1.0", "= 0.5"))):
        fpm.run(parse_scenario(HEAD + text, base_dir=ROOT), tmp_path / name, report=False)
    rows = fpm.compare(tmp_path / "a", tmp_path / "b").rows
    gains = [r for r in rows if r.quantity == "supply_gain_tc_ha" and r.year == 30]
    assert len(gains) == 4  # three fields and the total
    assert [r.difference_percent for r in gains] == pytest.approx([-50.0] * 4)
    supplies = [r for r in rows if r.quantity == "supply_stage_tc_ha_yr"]
    assert [r.difference_percent for r in supplies] == pytest.approx([-50.0] * 4)
    with pytest.raises(InputError, match="not a grid"):
        fpm.export_run(tmp_path / "a", tmp_path / "maps")


def test_the_answer_in_a_few_lines_tells_the_supply() -> None:
    scenario = parse_scenario(HEAD + COVER + MANURE, base_dir=ROOT)
    told = fpm.run(scenario, None)
    share = round(100 * told.summary["supply_demand_fraction"])
    assert f" {share} %" in told.headline[-1].replace("\u00a0", " ").replace("\u202f", " ")
    assert f"{told.summary['supply_mean_tc_ha_yr']:.2f} of the" in told.headline[-1]
    none = HEAD[: HEAD.index("[adoption]")]
    assert len(fpm.run(parse_scenario(none, base_dir=ROOT), None).headline) == 3
