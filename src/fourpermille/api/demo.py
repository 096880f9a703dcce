"""The scenarios that come with the package."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fourpermille.api.run import RunResult
    from fourpermille.core.progress import Progress


def shipped_scenarios() -> list[str]:
    """Return the names of the scenarios that come with the package."""
    folder = files("fourpermille") / "scenarios"
    return sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))


def demo(
    out: str | Path, *, progress: Progress | None = None, report: bool = True
) -> list[RunResult]:
    """Run every shipped scenario into a folder of its own under ``out``."""
    from fourpermille.api.run import run  # slow import

    results = []
    for name in shipped_scenarios():
        with as_file(files("fourpermille") / "scenarios" / name) as path:
            folder = Path(out) / path.stem
            results.append(run(path, folder, progress=progress, report=report))
    return results
