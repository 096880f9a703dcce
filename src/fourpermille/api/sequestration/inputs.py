"""Soil and climate of the phases, opened but not read, and read block by block."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import xarray as xr

from fourpermille import __version__
from fourpermille.api.blocks.source import KEPT_BYTES
from fourpermille.data.damage import damage_told

SOIL = "soil"


@dataclass(frozen=True)
class Inputs:
    """Soil and phases on the same places; ``is_ours``: names, units and axes are ours already.

    ``identity`` tells the files by name, size and time of change; ``country`` is "" where the
    inputs don't say it.
    """

    name: str
    parts: Mapping[str, xr.Dataset]
    is_ours: bool
    identity: str
    country: str = ""

    def part(self, at: Mapping[str, slice]) -> dict[str, xr.Dataset]:
        """Soil and phases of a block, in memory, under our names and units.

        Raises InputError for what can't be used, every problem of the block at once.
        """
        from fourpermille.data.labelled import from_labelled  # slow import
        from fourpermille.data.problems import Problems

        loaded = {name: self._loaded(ds, at) for name, ds in self.parts.items()}
        if self.is_ours:
            return loaded
        problems = Problems(self.name)
        ready = {name: from_labelled(ds, self.name, problems) for name, ds in loaded.items()}
        problems.raise_if_any()
        return ready

    def coords(self, dims: tuple[str, ...]) -> dict[str, Any]:
        """Labels and positions of all places."""
        from fourpermille.data.labelled import from_labelled  # slow import
        from fourpermille.data.names import known_name
        from fourpermille.data.problems import Problems
        from fourpermille.data.vocabulary import POSITION

        soil = self.parts[SOIL]
        out = {dim: soil[dim].variable for dim in dims if dim in soil.coords}
        named = [name for name in soil.variables if known_name(soil[name]) in POSITION]
        others = [name for name in named if name not in soil.dims]
        if others:
            asked = soil[others].reset_coords().load()
            found = from_labelled(asked, self.name, Problems(self.name))
            out |= {str(name): one.variable for name, one in found.coords.items()}
        return {name: one for name, one in out.items() if set(one.dims) <= set(dims)}

    def _loaded(self, ds: xr.Dataset, at: Mapping[str, slice]) -> xr.Dataset:
        with damage_told(self.name):
            return ds.isel({dim: one for dim, one in at.items() if dim in ds.dims}).load()


def kept_if_small(parts: Mapping[str, xr.Dataset]) -> dict[str, xr.Dataset]:
    """What is small in memory, since its files may be packed as one piece; else as it is."""
    if sum(ds.nbytes for ds in parts.values()) > KEPT_BYTES:
        return dict(parts)
    return {name: ds.load() for name, ds in parts.items()}


def identity_of(files: Iterator[Path], text: str = "") -> str:
    """What stands for the content of files too large to be read for it."""
    rows = [
        (str(one.resolve()), one.stat().st_size, one.stat().st_mtime_ns)
        for path in files
        for one in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if one.is_file()
    ]
    return sha256(json.dumps([text, rows, __version__]).encode()).hexdigest()
