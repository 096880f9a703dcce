"""Why a place has no answer: data that are missing, or a past that can't have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from fourpermille.soil.annual_map import Array
from fourpermille.soil.labels import MONTHLY_DIMS, Cells
from fourpermille.soil.setup import Setup

# Words of results that programs read; a report has its own for people.
MISSING_DATA, IMPOSSIBLE_PAST, OTHER = "missing_data", "impossible_past", "other"


def without_answer(
    setup: Setup, extra: Array, given: xr.Dataset, further: Sequence[str] = ()
) -> tuple[Array, Array]:
    """(places) the reason why ``extra`` is missing, and the variables that a place lacks.

    ``given``: the data as they came, without what a correction of bias put in; ``further``: what
    the answer needs beside the model's needs.
    Both are "" where there is an answer. A place with all its data, whose stock only a negative
    plant input would explain, has an impossible past; the rest is other (frozen all year).
    """
    gone = ~np.isfinite(extra)
    lacking = _lacking(setup, gone, given, further)
    impossible = np.zeros(gone.size, bool) if setup.impossible is None else setup.impossible
    short = lacking != ""
    reasons = np.select(
        [~gone, short, impossible], ["", MISSING_DATA, IMPOSSIBLE_PAST], default=OTHER
    )
    return reasons, lacking


def _lacking(setup: Setup, gone: Array, given: xr.Dataset, further: Sequence[str]) -> Array:
    """(places) names of the variables without a value, in the order of the model's needs."""
    cells = replace(setup.cells, dataset=given)
    needs = (*setup.model.needs, *further)
    names = [name for name in needs if gone.any() and cells.has(name)]
    flags = np.zeros(gone.size, np.int64)
    for bit, name in enumerate(names):
        flags |= np.where(gone & _has_gap(cells, name), 1 << bit, 0)
    found, at = np.unique(flags, return_inverse=True)
    words = [
        ", ".join(name for bit, name in enumerate(names) if flag >> bit & 1)
        for flag in found.tolist()
    ]
    return np.array(words, dtype=str)[at]


def _has_gap(cells: Cells, name: str) -> Array:
    """(places) whether any value of a variable is missing."""
    array = cells.dataset[name]
    monthly = any(dim in MONTHLY_DIMS for dim in array.dims)
    values = cells.per_month(name) if monthly else cells.per_place(name)
    missing = np.isnan(values)
    return np.asarray(missing.any(axis=1) if monthly else missing)
