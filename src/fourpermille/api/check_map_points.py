"""Measured points of a text table, and the cells of a map that they lie in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fourpermille.core.errors import DataUnavailableError, MissingVariableError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.variables import variable

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

POSITION = {"lat": ("latitude", "lat", "y"), "lon": ("longitude", "lon", "x")}
QUANTITY = {"lat": "latitude", "lon": "longitude"}
STOCK = "soc_stock_tc_ha"


def read_points(path: Path, column: str) -> pd.DataFrame:
    """``lat``, ``lon`` and the measured stock (``column``) of every row; empty cells are NaN.

    Raises
    ------
    DataUnavailableError
        There is no such file.
    InputError
        A column is missing, or holds text or what can't be: every such cell is named.
    """
    import pandas as pd  # slow import

    from fourpermille.data.numbers import NotANumber, number, uses_decimal_comma
    from fourpermille.data.problems import Problems
    from fourpermille.data.readers.delimited import read_delimited

    if not path.is_file():
        raise DataUnavailableError(Problem(what=_("there is no such file"), file=str(path)))
    table = read_delimited(path)
    names = {header.strip().casefold(): i for i, header in reversed([*enumerate(table.headers)])}
    wanted = {
        key: next((names[n] for n in known if n in names), None) for key, known in POSITION.items()
    }
    wanted[column] = names.get(column.casefold())
    problems = Problems(path.name)
    out: dict[str, list[float]] = {}
    for key, index in wanted.items():
        if index is None:
            raise MissingVariableError(
                Problem(
                    what=_("a column is missing"),
                    file=path.name,
                    column=_(" or ").join(POSITION.get(key, (key,))),
                    found=", ".join(table.headers),
                )
            )
        cells = table.column(index)
        commas = uses_decimal_comma(cells)
        row = variable(QUANTITY.get(key, STOCK))
        low, high = float(row.minimum or 0), float(row.maximum or np.inf)
        out[key] = []
        for line, cell in zip(table.row_numbers, cells, strict=True):
            try:
                value = number(cell, commas)
            except NotANumber:
                problems.add(
                    _("text where numbers are expected"),
                    row=line,
                    column=table.headers[index],
                    found=cell,
                )
                continue
            if value < low or value > high:
                problems.add(
                    _("value out of range"),
                    row=line,
                    column=table.headers[index],
                    found=f"{value:g}",
                    allowed=_("{low} to {high} {units}").format(
                        low=f"{low:g}", high=f"{high:g}", units=row.units
                    ),
                    todo=_("Leave the cell empty where there is no value."),
                )
            out[key].append(value)
    problems.raise_if_any()
    return pd.DataFrame(out, dtype=float)


def cells_of(grid: xr.DataArray, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of the cell that each point lies in; -1 outside the grid."""
    from fourpermille.data.grids.edges import TURN  # slow import
    from fourpermille.data.grids.lattice import make_lattice
    from fourpermille.data.grids.matching import containing

    cells = make_lattice(grid["lat"].values, grid["lon"].values)
    found = []
    for points, low, high, turn in (
        (table["lat"].to_numpy(), cells.south, cells.north, 0.0),
        (table["lon"].to_numpy(), cells.west, cells.east, TURN),
    ):
        known = np.isfinite(points)
        at = np.full(len(points), -1)
        at[known] = containing(points[known], low, high, turn)
        found.append(at)
    return found[0], found[1]
