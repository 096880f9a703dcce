"""The files a run reads: what they are, where they come from, and their checksum."""

from __future__ import annotations

import shutil
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from fourpermille.api.run_references import files_of_grid, moved
from fourpermille.core.i18n import _
from fourpermille.core.scenario import Scenario

FOLDER = "inputs"
LARGEST_COPY_BYTES = 256 * 1024 * 1024
LARGEST_HASHED_BYTES = 1024 * 1024 * 1024  # beyond, reading a file again takes minutes
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Input:
    """A file that a run reads; ``key`` is where the scenario names it, "" for shipped samples.

    A very large file has no ``sha256``: its ``size_bytes`` and time of change stand for it.
    ``dataset``: the id of the catalogue.
    """

    role: str
    key: str
    path: Path
    sha256: str
    sample: str = ""
    title: str = ""
    licence: str = ""
    sources: tuple[str, ...] = ()
    stored: str = ""
    dataset: str = ""
    size_bytes: int = 0
    changed: str = ""

    @property
    def name(self) -> str:
        """What people call it: the name of the sample, the dataset or the file."""
        return self.sample or self.dataset or self.path.name

    @property
    def identity(self) -> str:
        """What stands for the content: its SHA-256, or size and time of a very large file."""
        return self.sha256 or f"{self.size_bytes} bytes of {self.changed}"

    def to_dict(self) -> dict[str, Any]:
        """Return the entry of ``inputs.json``."""
        where = f"sample {self.sample}" if self.sample else str(self.path.resolve())
        told = (
            {"identified_by": "sha256"}
            if self.sha256
            else {"identified_by": "size and time of change", "changed": self.changed}
        )
        return {
            "role": self.role,
            "path": where,
            "stored": self.stored,
            "dataset": self.dataset,
            "sha256": self.sha256,
            "size_bytes": self.size_bytes,
            **told,
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
        identified(Input(role, key, path, ""))
        for role, key, path in named
        if path is not None and path.exists()
    ]
    found += [_sample(role, name) for role, name in _samples(scenario)]
    return found + [
        _dataset(id, path) if id else identified(Input("grid", "", path, ""))
        for id, _name, path in files_of_grid(scenario)
        if path.exists() and path != Path()
    ]


def missing_files(scenario: Scenario) -> list[str]:
    """Files that the scenario names and that are not there; those of a dataset with its id."""
    named = (scenario.places_path, scenario.climate_path, scenario.measurements_path)
    return [str(path) for path in named if path is not None and not path.exists()] + [
        f"{id}: {name}" if id else str(path)
        for id, name, path in files_of_grid(scenario)
        if path == Path() or not path.exists()
    ]


def identified(one: Input) -> Input:
    """The input with its size and checksum; a very large file with its time of change instead."""
    size = _size(one.path)
    if size <= LARGEST_HASHED_BYTES:
        return replace(one, size_bytes=size, sha256=checksum(one.path))
    files = one.path.rglob("*") if one.path.is_dir() else [one.path]
    latest = max(file.stat().st_mtime for file in files)
    changed = datetime.fromtimestamp(latest, UTC).isoformat()
    return replace(one, size_bytes=size, changed=changed)


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
    return identified(
        Input(
            role,
            "",
            path,
            "",
            sample=name,
            title=str(info.get("title", "")),
            licence=str(info.get("licence", "")),
            sources=sources,
        )
    )


def _dataset(id: str, path: Path) -> Input:
    from fourpermille.data.catalogue import entry  # slow import

    one = entry(id)
    cited = (one.citation, *([f"https://doi.org/{one.doi}"] if one.doi else []))
    return identified(
        Input(
            "grid",
            "",
            path,
            "",
            title=one.title,
            licence=one.licence.name,
            sources=cited,
            dataset=id,
        )
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

    Samples come with the package, datasets of the catalogue are to be had, and very large files
    stay where they are.
    """
    kept = list(inputs)
    used: set[str] = set()
    wanted = [
        number
        for number, one in enumerate(inputs)
        if not one.sample and not one.dataset and _size(one.path) <= LARGEST_COPY_BYTES
    ]
    for number, home in enumerate(dict.fromkeys(_home(inputs[n]) for n in wanted), start=1):
        here = [n for n in wanted if _home(inputs[n]) == home]
        names = {inputs[n].path.name for n in here}
        folds = f"{number}/" if names & used else ""  # files of twelve months stay together
        used |= names
        for n in here:
            stored = f"{FOLDER}/{folds}{inputs[n].path.name}"
            _copy(inputs[n].path, folder / stored)
            kept[n] = replace(inputs[n], stored=stored)
    return kept


def _home(one: Input) -> tuple[str, Path]:
    """Files of one home have names that differ."""
    return ("" if one.role == "grid" else one.role, one.path.parent)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def frozen(scenario: Scenario, inputs: list[Input], columns: Container[object]) -> Scenario:
    """The scenario as it lies in the run folder: its files there, and no default in vain.

    ``columns``: variables of the places. A land use that nobody asked for is left out where the
    places bring their own, since a key that nothing uses is an error when it is read again.
    """
    sections: dict[str, dict[str, Any]] = {}
    for one in inputs:
        if one.key:
            section, name = one.key.split(".")
            sections.setdefault(section, {})[name] = one.stored or str(one.path.resolve())
    own = "land_use" in columns or "dpm_rpm_ratio" in columns
    if own and "land_use" not in scenario.soil.model_fields_set:
        sections.setdefault("soil", {})["land_use"] = None
    if scenario.grid is not None:
        sections["grid"] = dict(moved(scenario, inputs))
    changed = {
        section: getattr(scenario, section).model_copy(update=values)
        for section, values in sections.items()
    }
    return scenario.model_copy(update=changed)


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())
