"""What went into a grid: range, mean and gaps of each variable, gathered over the blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from fourpermille.core.errors import InputError
from fourpermille.core.i18n import _
from fourpermille.core.unit_text import readable
from fourpermille.core.variables import is_known, variable

ELSE = ", else "  # between the sources of one variable


def seen(places: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Source, extremes, sum and count of the numbers of a block, by variable."""
    out = {}
    for key in places.data_vars:
        name, array = str(key), places[key]
        source = str(array.attrs.get("source", "given"))
        if not is_known(name) or array.dtype.kind not in "fiu" or source.startswith("computed"):
            continue
        values = array.values[np.isfinite(array.values)]
        out[name] = {
            "source": source,
            "minimum": float(values.min()) if values.size else None,
            "maximum": float(values.max()) if values.size else None,
            "sum": float(values.sum(dtype=float)),
            "count": int(values.size),
            "missing": int(array.size - values.size),
            "units_assumed": "units_assumed" in array.attrs,
        }
    return out


def inputs_frame(lines: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """One row for each variable that went in, over all blocks; see ``report.tables``."""
    rows = []
    for name in dict.fromkeys(name for line in lines for name in line.get("inputs", {})):
        parts = [line["inputs"][name] for line in lines if name in line.get("inputs", {})]
        counts = sum(part["count"] for part in parts)
        lows = [part["minimum"] for part in parts if part["minimum"] is not None]
        highs = [part["maximum"] for part in parts if part["maximum"] is not None]
        row = variable(name)
        rows.append(
            {
                "variable": name,
                "meaning": _(row.about),
                "units": row.units,
                "source": _source(parts[0]["source"]),
                "minimum": min(lows, default=None),
                "mean": sum(part["sum"] for part in parts) / counts if counts else None,
                "maximum": max(highs, default=None),
                "missing": sum(part["missing"] for part in parts),
            }
        )
    return pd.DataFrame(rows)


def told_units(lines: Sequence[Mapping[str, Any]]) -> str:
    """Say whose unit no file states, so that it was assumed; empty where there is none."""
    names = dict.fromkeys(
        name
        for line in lines
        for name, one in line.get("inputs", {}).items()
        if one.get("units_assumed")
    )
    if not names:
        return ""
    shown = ", ".join(f"{name} ({readable(variable(name)) or '1'})" for name in names)
    return _(
        "no unit is stated for {names}: the numbers were taken to be in the unit in brackets. "
        "State it after the reference, as in [units=kg m-2]."
    ).format(names=shown)


def _source(text: str) -> str:
    """What a report says: given (and by which dataset or file) or the default's place."""
    if text.startswith(("given", "default")):
        return text
    return f"given ({ELSE.join(_without_folder(one) for one in text.split(ELSE))})"


def _without_folder(text: str) -> str:
    """A reference without the folders of a user's file, which are others in a run folder."""
    from fourpermille.data.grids.reference import parse_reference  # slow import

    try:
        reference = parse_reference(text)
    except InputError:
        return text
    return text if reference.is_id else Path(reference.source).name + text[len(reference.source) :]
