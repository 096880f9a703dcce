"""Where a result comes from: version, scenario, parameters, data, references."""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fourpermille._version import __version__
from fourpermille.core.errors import DataUnavailableError, Problem, unknown_name
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters

SOFTWARE = "fourpermille"  # key of this package in references.bib


@dataclass(frozen=True)
class DatasetUsed:
    """A file that a result was computed from; ``references`` are keys of references.bib."""

    name: str
    sha256: str
    licence: str = ""
    citation: str = ""
    references: tuple[str, ...] = ()

    @classmethod
    def of_file(cls, path: str | Path, **known: Any) -> "DatasetUsed":
        """Describe a file by its name and SHA-256; DataUnavailableError where it is absent."""
        return cls(Path(path).name, sha256_file(path), **known)


def provenance(
    scenario: object = None,
    parameter_sets: Iterable[str | ParameterSet] = (),
    datasets: Iterable[DatasetUsed] = (),
    references: Iterable[str] = (),
) -> dict[str, str]:
    """Return attributes that say how a result came about, the same for the same inputs.

    ``scenario`` is anything with ``canonical_json()``, or a mapping. There is no time in it, so
    that what carries it can be compared byte for byte; :func:`creation_time` gives that.
    """
    sets = [load_parameters(s) if isinstance(s, str) else s for s in parameter_sets]
    used = list(datasets)
    out = {"fourpermille_version": __version__}
    if scenario is not None:
        text = _scenario_json(scenario)
        out["scenario"] = text
        out["scenario_sha256"] = hashlib.sha256(text.encode("utf-8")).hexdigest()
    if sets:
        out["parameter_sets"] = ", ".join(dict.fromkeys(s.name for s in sets))
    changes = [{"set": s.name, **asdict(change)} for s in sets for change in s.changes]
    if changes:
        out["parameter_changes"] = canonical_json(changes)
    if used:
        out["datasets"] = canonical_json([_shown(d) for d in used])
    keys = dict.fromkeys([SOFTWARE, *references])
    for one in sets:
        keys.update(dict.fromkeys([one.source, *(r.source for r in one.rows.values())]))
    for dataset in used:
        keys.update(dict.fromkeys([*dataset.references, *cited_in(dataset.citation)]))
    out["references"] = ", ".join(key for key in keys if key)
    return out


def creation_time() -> str:
    """Return the time now (UTC, ISO 8601), or that of SOURCE_DATE_EPOCH where it is set."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)
    return now.isoformat(timespec="seconds")


def canonical_json(value: object) -> str:
    """Return JSON that is the same for equal values: sorted keys, no spaces, no NaN."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def sha256_file(path: str | Path) -> str:
    """Return the SHA-256 of a file; DataUnavailableError where there is none."""
    try:
        with Path(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise DataUnavailableError(
            Problem(what=_("there is no such file"), file=str(path))
        ) from error


def bibliography(keys: Iterable[str]) -> str:
    """Return BibTeX entries by key, in the given order and each once.

    Raises UnknownNameError for a key that references.bib doesn't have.
    """
    known = references()
    wanted = list(dict.fromkeys(keys))
    for key in wanted:
        if key not in known:
            raise unknown_name(_("reference"), key, known)
    return "\n".join(known[key] for key in wanted)


def cited_in(text: str) -> tuple[str, ...]:
    """Return the keys of the works that a citation in free text names, in their order there."""
    plain = text.casefold()
    places = {}
    for key, entry in references().items():
        marks = re.findall(r"^  (?:doi|title|cited_as) = \{(.*)\},?$", entry, flags=re.MULTILINE)
        found = [plain.find(mark.casefold()) for mark in marks]
        if max(found, default=-1) >= 0:
            places[key] = min(place for place in found if place >= 0)
    return tuple(sorted(places, key=lambda key: places[key]))


@cache
def references() -> Mapping[str, str]:
    """Return every entry of references.bib by key, as BibTeX text."""
    path = files("fourpermille.core") / "tables" / "references.bib"
    entries = re.split(r"^(?=@)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = {}
    for entry in entries:
        match = re.match(r"@\w+\{([^,\s]+),", entry)
        if match:
            found[match[1]] = entry.strip() + "\n"
    return MappingProxyType(found)


def _scenario_json(scenario: object) -> str:
    make = getattr(scenario, "canonical_json", None)
    return str(make()) if callable(make) else canonical_json(scenario)


def _shown(dataset: DatasetUsed) -> dict[str, Any]:
    plain = asdict(dataset)
    return {key: value for key, value in plain.items() if value}
