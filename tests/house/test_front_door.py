"""The names the package promises."""

import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

import fourpermille
from fourpermille import api

PROMISED = {"simulate", "equilibrium", "required_input", "run", "load_scenario"}
FUNCTIONS = sorted(set(fourpermille.__all__) - {"__version__"})


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_name_is_a_documented_function(name: str) -> None:
    function = getattr(fourpermille, name)
    assert callable(function)
    assert inspect.getdoc(function), f"fourpermille.{name} has no docstring"


def test_promised_names_are_there() -> None:
    assert set(fourpermille.__all__) >= PROMISED


def test_package_and_api_promise_the_same_names() -> None:
    assert set(fourpermille.__all__) - {"__version__"} == set(api.HOMES)
    assert dir(fourpermille) == sorted(fourpermille.__all__)


def test_a_name_shared_with_a_module_gives_the_function() -> None:
    import fourpermille.api.run

    assert inspect.isfunction(fourpermille.run)


def test_a_name_shared_with_a_subpackage_gives_the_function_whatever_came_first() -> None:
    code = (
        "import fourpermille.practices.load, fourpermille, inspect; "
        "print(inspect.isfunction(fourpermille.practices), fourpermille.practices.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "practices"]


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        fourpermille.simulat  # noqa: B018


def test_runs_from_any_folder(tmp_path: Path) -> None:
    code = "import fourpermille; print(fourpermille.__version__)"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == fourpermille.__version__
