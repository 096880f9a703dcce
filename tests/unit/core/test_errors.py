"""Errors say what, where, found, allowed, what to do, and survive a trip between processes."""

import pickle

import pytest

from fourpermille.core import errors
from fourpermille.core.errors import (
    Cancelled,
    DataUnavailableError,
    FourPerMilleError,
    InputError,
    MissingExtraError,
    Problem,
    UnknownNameError,
    did_you_mean,
    is_among,
    unknown_name,
)
from fourpermille.core.parameters import load_parameters
from fourpermille.core.variables import variable
from fourpermille.data.catalogue.load import entry
from fourpermille.nutrients.gwp import potentials
from fourpermille.practices.load import practice


def test_a_problem_is_one_line() -> None:
    problem = Problem(
        "value out of range", "fields.csv", 4, "clay_percent", 140, "0 to 100 %", "Correct it."
    )
    assert str(problem) == (
        "fields.csv, row 4, column clay_percent: value out of range. Found 140. "
        "Allowed 0 to 100 %. Correct it."
    )


def test_what_is_not_known_is_not_said() -> None:
    assert str(Problem("empty file")) == "empty file."
    assert str(Problem("empty file.", file="a.csv")) == "a.csv: empty file."
    assert str(Problem("negative", found=0)) == "negative. Found 0."


def test_several_problems_are_several_lines() -> None:
    error = InputError(Problem("one", row=1), Problem("two", row=2), "three")
    assert str(error).splitlines() == ["row 1: one.", "row 2: two.", "three."]
    assert [p.what for p in error.problems] == ["one", "two", "three"]


def _subclasses(kind: type[FourPerMilleError]) -> list[type[FourPerMilleError]]:
    return [kind, *(deeper for sub in kind.__subclasses__() for deeper in _subclasses(sub))]


OURS = [c for c in _subclasses(FourPerMilleError) if c.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", OURS)
def test_every_error_survives_pickling(kind: type[FourPerMilleError]) -> None:
    problem = Problem("what", "file", 1, "column", 2, "allowed", "todo")
    more = () if kind is MissingExtraError else (Problem("more"), "and more")
    before = kind(problem, *more)
    after = pickle.loads(pickle.dumps(before))
    assert type(after) is kind
    assert after.problems == before.problems
    assert str(after) == str(before)


@pytest.mark.parametrize("kind", OURS)
def test_exit_codes_are_those_documented(kind: type[FourPerMilleError]) -> None:
    expected = 1
    if issubclass(kind, InputError):
        expected = 3
    elif issubclass(kind, DataUnavailableError):
        expected = 4
    elif issubclass(kind, Cancelled):
        expected = 130
    assert kind.exit_code == expected


@pytest.mark.parametrize("kind", OURS)
def test_the_tree_of_the_docstring_names_every_error(kind: type[FourPerMilleError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")


def test_errors_are_also_the_natural_builtin() -> None:
    with pytest.raises(ValueError, match="bad"):
        raise InputError("bad")
    with pytest.raises(LookupError):
        raise UnknownNameError("bad")
    with pytest.raises(FileNotFoundError):
        raise DataUnavailableError("gone")
    with pytest.raises(ImportError):
        raise MissingExtraError("grid")


def test_a_missing_extra_says_how_to_get_it() -> None:
    text = str(MissingExtraError("grid", "Zarr output"))
    assert "Zarr output" in text
    assert 'pip install "fourpermille[grid]"' in text


def test_near_names_are_offered() -> None:
    error = unknown_name("soil model", "roth_c", ["rothc", "icbm"])
    assert str(error) == (
        "There is no soil model called 'roth_c'. Allowed rothc, icbm. Did you mean rothc?"
    )
    assert did_you_mean("zzz", ["rothc"]) is None
    assert did_you_mean("CLAY", ["clay"]) == "Did you mean clay?"
    assert "one of" in (did_you_mean("k_hun", ["k_hum", "k_hus"]) or "")


@pytest.mark.parametrize("name", [265, None, ["rothc"], {"a": 1}])
def test_what_is_no_text_is_an_unknown_name(name: object) -> None:
    assert f"called '{name}'" in str(unknown_name("soil model", name, ["rothc", "icbm"]))
    assert not is_among(name, {"rothc": 1})
    for look in (variable, load_parameters, entry, potentials, practice):
        with pytest.raises(UnknownNameError):
            look(name)  # type: ignore[operator]


def test_a_long_list_of_names_is_never_without_a_hint() -> None:
    known = [f"model_{i}" for i in range(20)]
    near = str(unknown_name("soil model", "model_19x", known))
    assert "Did you mean" in near
    assert "model_0" not in near
    far = str(unknown_name("soil model", "zzz", known))
    assert far.endswith(
        "Allowed model_0, model_1, model_2, model_3, model_4, model_5, model_6, "
        "model_7, model_8, model_9, model_10, model_11, …"
    )
