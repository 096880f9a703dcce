"""What the package imports is declared, what is declared is used, and versions are pinned."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

# Distributions whose module has another name, and modules that come with a declared one.
MODULES = {"openscm-units": "openscm_units", "numba-cuda": "numba", "odc-geo": "odc"}
COMPANIONS = {
    "llvmlite": "numba",
    "pydantic_core": "pydantic",
    "markupsafe": "jinja2",
    "distributed": "dask",  # dask[distributed]
    "shapely": "geopandas",
}
# Used by name, not by an import: engines and writers that xarray or pandas look up.
BY_NAME = {
    "pint": "what openscm-units is made of",
    "netcdf4": "engine of xarray",
}
TOOLS = {"docs", "dev"}
OURS = {
    "fourpermille",
    "tests",
    "benchmarks",
    "practice_pages",
    "reference_pages",
    "__future__",
    "_typeshed",
}


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=;! ]", requirement, maxsplit=1)[0].lower()


@pytest.fixture(scope="module")
def project(repository: Path) -> dict[str, list[str]]:
    table = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]
    extras = table["optional-dependencies"]
    kept = {name: wanted for name, wanted in extras.items() if name not in TOOLS}
    return {"core": table["dependencies"], **kept}


def _imports(*folders: Path) -> dict[str, str]:
    """Third-party modules imported anywhere in some folders, and one place where."""
    found: dict[str, str] = {}
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            else:
                continue
            for name in names:
                found.setdefault(name.split(".")[0], str(path))
    known = OURS | set(sys.stdlib_module_names)
    return {module: path for module, path in found.items() if module not in known}


@pytest.fixture(scope="module")
def imported(repository: Path) -> dict[str, str]:
    return _imports(repository / "src")


def test_every_import_is_declared(project: dict[str, list[str]], imported: dict[str, str]) -> None:
    declared = {
        MODULES.get(name, name) for wanted in project.values() for name in map(_name, wanted)
    }
    unknown = {m: p for m, p in imported.items() if COMPANIONS.get(m, m.lower()) not in declared}
    assert unknown == {}


def test_every_import_of_tests_and_benchmarks_is_declared(repository: Path) -> None:
    table = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]
    extras = table["optional-dependencies"]
    wanted = [*table["dependencies"], *extras["grid"], *extras["report"], *extras["dev"]]
    declared = {MODULES.get(name, name) for name in map(_name, wanted)} | {"importlinter"}
    declared |= {path.stem for path in (repository / "tools").glob("*.py")}
    used = _imports(repository / "tests", repository / "benchmarks")
    unknown = {m: p for m, p in used.items() if COMPANIONS.get(m, m.lower()) not in declared}
    assert unknown == {}


def test_every_dependency_is_used(project: dict[str, list[str]], imported: dict[str, str]) -> None:
    used = {module.lower() for module in imported}
    unused = [
        name
        for wanted in project.values()
        for name in map(_name, wanted)
        if MODULES.get(name, name) not in used and name not in BY_NAME
    ]
    assert unused == []


def test_every_dependency_is_pinned(repository: Path) -> None:
    table = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (repository / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {_name(line) for line in lines if line and not line.startswith("#")}
    wanted = {_name(one) for one in table["dependencies"]}
    for extra in table["optional-dependencies"].values():
        wanted |= {_name(one) for one in extra}
    missing = wanted - pinned - {"fourpermille"}
    assert missing == set()


def test_constraints_hold_names_and_versions_only(repository: Path) -> None:
    for line in (repository / "constraints.txt").read_text("utf-8").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[a-z0-9-]+==[\w.]+(; .+)?", line), line
