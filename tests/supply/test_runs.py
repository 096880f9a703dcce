"""Supply in runs: against arithmetic on the model's own answers, over places and over grids."""

import json
import warnings
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.api.blocks import tiling
from fourpermille.api.run_supply import _elsewhere
from fourpermille.core.errors import (
    ApplicabilityWarning,
    InputError,
    MissingVariableError,
    NotUsedError,
    PlausibilityWarning,
    UnknownNameError,
)
from fourpermille.core.i18n import use_language
from fourpermille.core.scenario import parse_scenario
from fourpermille.report.facts import Facts
from fourpermille.report.sections.supply_words import without_room
from tests.grids.world import write_world

ROOT = Path(__file__).resolve().parents[2]
FIELDS = ROOT / "examples" / "three_fields"
HEAD = f"""
id = "give"
[places]
file = '{FIELDS / "fields.csv"}'
climate_file = '{FIELDS / "climate.csv"}'
[adoption]
start_year = 2025
curve = "immediate"
"""
ALL = "current_fraction = 0.0\nfinal_fraction = 1.0\n"
COVER = f'[[practices]]\nid = "cover_crops"\n{ALL}'
MANURE = f'[[practices]]\nid = "manure"\n{ALL}'


def run(text: str) -> xr.Dataset:
    return fpm.run(parse_scenario(text, base_dir=ROOT), None).results


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


def test_manure_and_nitrogen_bound_what_there_is() -> None:
    limits = "[limits]\nmanure_available_tc_ha_yr = 0.25\nnitrogen_available_kgn_ha_yr = 0\n"
    found = run(HEAD + MANURE + limits)
    stage = found["supply_stage_tc_ha_yr"]
    ratio = stage.sel(stage="manure") / stage.sel(stage="adoption")
    assert ratio.values == pytest.approx(0.25, rel=1e-9)  # of a dressing of 1 t C/ha/yr
    brought = 0.25 * 47  # kg N with the manure, none beside it
    yearly = found["supply_gain_tc_ha"].diff("year").max("year")
    assert (yearly.values <= brought * 12 / 1000 + 1e-9).all()


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


GRID = (
    '\n[[practices]]\nid = "cover_crops"\ncurrent_fraction = 0.1\nfinal_fraction = 0.6\n'
    '[[practices]]\nid = "no_till"\nmethod = "ipcc"\ncurrent_fraction = 0.1\nfinal_fraction = 0.6\n'
    "[adoption]\nstart_year = 2025\nmidpoint_year = 2035\nsteepness_per_yr = 0.3\n"
    '[limits]\nnpp = "miami"\n'
)


def both_hemispheres(folder: Path) -> Path:
    """The small world from 57° N to 57° S, in blocks, with its practices."""
    scenario = write_world(folder)
    for name in ("climate.nc", "soil.nc"):
        with xr.open_dataset(folder / name) as ds:
            moved = ds.load().assign_coords(lat=57.0 - 6.0 * np.arange(ds.sizes["lat"]))
        moved.to_netcdf(folder / "moved.nc")
        (folder / "moved.nc").replace(folder / name)
    scenario.write_text(scenario.read_text("utf-8") + GRID, "utf-8")
    return scenario


def as_places(folder: Path, known: np.ndarray) -> xr.Dataset:
    """Answer of a run over a table of the cells of the small world that are known."""
    with (
        xr.open_dataset(folder / "climate.nc") as climate,
        xr.open_dataset(folder / "soil.nc") as soil,
    ):
        stock = soil["soc_crop"].where(soil["soc_crop"].notnull(), soil["soc"]).values
        fields, weather = [], []
        for number, (row, column) in enumerate(np.argwhere(known)):
            at = {"lat": row, "lon": column}
            fields.append(
                {
                    "place": f"p{number}",
                    "latitude": float(soil["lat"][row]),
                    "longitude": float(soil["lon"][column]),
                    "clay_percent": float(soil["clay"][at]),
                    "depth_cm": 30.0,
                    "soc_stock_tc_ha": stock[row, column],
                }
            )
            names = {"air_temperature_degc": "tas", "precipitation_mm": "pr", "pet_mm": "pet"}
            table = {name: climate[short][at].values for name, short in names.items()}
            weather.append(pd.DataFrame({"place": f"p{number}", "month": range(1, 13), **table}))
    pd.DataFrame(fields).to_csv(folder / "cells.csv", index=False)
    pd.concat(weather).assign(plant_cover=1).to_csv(folder / "weather.csv", index=False)
    head = 'id = "cells"\n[places]\nfile = "cells.csv"\nclimate_file = "weather.csv"\n'
    return fpm.run(parse_scenario(head + LAND + GRID, base_dir=folder), None).results


LAND = '[soil]\nland_use = "cropland"\n'
SAME = ("supply_stage_tc_ha_yr", "practice_worth_tc_ha_yr")


@pytest.mark.filterwarnings("ignore::fourpermille.core.errors.ApplicabilityWarning")
def test_a_grid_in_blocks_is_its_cells_as_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("zarr")
    pytest.importorskip("dask")
    monkeypatch.setattr(tiling.Tiling.of.__func__, "__defaults__", (96,))
    fpm.run(both_hemispheres(tmp_path), tmp_path / "run", report=False)
    summary = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    with xr.open_zarr(tmp_path / "run" / "results.zarr", consolidated=False, chunks=None) as ds:
        stage = ds["supply_stage_tc_ha_yr"].isel(stage=-1).values
        known = np.isfinite(stage)
        area = ds["area_ha"].values[known]
        mean = (stage[known] * area).sum() / area.sum()
        codes = ds["limiting_factor"].values
        names = dict(
            zip(
                ds["limiting_factor"].attrs["flag_values"],
                ds["limiting_factor"].attrs["flag_meanings"].split(),
                strict=True,
            )
        )
        gain = ds["supply_gain_tc_ha"].sel(year=30).values
        assert (ds["lat"].values[np.nonzero(known)[0]] < 0.0).any()
        alone = as_places(tmp_path, known)
        for name in SAME:
            other = str(next(dim for dim in alone[name].dims if dim != "cell"))
            cells = ds[name].transpose("lat", "lon", other).values[known]
            expected = alone[name].transpose("cell", other).values
            np.testing.assert_allclose(cells, expected, rtol=1e-9, atol=1e-12)
    assert [names[code] for code in codes[known]] == alone["limiting_factor"].values.tolist()
    assert known.sum() == summary["cells_counted"]
    assert summary["supply_mean_tc_ha_yr"] == pytest.approx(mean, rel=1e-9)
    shares = summary["limiting_fractions"]
    assert sum(shares.values()) == pytest.approx(1.0)
    whole = {
        names[code]: area[codes[known] == code].sum() / area.sum()
        for code in np.unique(codes[known])
    }
    assert shares == pytest.approx(whole)
    assert np.isfinite(gain[known]).all()


def test_a_practice_of_another_land_use_is_refused() -> None:
    grazing = COVER.replace("cover_crops", "improved_grazing")
    with pytest.raises(InputError, match="grassland"):
        run(HEAD + grazing + '[soil]\nland_use = "cropland"\n')
    # The fields give a ratio of plant material, which tells no land use: nothing speaks against it.
    assert (run(HEAD + grazing)["practice_belongs"] == 1.0).all()


def fields_with(folder: Path, column: str, words: list[str], lose: str = "") -> str:
    """The head of a scenario whose fields have one more column of words."""
    fields = pd.read_csv(FIELDS / "fields.csv")
    fields[column] = words
    fields.drop(columns=lose or []).to_csv(folder / "fields.csv", index=False)
    return HEAD.replace(str(FIELDS / "fields.csv"), str(folder / "fields.csv"))


@pytest.mark.parametrize("lose", ["", "dpm_rpm_ratio"])
def test_land_uses_are_read_alike_by_demand_and_supply(tmp_path: Path, lose: str) -> None:
    head = fields_with(tmp_path, "land_use", ["Cropland", "cropland", "CROPLAND"], lose)
    assert (run(head + COVER)["practice_belongs"] == 1.0).all()
    with pytest.raises(UnknownNameError, match="croplnad"):
        run(fields_with(tmp_path, "land_use", ["cropland", "croplnad", ""], lose) + COVER)


def test_a_given_climate_zone_counts(tmp_path: Path) -> None:
    zones = ["polar dry", "", "warm_temperate_dry"]
    with pytest.warns(ApplicabilityWarning, match="1 of 3"):
        found = run(fields_with(tmp_path, "climate_zone", zones) + COVER)
    assert found["practice_belongs"].values[:, 0].tolist() == [0.0, 1.0, 1.0]
    with pytest.raises(UnknownNameError, match="nonsense"):
        run(fields_with(tmp_path, "climate_zone", ["nonsense", "", ""]) + COVER)


def test_each_report_of_places_has_the_warnings_in_its_language(tmp_path: Path) -> None:
    text = fields_with(tmp_path, "climate_zone", ["polar_dry", "", ""]) + COVER
    scenario = parse_scenario(text, base_dir=ROOT)
    with pytest.warns(ApplicabilityWarning, match="belong on 1 of 3"):
        fpm.run(scenario, tmp_path / "run", languages=("en", "fr"))
    pages = [
        unescape((tmp_path / "run" / name).read_text("utf-8"))
        for name in ("report.html", "report_fr.html")
    ]
    assert ["doesn’t belong on 1 of 3" in page for page in pages] == [True, False]
    with use_language("fr"):
        assert _elsewhere("cover_crops", 1, 3) in pages[1]


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


def test_figures_from_memory_are_for_those_that_ask() -> None:
    """Practices without such figures gain together what they gain without the permission."""
    asks = COVER.replace("current", "unverified = true\ncurrent", 1)
    plain, asking = run(HEAD + COVER + MANURE), run(HEAD + asks + MANURE)
    assert asking["supply_gain_tc_ha"].values == pytest.approx(plain["supply_gain_tc_ha"].values)


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


def test_levers_without_room_in_the_data_are_told(tmp_path: Path) -> None:
    fields = pd.read_csv(FIELDS / "fields.csv").assign(rate_modifier=1.0)
    fields.to_csv(tmp_path / "fields.csv", index=False)
    head = HEAD.replace(str(FIELDS / "fields.csv"), str(tmp_path / "fields.csv"))
    head = "\n".join(line for line in head.splitlines() if "climate_file" not in line) + "\n"
    with pytest.warns(ApplicabilityWarning, match="water_management: precipitation_mm"):
        run(head + COVER.replace("cover_crops", "water_management"))


def test_a_limit_of_the_scenario_fills_an_empty_column(tmp_path: Path) -> None:
    head = fields_with(tmp_path, "manure_available_tc_ha_yr", ["", "", ""])
    with warnings.catch_warnings():
        warnings.simplefilter("error", ApplicabilityWarning)
        found = run(head + MANURE + "\n[limits]\nmanure_available_tc_ha_yr = 0.2\n")
    assert "manure" in found.attrs["supply_limits"]


def test_a_practice_supplies_nothing_where_it_does_not_belong(tmp_path: Path) -> None:
    fields = pd.read_csv(FIELDS / "fields.csv")
    fields["land_use"] = ["grassland", "cropland", "cropland"]
    fields.to_csv(tmp_path / "fields.csv", index=False)
    text = HEAD.replace(str(FIELDS / "fields.csv"), str(tmp_path / "fields.csv"))
    with pytest.warns(ApplicabilityWarning, match="1 of 3"):
        found = run(text + COVER)
    assert found["practice_worth_tc_ha_yr"].values[0, 0] == 0.0
    assert found["practice_belongs"].values[:, 0].tolist() == [0.0, 1.0, 1.0]
    gained = found["supply_gain_tc_ha"].sel(year=30).values
    assert gained[0] == 0.0
    assert (gained[1:] > 0.1).all()


def test_supply_and_demand_stand_on_one_scale() -> None:
    found = run(HEAD + COVER)
    last = found["supply_stage_tc_ha_yr"].isel(stage=-1)
    gained = found["supply_gain_tc_ha"].sel(year=30)
    per_input = found["response_tc_ha_per_tc_ha_yr"]
    np.testing.assert_allclose(gained, last * per_input, rtol=1e-9)


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


SLOW = HEAD.replace(
    'curve = "immediate"', "midpoint_year = 2040\nsteepness_per_yr = 0.3\nabandonment_per_yr = 0.02"
)


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


def test_croplands_and_grasslands_have_their_own_practices(tmp_path: Path) -> None:
    table = (FIELDS / "fields.csv").read_text("utf-8").splitlines()
    lands = ["land_use", "cropland", "grassland", "cropland"]
    rows = [f"{row},{land}" for row, land in zip(table, lands, strict=True)]
    (tmp_path / "f.csv").write_text("\n".join(rows), "utf-8")
    head = HEAD.replace(str(FIELDS / "fields.csv"), str(tmp_path / "f.csv"))
    text = head + COVER + COVER.replace("cover_crops", "grassland_improvement")
    with pytest.warns(ApplicabilityWarning) as told:
        found = run(text)
    assert [str(one.message)[:40] for one in told] == [
        "cover_crops doesn’t belong on 1 of 3 pla",
        "grassland_improvement doesn’t belong on ",
    ]
    worth = found["practice_worth_tc_ha_yr"]
    assert ((worth > 0.0).sum("practice") == 1).all()
    assert worth.sel(practice="cover_crops").values[1] == 0.0


def test_a_plant_growth_that_nothing_uses_is_told(tmp_path: Path) -> None:
    table = (FIELDS / "fields.csv").read_text("utf-8").splitlines()
    rows = [f"{table[0]},npp_tc_ha_yr", *(f"{row},6" for row in table[1:])]
    (tmp_path / "f.csv").write_text("\n".join(rows), "utf-8")
    head = HEAD.replace(str(FIELDS / "fields.csv"), str(tmp_path / "f.csv"))
    with pytest.raises(NotUsedError, match="npp_tc_ha_yr"):
        run(head + COVER)
    assert "plant_growth" in run(head + COVER + '[limits]\nnpp = "given"\n').attrs["supply_limits"]


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


def test_no_effect_is_not_told_as_no_place(tmp_path: Path) -> None:
    """The low end of no-till in the soil model is no effect at all, on fields where it belongs."""
    text = HEAD + COVER.replace("cover_crops", "no_till").replace(
        "final", 'level = "low"\nfinal', 1
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error", ApplicabilityWarning)
        found = run(text)
    assert (found["practice_worth_tc_ha_yr"] == 0.0).all()
    assert (found["practice_belongs"] == 1.0).all()


def test_the_answer_in_a_few_lines_tells_the_supply() -> None:
    scenario = parse_scenario(HEAD + COVER + MANURE, base_dir=ROOT)
    told = fpm.run(scenario, None)
    share = round(100 * told.summary["supply_demand_fraction"])
    assert f" {share} %" in told.headline[-1].replace("\u00a0", " ").replace("\u202f", " ")
    assert f"{told.summary['supply_mean_tc_ha_yr']:.2f} of the" in told.headline[-1]
    none = HEAD[: HEAD.index("[adoption]")]
    assert len(fpm.run(parse_scenario(none, base_dir=ROOT), None).headline) == 3


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
