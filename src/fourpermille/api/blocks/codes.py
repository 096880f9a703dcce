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
CODED = ("baseline_class", "outside_domain", "country", "climate_zone", "limiting_factor")
BITS = 6  # reasons that a place lies outside the domain


def encoded(name: str, values: np.ndarray) -> tuple[np.ndarray, dict[str, Any]] | None:
    """Numbers and flag attributes of a text variable; None for text that a grid doesn't hold."""
    if name == "baseline_class":
        known = {word: number for number, word in enumerate(CLASSES)}
        return _numbers(values, known, "i1"), _flags(known)
    if name == "outside_domain":
        known = {domain_words(flag): flag for flag in range(1 << BITS)}
        meanings = {domain_words(1 << bit): 1 << bit for bit in range(BITS)}
        return _numbers(values, known, "i2"), _flags(meanings, "flag_masks")
    if name == "climate_zone":
        known = {word: number for number, word in enumerate(ZONES)}
        return _numbers(values, known, "i1"), _flags(known)
    if name == "limiting_factor":
        known = {word: number for number, word in enumerate(FACTORS)}
        return _numbers(values, known, "i1"), _flags(known)
    if name == "country":
        note = f"ISO 3166-1 numeric; {KOSOVO}: Kosovo; 0: none"
        return _numbers(values, _country_numbers(), "i2"), {"comment": note}
    return None


def decoded(name: str, values: np.ndarray) -> np.ndarray:
    """The words of numbers made by ``encoded``, in the current language."""
    if name == "baseline_class":
        return np.asarray(np.array(CLASSES)[values])
    if name == "climate_zone":
        return np.asarray(np.array(ZONES)[values])
    if name == "limiting_factor":
        return np.asarray(np.array(FACTORS)[values])
    if name == "outside_domain":
        words = {flag: domain_words(flag) for flag in np.unique(values).tolist()}
        return np.array([words[flag] for flag in values.tolist()], dtype=str)
    by_number = {number: code for code, number in _country_numbers().items()}
    return np.array([by_number.get(number, "") for number in values.tolist()], dtype=str)


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
