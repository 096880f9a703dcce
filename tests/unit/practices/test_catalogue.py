"""Every practice is one file that says what it is, what it changes and who says so."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

import fourpermille as fpm
from fourpermille.core.errors import InputError, UnknownNameError
from fourpermille.core.factors import load_factors
from fourpermille.core.i18n import LANGUAGES, use_language
from fourpermille.core.provenance import references
from fourpermille.practices import load, parse, pointers
from fourpermille.practices.schema import FAMILIES

SHIPPED = files("fourpermille.practices") / "catalogue"
IDS = sorted(one.name.removesuffix(".toml") for one in SHIPPED.iterdir() if ".toml" in one.name)


def text_of(id: str) -> str:
    return (SHIPPED / f"{id}.toml").read_text("utf-8")


def problems(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse.parse_practice("made_up", text)
    return str(caught.value)


@pytest.mark.parametrize("id", IDS)
def test_every_file_is_a_practice_with_words_in_three_languages(id: str) -> None:
    one = parse.parse_practice(id, text_of(id))
    assert len({getattr(one.about, language) for language in LANGUAGES}) == 3
    assert all(getattr(one.label, language) for language in LANGUAGES)
    assert set(one.sources) <= set(references())
    assert all(amount.reason or amount.source for _, amount in pointers.amounts(one))


@pytest.mark.parametrize("id", IDS)
def test_effects_are_pointed_to_and_resolve(id: str) -> None:
    one = load.practice(id)
    for pointer in one.effects:
        assert load_factors("practices_effects").where(**pointer.wanted)
    if one.evidence and one.evidence.wanted:
        assert len(load_factors("practices_effects").where(**one.evidence.wanted)) == 1


def test_every_note_is_used_and_in_three_languages() -> None:
    used = {kind: set() for kind in ("limits", "safeguards")}
    for one in load.catalogue().values():
        used["limits"] |= set(one.limits)
        used["safeguards"] |= set(one.safeguards)
    assert tuple(pointers.notes("families")) == FAMILIES
    for kind, words in used.items():
        assert words == set(pointers.notes(kind))


def test_a_file_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with as_file(SHIPPED / "cover_crops.toml") as path:
        shutil.copy(path, tmp_path / "winter_peas.toml")
    monkeypatch.setattr(load, "folders", lambda: (SHIPPED, tmp_path))
    load.catalogue.cache_clear()
    try:
        assert "winter_peas" in fpm.practices(family="agroecology")["practice"]
        shutil.copy(tmp_path / "winter_peas.toml", tmp_path / "cover_crops.toml")
        load.catalogue.cache_clear()
        with pytest.raises(InputError, match=r"cover_crops\.toml: Two practices|same id"):
            load.practice("cover_crops")
    finally:
        load.catalogue.cache_clear()


def test_a_plug_in_brings_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    class Point:
        name, value = "another", "fourpermille.practices"

    monkeypatch.setattr(
        load, "entry_points", lambda group: [Point] if group == load.PLUGINS else []
    )
    assert [str(folder) for folder in load.folders()] == [
        str(SHIPPED),
        str(files("fourpermille.practices")),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('family = "agroecology"', 'family = "magic"', "family"),
        ('family = "agroecology"', 'family = "agroecology"\nfamilly = 1', "familly"),
        ('applies_to = ["cropland"]', 'applies_to = ["croplnd"]', "Did you mean cropland"),
        ('"bolinder_2020"', '"bolinder_2002"', "Did you mean one of bolinder_2020"),
        ('"growing_window"', '"growing"', "limits"),
        ('practice_id = "cover_crops" }', 'practice_id = "cover" }', "effects.0"),
        ('metric = "rate"', 'metric = "rat"', "evidence"),
        ('FI = "high_without_manure"', 'FI = "higher"', "ipcc.after.FI"),
        ('"cover_crops_extension"', '"cover_crop"', "cost.0.france_macc"),
        ("central = 1.5", "central = 5.5", "levers.inputs.0.amount"),
        ("months = [10,", "months = [13,", "levers.months"),
        ('land_use = "cropland"\nmonths', 'land_use = "crop"\nmonths', "levers.inputs.0.land_use"),
        ('es = "Cultivos de cobertura"', "", "label.es"),
        ('family = "agroecology"', "family =", "TOML"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(old: str, new: str, said: str) -> None:
    text = text_of("cover_crops")
    assert text.count(old) >= 1
    told = problems(text.replace(old, new, 1))
    assert "made_up.toml" in told
    assert said in told


def test_a_number_without_source_is_proposed_with_a_reason() -> None:
    text = text_of("manure")
    assert "reason" in problems(text.replace("reason = ", "where = ", 1))
    assert "source" in problems(text.replace('confidence = "P"', 'confidence = "V"', 1))


def test_filters_and_languages() -> None:
    table = fpm.practices(family="conservation_tillage", applies_to="cropland")
    assert set(table["practice_family"].values) == {"conservation_tillage"}
    assert "no_till" in table["practice"]
    assert "cover_crops" not in fpm.practices(climate_zone="boreal_dry")["practice"]
    with use_language("fr"):
        assert "Semis direct" in fpm.practices()["practice_label"].values
    for wrong in ({"family": "tillage"}, {"applies_to": "moon"}, {"climate_zone": "hot"}):
        with pytest.raises(UnknownNameError):
            fpm.practices(**wrong)
    with pytest.raises(UnknownNameError, match="cover_crops"):
        load.practice("cover_crop")


def test_numbers_from_memory_are_given_only_when_asked_for() -> None:
    area = ("practice_area_mha", "conservation_agriculture")
    assert bool(fpm.practices()[area[0]].sel(practice=area[1]).isnull().all())
    told = fpm.practices(unverified=True)
    assert float(told[area[0]].sel(practice=area[1], bound="central")) == 192.5
    assert told.attrs["unverified"] == "true"


def test_the_seven_families_are_all_there() -> None:
    assert len(IDS) >= 25
    assert {one.family for one in load.catalogue().values()} >= set(FAMILIES) - {"none"}
