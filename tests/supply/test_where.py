"""Where practices belong: land uses, climate zones, and data that leave no room for them."""

import warnings
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

import fourpermille as fpm
from fourpermille.api.run_supply import _elsewhere
from fourpermille.core.errors import (
    ApplicabilityWarning,
    InputError,
    UnknownNameError,
)
from fourpermille.core.i18n import use_language
from fourpermille.core.scenario import parse_scenario
from tests.supply.scenarios import COVER, FIELDS, HEAD, ROOT, fields_with, run


def test_a_practice_of_another_land_use_is_refused() -> None:
    grazing = COVER.replace("cover_crops", "improved_grazing")
    with pytest.raises(InputError, match="grassland"):
        run(HEAD + grazing + '[soil]\nland_use = "cropland"\n')
    # The fields give a ratio of plant material, which tells no land use: nothing speaks against it.
    assert (run(HEAD + grazing)["practice_belongs"] == 1.0).all()


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


def test_levers_without_room_in_the_data_are_told(tmp_path: Path) -> None:
    fields = pd.read_csv(FIELDS / "fields.csv").assign(rate_modifier=1.0)
    fields.to_csv(tmp_path / "fields.csv", index=False)
    head = HEAD.replace(str(FIELDS / "fields.csv"), str(tmp_path / "fields.csv"))
    head = "\n".join(line for line in head.splitlines() if "climate_file" not in line) + "\n"
    with pytest.warns(ApplicabilityWarning, match="water_management: precipitation_mm"):
        run(head + COVER.replace("cover_crops", "water_management"))


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
