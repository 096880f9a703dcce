"""``4p1000 practices``: what a person sees, and what a script gets."""

import json

import pytest

import fourpermille as fpm
from fourpermille.api.info import info

jsonschema = pytest.importorskip("jsonschema")
IDS = [str(id) for id in fpm.practices()["practice"].values]


def schema(text: str, name: str) -> dict:
    found = json.loads(text)
    jsonschema.validate(found, info("schemas", name))
    return found


def test_list(say):
    found = schema(say("practices", "list", "--json").out, "practices_list")["practices"]
    assert list(found) == IDS
    lines = say("practices", "list").out.splitlines()
    assert len(lines) == len(IDS) + 1
    trees = say("practices", "list", "--family", "agroforestry").out
    assert "hedgerows" in trees
    assert "no_till" not in trees
    dry = say("practices", "list", "--climate-zone", "boreal_dry", "--applies-to", "cropland").out
    assert "cover_crops" not in dry
    said = say("practices", "list", "--family", "agroforstry")
    assert said.code == 3
    assert "agroforestry" in said.err


@pytest.mark.parametrize("id", IDS)
def test_show(say, id):
    found = schema(say("practices", "show", id, "--json").out, "practices_show")
    assert found["label"] == found["labels"]["en"]
    shown = say("practices", "show", id)
    assert shown.code == 0
    for text in [found["about"], *found["limits"].values(), *found["safeguards"].values()]:
        assert text in shown.out
    assert all(row["source"] in shown.out for row in found["effects"])
    assert ("Cost: not known" in shown.out) == (not found["cost"])
    assert ("Done already: not known" in shown.out) == (not found["adoption"])


def test_show_tells_what_is_from_memory_and_what_has_no_interval(say):
    assert "from memory, only on request" in say("practices", "show", "grassland_improvement").out
    assert "0.117 (no uncertainty given)" in say("practices", "show", "residue_retention").out
    assert "0.12 (0.08 to 0.16)" in say("practices", "show", "manure").out


def test_units_are_in_the_language(say):
    shown = say("practices", "show", "cover_crops", "--lang", "fr").out
    assert "t C/ha/an" in shown
    assert "/yr" not in shown


def test_show_in_french_and_a_name_that_is_wrong(say):
    found = json.loads(say("practices", "show", "no_till", "--json", "--lang", "fr").out)
    assert found["label"] == "Semis direct"
    said = say("practices", "show", "no_til")
    assert said.code == 3
    assert "no_till" in said.err


def test_an_effect_says_for_how_long_and_against_what(say):
    effects = fpm.practice_info("cover_crops")["effects"]
    shown = say("practices", "show", "cover_crops").out
    for row in effects:
        for fact in ("comparator", "duration_yr"):
            assert not row[fact] or str(row[fact]) in shown
    assert "against no cover crop" in shown
