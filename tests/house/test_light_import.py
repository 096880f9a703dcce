"""Importing the package and asking for help must not wait for the science packages."""

import subprocess
import sys

import pytest

HEAVY = ("numpy", "scipy", "pandas", "xarray", "numba", "matplotlib", "pint", "netCDF4")
TELL = f"print(*sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"


def _loaded(code: str) -> str:
    """Return the heavy packages that a fresh interpreter holds after running the code."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, atexit\natexit.register(lambda: {TELL})\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr.strip()


def test_import_is_light() -> None:
    assert _loaded("import fourpermille") == ""


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], ["run", "--help"]])
def test_help_is_light(arguments: list[str]) -> None:
    words = ["4p1000", *arguments]
    code = f"sys.argv = {words!r}\nfrom fourpermille.cli.main import run\nrun()"
    assert _loaded(code) == ""


def test_listing_the_names_is_light() -> None:
    assert _loaded("import fourpermille; dir(fourpermille)") == ""
