"""The files a run reads: what they are, where they come from, and their checksum."""

from __future__ import annotations

import shutil
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from fourpermille.core.i18n import _
from fourpermille.core.scenario import Scenario

FOLDER = "inputs"
LARGEST_COPY_BYTES = 256 * 1024 * 1024
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Input:
    """A file that a run reads; ``key`` is where the scenario names it, "" for shipped samples."""

    role: str
    key: str
    path: Path
    sha256: str
    sample: str = ""
    title: str = ""
    licence: str = ""
    sources: tuple[str, ...] = ()
    stored: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the entry of ``inputs.json``."""
        where = f"sample {self.sample}" if self.sample else str(self.path)
        return {
            "role": self.role,
            "path": where,
            "stored": self.stored,
            "sha256": self.sha256,
            "title": self.title,
            "licence": self.licence or _("not stated"),
            "source": list(self.sources) or [_("given by the user")],
        }


def inputs_of(scenario: Scenario) -> list[Input]:
    """List the files of a scenario that are there; missing ones are for the readers to report."""
    named = (
        ("places", "places.file", scenario.places_path),
        ("climate", "places.climate_file", scenario.climate_path),
        ("measurements", "trial.measurements", scenario.measurements_path),
    )
    found = [
        Input(role, key, path, checksum(path))
        for role, key, path in named
        if path is not None and path.exists()
    ]
    return found + [_sample(role, name) for role, name in _samples(scenario)]


def missing_files(scenario: Scenario) -> list[str]:
    """Files that the scenario names and that are not there."""
    named = (scenario.places_path, scenario.climate_path, scenario.measurements_path)
    return [str(path) for path in named if path is not None and not path.exists()]


def _samples(scenario: Scenario) -> list[tuple[str, str]]:
    names = []
    if scenario.places.sample is not None:
        names.append(("places", scenario.places.sample))
    if scenario.places.climate == "country_mean":
        from fourpermille.data.sample import COUNTRY_SAMPLE  # slow import

        names.append(("climate", COUNTRY_SAMPLE))
    if scenario.trial is not None and scenario.measurements_path is None:
        names.append(("measurements", scenario.trial.measurements))
    return names


def _sample(role: str, name: str) -> Input:
    from fourpermille.data.sample import sample_info, sample_path  # slow import

    info: Mapping[str, Any] = sample_info(name)
    path = sample_path(name)
    sources = tuple(str(source["citation"]) for source in info.get("sources", ()))
    return Input(
        role,
        "",
        path,
        checksum(path),
        sample=name,
        title=str(info.get("title", "")),
        licence=str(info.get("licence", "")),
        sources=sources,
    )


def checksum(path: Path) -> str:
    """SHA-256 of a file, or of the names and contents of a folder (a Zarr store)."""
    total = sha256()
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        if path.is_dir():
            total.update(file.relative_to(path).as_posix().encode())
        with file.open("rb") as stream:
            while block := stream.read(CHUNK):
                total.update(block)
    return total.hexdigest()


def store(inputs: list[Input], folder: Path) -> list[Input]:
    """Copy the user's files into the run folder, so that it can be repeated elsewhere.

    Samples come with the package and very large files stay where they are.
    """
    kept: list[Input] = []
    used: set[str] = set()
    for one in inputs:
        if one.sample or _size(one.path) > LARGEST_COPY_BYTES:
            kept.append(one)
            continue
        name = one.path.name
        if name in used:
            name = f"{one.role}_{name}"
        used.add(name)
        target = folder / FOLDER / name
        target.parent.mkdir(exist_ok=True)
        if one.path.is_dir():
            shutil.copytree(one.path, target)
        else:
            shutil.copyfile(one.path, target)
        kept.append(replace(one, stored=f"{FOLDER}/{name}"))
    return kept


def frozen(scenario: Scenario, inputs: list[Input], columns: Container[object]) -> Scenario:
    """The scenario as it lies in the run folder: its files there, and no default in vain.

    ``columns``: variables of the places. A land use that nobody asked for is left out where the
    places bring their own, since a key that nothing uses is an error when it is read again.
    """
    sections: dict[str, dict[str, str | None]] = {}
    for one in inputs:
        if one.key:
            section, name = one.key.split(".")
            sections.setdefault(section, {})[name] = one.stored or str(one.path.resolve())
    own = "land_use" in columns or "dpm_rpm_ratio" in columns
    if own and "land_use" not in scenario.soil.model_fields_set:
        sections.setdefault("soil", {})["land_use"] = None
    changed = {
        section: getattr(scenario, section).model_copy(update=values)
        for section, values in sections.items()
    }
    return scenario.model_copy(update=changed)


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())
