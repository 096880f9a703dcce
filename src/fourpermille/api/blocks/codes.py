"""Words of results as numbers, which grids hold, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.assessment.climate_zone import ZONES
from fourpermille.assessment.domain import domain_words
from fourpermille.assessment.supply.limiting import FACTORS
from fourpermille.core.countries import countries

CLASSES = ("", "A", "B", "C")
KOSOVO = 900  # without a number of its own; ISO 3166-1 leaves those from 900 on to users
# Words whose number is their place in a list.
LISTS = {"baseline_class": CLASSES, "climate_zone": ZONES, "limiting_factor": FACTORS}
BITS = 6  # reasons that a place lies outside the domain


def encoded(name: str, values: np.ndarray) -> tuple[np.ndarray, dict[str, Any]] | None:
    """Numbers and flag attributes of a text variable; None for text that a grid doesn't hold."""
    if name in LISTS:
        known = {word: number for number, word in enumerate(LISTS[name])}
        return _numbers(values, known, "i1"), _flags(known)
    if name == "outside_domain":
        known = {domain_words(flag): flag for flag in range(1 << BITS)}
        meanings = {domain_words(1 << bit): 1 << bit for bit in range(BITS)}
        return _numbers(values, known, "i2"), _flags(meanings, "flag_masks")
    if name == "country":
        note = f"ISO 3166-1 numeric; {KOSOVO}: Kosovo; 0: none"
        return _numbers(values, _country_numbers(), "i2"), {"comment": note}
    return None


def decoded(name: str, values: np.ndarray) -> np.ndarray:
    """The words of numbers made by ``encoded``, in the current language.

    Objects, since millions of cells share a few words, of which the longest would set the width.
    """
    numbers, index = np.unique(values, return_inverse=True)
    if name == "outside_domain":
        words = [domain_words(number) for number in numbers.tolist()]
    elif name == "country":
        by_number = {number: code for code, number in _country_numbers().items()}
        words = [by_number.get(number, "") for number in numbers.tolist()]
    else:
        words = [LISTS[name][number] for number in numbers.tolist()]
    return np.asarray(np.array(words, dtype=object)[index.reshape(values.shape)])


def _country_numbers() -> dict[str, int]:
    known = countries().items()
    return {code: int(one.m49) if one.m49.isdigit() else KOSOVO for code, one in known}


def is_coded(array: xr.DataArray) -> bool:
    """Whether a variable of a store holds numbers that stand for words."""
    return array.name in (
        "baseline_class",
        "outside_domain",
        "country",
        "climate_zone",
        "limiting_factor",
    )


def _numbers(values: np.ndarray, known: dict[str, int], kind: str) -> np.ndarray:
    words, index = np.unique(values.astype(str), return_inverse=True)
    return np.array([known.get(word, 0) for word in words.tolist()], dtype=kind)[index]


def _flags(known: dict[str, int], kind: str = "flag_values") -> dict[str, Any]:
    shown = {word: number for word, number in known.items() if word}
    meanings = " ".join(word.replace(" ", "_") for word in shown)
    return {kind: list(shown.values()), "flag_meanings": meanings}
