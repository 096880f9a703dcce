"""Where a result comes from."""

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourpermille.core import provenance as provenance_module
from fourpermille.core.errors import DataUnavailableError, UnknownNameError
from fourpermille.core.parameters import load_parameters
from fourpermille.core.provenance import (
    DatasetUsed,
    bibliography,
    canonical_json,
    cited_in,
    creation_time,
    provenance,
    references,
    sha256_file,
)


class _Scenario:
    def canonical_json(self) -> str:
        return '{"id":"one"}'


def test_provenance_names_everything(tmp_path: Path) -> None:
    path = tmp_path / "fields.csv"
    path.write_bytes(b"place,clay\n")
    data = DatasetUsed.of_file(path, licence="CC-BY-4.0", references=("sanderman_2017",))
    changed = load_parameters("target").override(why="a shorter goal", years=20)
    found = provenance(_Scenario(), ["rothc_26_3", changed], [data])
    assert found["scenario"] == '{"id":"one"}'
    assert found["scenario_sha256"] == hashlib.sha256(b'{"id":"one"}').hexdigest()
    assert found["parameter_sets"] == "rothc_26_3, target"
    (change,) = json.loads(found["parameter_changes"])
    assert change == {
        "set": "target",
        "name": "years",
        "before": 30,
        "after": 20,
        "why": "a shorter goal",
    }
    (dataset,) = json.loads(found["datasets"])
    assert dataset["name"] == "fields.csv"
    assert dataset["sha256"] == hashlib.sha256(b"place,clay\n").hexdigest()
    keys = found["references"].split(", ")
    assert keys[0] == "fourpermille"
    assert {"coleman_prout_milne_2025", "falloon_1998", "sanderman_2017"} <= set(keys)
    assert len(keys) == len(set(keys))
    assert bibliography(keys).count("\n@") == len(keys) - 1


def test_the_same_inputs_have_the_same_provenance() -> None:
    a = provenance({"b": 1, "a": [2]}, ["rothc_26_3"])
    b = provenance({"a": [2], "b": 1}, ["rothc_26_3"])
    assert a == b
    assert all(isinstance(value, str) for value in a.values())
    assert not any(re.search(r"\d{2}:\d{2}:\d{2}", value) for value in a.values())


def test_the_time_is_kept_apart_and_can_be_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert creation_time() == "1970-01-01T00:00:00+00:00"


@given(st.dictionaries(st.text(), st.integers() | st.lists(st.text())))
def test_canonical_json_does_not_depend_on_the_order(value: dict[str, object]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical_json(turned) == canonical_json(value)
    assert json.loads(canonical_json(value)) == value


def test_canonical_json_refuses_what_json_has_not() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataUnavailableError, match=r"gone\.csv"):
        sha256_file(tmp_path / "gone.csv")


def test_an_unknown_reference_is_answered_with_a_near_one() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean one of falloon_1998"):
        bibliography(["falloon_1999"])


@pytest.mark.parametrize("key", references())
def test_every_reference_is_bibtex(key: str) -> None:
    entry = references()[key]
    assert re.match(r"@\w+\{" + re.escape(key) + ",\n", entry)
    assert entry.count("{") == entry.count("}")
    assert "title = {" in entry
    assert "author = {" in entry
    assert bibliography([key]) == entry


def _citations() -> list[str]:
    folder = Path(provenance_module.__file__).resolve().parent.parent / "data" / "samples"
    tables = [tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.rglob("*.toml"))]
    return [source["citation"] for table in tables for source in table.get("sources", ())]


@pytest.mark.parametrize("citation", dict.fromkeys(_citations()))
def test_works_behind_the_shipped_data_can_be_cited(citation: str) -> None:
    assert len(cited_in(citation)) == 1


def test_works_are_found_in_free_text() -> None:
    text = "Natural Earth, version 5.; see doi:10.1016/S0038-0717(97)00256-3 and SOIL CARBON DEBT"
    assert cited_in(text) == ("natural_earth", "falloon_1998")
    assert cited_in("given by the user") == ()
    data = DatasetUsed("world", "0" * 64, citation="Natural Earth")
    assert provenance(datasets=[data])["references"] == "fourpermille, natural_earth"


def test_a_work_stands_once_in_the_bibliography(repository: Path) -> None:
    text = (repository / "src/fourpermille/core/tables/references.bib").read_text("utf-8")
    keys = re.findall(r"^@\w+\{([^,]+),", text, re.MULTILINE)
    assert sorted(keys) == sorted(set(keys))
