"""The run folder as a research object: who ran what on what, in the Process Run Crate profile."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
CRATE = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
PROGRAM = "#fourpermille"
ACTION = "#run"
Entity = dict[str, Any]


def crate(
    folder: Path,
    *,
    title: str,
    description: str,
    version: str,
    started: str,
    ended: str,
    inputs: Sequence[Mapping[str, Any]],
    licence: str = "",
) -> Entity:
    """The content of ``ro-crate-metadata.json`` for the files in ``folder``.

    ``started`` and ``ended`` are ISO 8601 times; ``inputs`` the entries of ``inputs.json``. The
    licence of a run is its owner's affair; without one the crate says so.
    """
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    stored = tuple(str(one["stored"]) for one in inputs if one.get("stored"))
    given = [
        name
        for name in files
        if name in ("scenario.toml", *stored)
        or name.startswith(tuple(f"{one}/" for one in stored))  # a store is a folder
    ]
    made = [name for name in files if name not in given and name != "ro-crate-metadata.json"]
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": description or title,
        "datePublished": ended,
        "license": licence or "not stated by the owner of the run",
        "conformsTo": {"@id": PROFILE},
        "hasPart": [{"@id": name} for name in files if name != "ro-crate-metadata.json"],
        "mentions": {"@id": ACTION},
    }
    action: Entity = {
        "@id": ACTION,
        "@type": "CreateAction",
        "name": f"fourpermille {version}: {title}",
        "instrument": {"@id": PROGRAM},
        "startTime": started,
        "endTime": ended,
        "object": [{"@id": name} for name in given],
        "result": [{"@id": name} for name in made],
    }
    program: Entity = {
        "@id": PROGRAM,
        "@type": "SoftwareApplication",
        "name": "fourpermille",
        "version": version,
        "softwareVersion": version,
        "license": "Apache-2.0",
    }
    profile: Entity = {
        "@id": PROFILE,
        "@type": "CreativeWork",
        "name": "Process Run Crate",
        "version": PROFILE.rsplit("/", 1)[1],
    }
    head: Entity = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": CRATE},
        "about": {"@id": "./"},
    }
    parts = [_file(folder, name, inputs) for name in files if name != "ro-crate-metadata.json"]
    return {"@context": CONTEXT, "@graph": [head, root, action, program, profile, *parts]}


def _file(folder: Path, name: str, inputs: Sequence[Mapping[str, Any]]) -> Entity:
    path = folder / name
    kind = mimetypes.guess_type(name)[0]
    entity: Entity = {"@id": name, "@type": "File", "contentSize": str(path.stat().st_size)}
    if kind:
        entity["encodingFormat"] = kind
    for one in inputs:
        if one.get("stored") == name:
            entity["name"] = str(one["role"])
            entity["sha256"] = str(one["sha256"])
            if one.get("licence"):
                entity["license"] = str(one["licence"])
    return entity
