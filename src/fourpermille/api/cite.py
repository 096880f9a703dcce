"""The references of a result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fourpermille.api.run_open import open_results


def cite(result: str | Path) -> str:
    """Return BibTeX of everything a result was made with: program, constants, data.

    ``result``: a run folder, ``results.nc`` or ``results.zarr``. Raises DataUnavailableError where
    there is none, InputError for a file of another kind.
    """
    with open_results(Path(result)) as ds:
        return bibtex_of(ds.attrs)


def bibtex_of(attributes: Mapping[str, Any]) -> str:
    """Return BibTeX for the keys that a result names in its attribute ``references``."""
    from fourpermille.core.provenance import bibliography

    return bibliography(_keys(attributes.get("references", "[]")))


def _keys(found: Any) -> list[str]:
    if isinstance(found, str):
        text = found.strip()
        found = json.loads(text) if text.startswith("[") else text.replace(",", " ").split()
    return [str(key) for key in found]
