"""Rows of the allocation method: the shipped set, or a table of the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fourpermille.core.errors import InputError, OutOfRangeError, Problem, unknown_name
from fourpermille.core.factors import UNVERIFIED, load_factors
from fourpermille.core.i18n import _
from fourpermille.crop.arguments import known_name

TABLE = "crop_c_allocation"
WHERE = 'crops("allocation")'
SHARES = ("rp", "rs", "rr", "re")
FRACTIONS = (*SHARES, "moisture_fraction", "harvest_index", *(f"s{p}_to_soil" for p in "pre"))
TOLERANCE = 1e-3  # shares are printed with three decimals
KEPT = (("sp_to_soil", 0.0), ("sr_to_soil", 1.0), ("se_to_soil", 1.0))


@dataclass(frozen=True)
class Shares:
    """One row: numbers by column, and what it is."""

    numbers: dict[str, float]
    words: dict[str, str]

    def __getitem__(self, column: str) -> float:
        """Return a number; InputError where the row has none."""
        if column in self.numbers:
            return self.numbers[column]
        raise InputError(
            Problem(
                what=_("the table has no number here"),
                file=f"{TABLE}.csv",
                column=column,
                found=self.words.get("crop"),
                todo=_("Choose another option, or give rows of your own with table=."),
            )
        )

    @property
    def kept(self) -> tuple[float, float, float]:
        """Shares of product, roots and exudates that reach the soil."""
        product, roots, exudates = (self.numbers.get(name, usual) for name, usual in KEPT)
        return product, roots, exudates

    @property
    def ipcc_crop(self) -> str | None:
        """Row of the IPCC table that stands in for what this one lacks."""
        return self.words.get("ipcc_crop")

    @property
    def set(self) -> str:
        """Name of the compilation."""
        return self.words.get("set", "")

    @property
    def condition(self) -> str:
        """Growing condition the row is for."""
        return self.words.get("condition", "")

    @property
    def source(self) -> str:
        """Where the row was read."""
        return self.words.get("source", "")

    @property
    def confidence(self) -> str:
        """How sure the row is."""
        return self.words.get("confidence", "")

    @property
    def note(self) -> str:
        """What to know before use."""
        return self.words.get("note", "")


def shares(crop: str, condition: str | None, given: Any, unverified: bool) -> Shares:
    """The row of a crop and, where there are several, of a condition.

    Raises UnknownNameError for an unknown crop or condition, InputError where the condition isn't
    said, shares don't sum to 1, or the row is known from memory only.
    """
    rows = [_row(raw) for raw in (load_factors(TABLE) if given is None else _mappings(given))]
    found = [row for row in rows if row.words.get("crop") == crop]
    names = (row.words.get("crop", "") for row in rows)
    known_name(crop, names, _("crop"), "crop", WHERE if given is None else "table")
    conditions = [row.condition for row in found]
    if condition is not None:
        found = [row for row in found if row.condition == condition]
        if not found:
            raise unknown_name(_("growing condition"), condition, conditions)
    if len(found) != 1:
        raise InputError(
            Problem(
                what=_("the table has {count} rows of this kind, not one").format(count=len(found)),
                column="condition",
                found=crop,
                allowed=", ".join(conditions),
                todo=_("Say which with condition=, and keep one set of rows."),
            )
        )
    return _checked(found[0], crop, unverified)


def _checked(row: Shares, crop: str, unverified: bool) -> Shares:
    if row.confidence == UNVERIFIED and not unverified:
        raise InputError(
            Problem(
                what=_("this figure is known from memory only and is not used by itself"),
                found=crop,
                todo=_("Give a value of your own, or allow unverified figures."),
            )
        )
    _check_fractions(row, crop)
    there = [row.numbers[name] for name in SHARES if name in row.numbers]
    whole = abs(sum(there) - 1) <= TOLERANCE + 1e-12
    lacking = [name for name in SHARES if name not in row.numbers]
    if there and lacking:
        raise InputError(
            Problem(
                what=_("the shares of a plant's carbon are not complete"),
                column=", ".join(lacking),
                row=crop,
                todo=_("Give all of {names}; 0 for a part that the crop lacks.").format(
                    names=", ".join(SHARES)
                ),
            )
        )
    if there and not whole:
        raise InputError(
            Problem(
                what=_("the shares of a plant's carbon must sum to 1"),
                column=", ".join(SHARES),
                found=f"{crop}: {', '.join(f'{share:g}' for share in there)}",
            )
        )
    return row


def _check_fractions(row: Shares, crop: str) -> None:
    for name in FRACTIONS:
        value = row.numbers.get(name, 1.0)
        if not 0 <= value <= 1 or (value == 0 and name in ("rp", "harvest_index")):
            raise OutOfRangeError(
                Problem(
                    what=_("value out of range"),
                    column=name,
                    row=crop,
                    found=value,
                    allowed="> 0, ≤ 1" if name in ("rp", "harvest_index") else "0 ... 1",
                )
            )


def _mappings(given: Any) -> Iterable[Mapping[str, Any]]:
    """Rows of a DataFrame or a list of mappings."""
    records = given.to_dict("records") if hasattr(given, "to_dict") else given
    if not isinstance(records, Iterable) or isinstance(records, (str, Mapping)):
        records = [None]
    rows = list(records)
    if not rows or not all(isinstance(row, Mapping) and "crop" in row for row in rows):
        raise InputError(
            Problem(
                what=_("unusable table"),
                column="table",
                found=type(given).__name__,
                allowed=_("a DataFrame or a list of mappings in the columns of {table}").format(
                    table=TABLE
                ),
            )
        )
    return rows


def _row(raw: Mapping[str, Any]) -> Shares:
    """Numbers and words of a row; empty cells and NaN are left out."""
    columns = load_factors(TABLE).columns
    numbers: dict[str, float] = {}
    words: dict[str, str] = {}
    for name, value in raw.items():
        if name not in columns or value is None or value != value or value == "":
            continue
        if columns[name].is_text:
            words[name] = str(value)
            continue
        try:
            numbers[name] = float(value)
        except (TypeError, ValueError):
            raise InputError(
                Problem(what=_("not a number"), column=name, found=value, row=str(raw.get("crop")))
            ) from None
    return Shares(numbers, words)
