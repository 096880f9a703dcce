"""The scenarios that come with the package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

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
    """Run every shipped scenario into a folder of its own under ``out``."""
    from fourpermille.api.run import run  # slow import

    results = []
    for name in shipped_scenarios():
        path = scenario_path(name)
        results.append(run(path, Path(out) / name, progress=progress, report=report))
    return results
