"""What is missing in a whole Dataset: parts of a climate, and cells without data."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

import numpy as np
import xarray as xr

from fourpermille.core.i18n import _
from fourpermille.data.fields import Field
from fourpermille.data.problems import Problems
from fourpermille.data.table import Table
from fourpermille.data.vocabulary import CLIMATE, EVAPORATION

TEXTURE = ("clay_percent", "silt_percent", "sand_percent")
WHOLE_PERCENT = 100.0
ROUNDING_PERCENT = 1.0  # three rounded shares


def check_parts(
    label: str, fields: Iterable[str], problems: Problems, unused: Iterable[str] = ()
) -> None:
    """Report part of a climate as a missing column, and two evaporations as one too many.

    ``unused`` are headers that mean nothing here; one of them may be the missing column.
    """
    fields = tuple(fields)
    climate = next((name for name in fields if name in CLIMATE), None)
    label = problems.labels.get(climate or "", label)
    others = ", ".join(unused)
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
                found=", ".join([*(name for name in fields if name in CLIMATE), *unused]),
                allowed=_("temperature, precipitation and evaporation together"),
                todo=_("Is it one of these, under another name: {names}?").format(names=others)
                if others
                else _("Add it for the twelve months."),
            )


def _among(part: str | tuple[str, ...], fields: Container[str]) -> bool:
    return part in fields if isinstance(part, str) else any(name in fields for name in part)


def check_together(table: Table, fields: Mapping[str, Field], problems: Problems) -> None:
    """Report rows with texture beyond the whole, no carbon, or more inert carbon than carbon."""
    texture = [name for name in TEXTURE if name in fields]
    if len(texture) > 1:
        total = np.sum([fields[name][1] for name in texture], axis=0)
        for row in np.flatnonzero(total > WHOLE_PERCENT + ROUNDING_PERCENT):
            problems.add(
                _("texture adds up to more than the whole"),
                file=table.label,
                row=table.row_numbers[row],
                column=", ".join(texture),
                found=float(total[row]),
                allowed=_("at most {whole} %").format(whole=f"{WHOLE_PERCENT:g}"),
                group="texture",
            )
    if "soc_stock_tc_ha" in fields:
        for row in np.flatnonzero(fields["soc_stock_tc_ha"][1] == 0):
            problems.add(
                _("a soil without any carbon"),
                file=table.label,
                row=table.row_numbers[row],
                column=fields["soc_stock_tc_ha"][2].get("source_column", "soc_stock_tc_ha"),
                found=0,
                allowed=_("above 0"),
                todo=_("Leave the cell empty where the stock isn't known."),
            )
    if {"iom_tc_ha", "soc_stock_tc_ha"} <= set(fields):
        inert, stock = fields["iom_tc_ha"][1], fields["soc_stock_tc_ha"][1]
        for row in np.flatnonzero(inert > stock):
            problems.add(
                _("more inert carbon than the stock"),
                file=table.label,
                row=table.row_numbers[row],
                column="iom_tc_ha",
                found=float(inert[row]),
                allowed=_("at most the stock, {stock}").format(stock=f"{stock[row]:g}"),
            )


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
