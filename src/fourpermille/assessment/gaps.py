"""Why a place has no answer: data that are missing, or a past that can't have been."""

from __future__ import annotations

import numpy as np

from fourpermille.soil.annual_map import Array
from fourpermille.soil.labels import MONTHLY_DIMS, Cells
from fourpermille.soil.setup import Setup

# Words of results that programs read; a report has its own for people.
MISSING_DATA, IMPOSSIBLE_PAST, OTHER = "missing_data", "impossible_past", "other"


def without_answer(setup: Setup, extra: Array) -> tuple[Array, Array]:
    """(places) the reason why ``extra`` is missing, and the variables that a place lacks.

    Both are "" where there is an answer. A place with all its data, whose stock only a negative
    plant input would explain, has an impossible past; the rest is other (frozen all year).
    """
    gone = ~np.isfinite(extra)
    lacking = _lacking(setup, gone)
    impossible = np.zeros(gone.size, bool) if setup.impossible is None else setup.impossible
    short = lacking != ""
    reasons = np.select(
        [~gone, short, impossible], ["", MISSING_DATA, IMPOSSIBLE_PAST], default=OTHER
    )
    return reasons, lacking


def _lacking(setup: Setup, gone: Array) -> Array:
    """(places) names of the variables without a value, in the order of the model's needs."""
    names = [name for name in setup.model.needs if gone.any() and setup.cells.has(name)]
    flags = np.zeros(gone.size, np.int64)
    for bit, name in enumerate(names):
        flags |= np.where(gone & _has_gap(setup.cells, name), 1 << bit, 0)
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
