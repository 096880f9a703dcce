"""What ``--json`` prints follows its published schema."""

import json
from pathlib import Path

import pytest

from fourpermille.api.info import info

jsonschema = pytest.importorskip("jsonschema")


def check(text: str, name: str) -> dict:
    schema = info("schemas", name)
    jsonschema.Draft202012Validator.check_schema(schema)
    found = json.loads(text)
    jsonschema.validate(found, schema)
    return found


@pytest.fixture
def two(farm, say):
    for name, years in (("a", 30), ("b", 20)):
        words = ["-o", farm / name, "--no-report", "--set", f"target.years={years}"]
        assert say("run", farm / "fields.toml", *words).code == 0
    return farm / "a", farm / "b"


def test_every_schema_is_one():
    for name in info("schemas"):
        jsonschema.Draft202012Validator.check_schema(info("schemas", name))


def test_run(farm, say):
    said = say("run", farm / "fields.toml", "-o", farm / "a", "--no-report", "--json")
    found = check(said.out, "run")
    assert all(Path(path).is_file() for path in found["files"])


def test_plan(farm, say):
    check(say("run", farm / "fields.toml", "-n", "--json").out, "plan")


def test_compare(two, say):
    check(say("compare", *two, "--json").out, "compare")


def test_reproduce(two, say):
    check(say("reproduce", two[0], "--json").out, "reproduce")


def test_trial(tmp_path, say):
    from fourpermille.api.demo import scenario_path

    words = ("run", scenario_path("rothamsted_trials"), "-o", tmp_path / "out", "--no-report")
    found = check(say(*words, "--json").out, "run")
    assert found["summary"]["measurements"] > 0


def test_a_wrong_answer_is_refused():
    with pytest.raises(jsonschema.ValidationError):
        check('{"scenario": "x"}', "run")
