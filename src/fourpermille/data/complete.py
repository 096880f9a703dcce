"""What is missing in a whole Dataset: parts of a climate, and cells without data."""

from __future__ import annotations

from collections.abc import Container, Iterable

import xarray as xr

from fourpermille.core.i18n import _
from fourpermille.data.problems import Problems
from fourpermille.data.vocabulary import EVAPORATION, MONTHLY


def check_parts(label: str, fields: Iterable[str], problems: Problems) -> None:
    """Report part of a climate as a missing column, and two evaporations as one too many."""
    fields = tuple(fields)
    if all(name in fields for name in EVAPORATION):
        problems.add(
            _("two evaporations are given"),
            file=label,
            column=", ".join(EVAPORATION),
            found=_("both"),
            allowed=_("one of the two"),
            todo=_("Keep pet_mm (used as it is) or open_pan_evaporation_mm (times 0.75)."),
        )
    parts = ("air_temperature_degc", "precipitation_mm", EVAPORATION)
    given = [_among(part, fields) for part in parts]
    if not any(given) or all(given):
        return
    for part, there in zip(parts, given, strict=True):
        if not there:
            name = part if isinstance(part, str) else _(" or ").join(part)
            problems.add(
                _("a column is missing"),
                file=label,
                column=name,
                found=", ".join(name for name in fields if name in MONTHLY),
                allowed=_("temperature, precipitation and evaporation together"),
                todo=_("Add it for the twelve months."),
            )


def _among(part: str | tuple[str, ...], fields: Container[str]) -> bool:
    return part in fields if isinstance(part, str) else any(name in fields for name in part)


def count_missing(ds: xr.Dataset) -> dict[str, int]:
    """Number of places without (all) values, by variable that has any."""
    counts = {}
    for name in (*ds.data_vars, *ds.coords):
        array = ds[name]
        if array.dtype.kind == "f":
            gone = array.isnull()
        elif array.dtype.kind in "UO" and name != "place":
            gone = array.astype(str) == ""
        else:
            continue
        steps = [dim for dim in ("month", "time") if dim in gone.dims]
        count = int((gone.any(steps) if steps else gone).sum())
        if count:
            counts[str(name)] = count
    return counts
