"""The scenarios that come with the package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    from fourpermille.api.run import RunResult
    from fourpermille.core.progress import Progress


def shipped_scenarios() -> list[str]:
    """Return the names of the scenarios that come with the package."""
    folder = files("fourpermille") / "scenarios"
    found = (one.name for one in folder.iterdir())
    return sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml"))


def scenario_path(name: str) -> Path:
    """Return the path of a shipped scenario."""
    return Path(str(files("fourpermille") / "scenarios" / f"{name}.toml"))


def demo(
    out: str | Path, *, progress: Progress | None = None, report: bool = True
) -> list[RunResult]:
    """Run every shipped scenario into a folder of its own under ``out``.

    Raises InputError where ``out`` is a run folder itself.
    """
    from fourpermille.api.run import run  # slow import
    from fourpermille.api.run_folder import fingerprint_of

    if fingerprint_of(Path(out)) is not None:
        raise InputError(
            Problem(
                what=_("the folder holds a run, and runs don't go into one another"),
                file=str(out),
                todo=_("Name another folder with --out."),
            )
        )
    results = []
    for name in shipped_scenarios():
        path = scenario_path(name)
        results.append(run(path, Path(out) / name, progress=progress, report=report))
    return results
