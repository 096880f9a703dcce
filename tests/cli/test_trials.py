"""``4p1000 trials``: lists and scores, for people and for programs."""

import json
from pathlib import Path

import pytest

from fourpermille.api.info import info
from fourpermille.cli.trials import list_lines, rate_lines

jsonschema = pytest.importorskip("jsonschema")


def checked(text: str, name: str) -> dict:
    found = json.loads(text)
    jsonschema.validate(found, info("schemas", name))
    return found


def test_list(say, monkeypatch):
    monkeypatch.delenv("FOURPERMILLE_DATA", raising=False)
    found = checked(say("trials", "list", "--json").out, "trials_list")
    assert found["sources"]["rothamsted_sample"]["treatments"] == 6
    assert "woburn" in found["missing"]
    assert "not on this machine" in say("trials", "list").out


def test_score(say, tmp_path: Path, monkeypatch):
    monkeypatch.delenv("FOURPERMILLE_DATA", raising=False)
    said = say("trials", "score", "--json", "--out", tmp_path / "scores")
    found = checked(said.out, "trials_score")
    assert found["series"]["broadbalk_fym"]["role"] == "predicted"
    assert set(found["missing_trials"]) == {"highfield", "ultuna", "wilderness", "woburn"}
    assert all(Path(path).is_file() for path in found["files"])
    assert found["assumed"]["rothamsted"]
    lines = say("trials", "score", "rothamsted").out
    assert "90 % interval" in lines


def test_the_page_speaks_the_language(say, tmp_path: Path):
    said = say("trials", "score", "rothamsted", "--out", tmp_path / "sc", "--lang", "es")
    assert said.code == 0
    assert '<html lang="es"' in (tmp_path / "sc" / "report.html").read_text("utf-8")


def test_no_series_is_left_untold():
    content = {"series": {"count": 202, "gaining": 114, "losing": 86}}
    assert next(rate_lines(content)) == "202 series: 114 gain, 86 lose, 2 stay the same"


def test_one_trial_is_one():
    row = {"stocks": 9, "treatments": 2, "trials": 1}
    lines = list_lines({"sources": {"a": row, "b": row | {"trials": 2}}, "missing": {}})
    assert [line.rpartition(" in ")[2] for line in lines] == ["1 trial", "2 trials"]


def test_a_wrong_name(say):
    said = say("trials", "score", "rothamstead")
    assert said.code == 3
    assert "rothamsted" in said.err


def test_rates(say, tmp_path: Path, monkeypatch):
    monkeypatch.delenv("FOURPERMILLE_DATA", raising=False)
    drawing = tmp_path / "rates.svg"
    found = checked(say("trials", "rates", "--json", "--out", drawing).out, "trials_rates")
    assert found["series"] == {"count": 6, "gaining": 4, "losing": 2}
    assert found["change_on_start"]["slope_blomqvist"] is None  # two starts: nothing to correct
    assert drawing.read_text("utf-8").startswith("<svg")
    lines = say("trials", "rates").out
    assert "6 series: 4 gain, 2 lose" in lines
    assert "unknown" in lines
    said = say("trials", "rates", "--kind", "pair")
    assert (said.code, "pairs" in said.err) == (3, True)
    assert say("trials", "rates", "--out", drawing).code == 3
