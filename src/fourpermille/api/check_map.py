"""A map of stocks against measured profiles."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    import pandas as pd

    from fourpermille.assessment.agreement import Agreement

LEAST = 2  # points with both values that a comparison needs


@dataclass(frozen=True)
class MapCheck:
    """Outcome: the agreement, points outside the grid, and measured and mapped value a point."""

    reference: str
    column: str
    agreement: Agreement
    outside: int
    points: pd.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON; a figure that can't be given is null."""
        figures = {
            key: None if isinstance(value, float) and not np.isfinite(value) else value
            for key, value in asdict(self.agreement).items()
        }
        head = {"map": self.reference, "column": self.column, "outside": self.outside}
        return {**head, **figures}

    def to_text(self) -> str:
        """Return the answer in words."""
        a = self.agreement
        return _(
            "{points} points ({missing} without a value, {outside} of them outside the grid): "
            "measured {measured:.1f}, mapped {mapped:.1f} t C/ha; bias {bias:+.2f}, RMSE "
            "{rmse:.2f} t C/ha; correlation {r:.2f}, concordance {ccc:.2f}, explained {r2:.0%}"
        ).format(
            points=a.points,
            missing=a.missing,
            outside=self.outside,
            measured=a.measured_mean,
            mapped=a.mapped_mean,
            bias=a.bias,
            rmse=a.rmse,
            r=a.correlation,
            ccc=a.concordance,
            r2=a.explained,
        )


def check_map(
    reference: str, points: str | Path, *, column: str = "soc_stock_tc_ha", folder: str | Path = "."
) -> MapCheck:
    """Compare a map of stocks with measured stocks at points, each with the cell it lies in.

    Parameters
    ----------
    reference
        ``"dataset:variable"`` of the catalogue or ``"file.nc:variable"``, t C/ha.
    points
        CSV with longitude, latitude (degrees) and the measured stock (t C/ha).
    column
        Name of the column of measured stocks.
    folder
        Where a relative file of ``reference`` starts.

    Raises
    ------
    DataUnavailableError
        A file isn't there.
    InputError
        A column is missing or holds what can't be, the map can't be read, or fewer than two
        points can be compared.
    """
    from fourpermille.api.check_map_points import cells_of, read_points
    from fourpermille.assessment.agreement import agreement  # slow import
    from fourpermille.data.grids import open_grid  # slow import

    table = read_points(Path(points), column)
    grid = open_grid({"soc_stock_tc_ha": reference}, folder=Path(folder))["soc_stock_tc_ha"].load()
    if grid.dims != ("lat", "lon") or min(grid.shape) < 2:
        raise InputError(
            Problem(
                what=_("the map has other dimensions than rows and columns"),
                column=reference,
                found=", ".join(f"{dim} {size}" for dim, size in grid.sizes.items()),
                allowed="lat, lon",
                todo=_("Choose along the others in brackets, as in [depth=30]."),
            )
        )
    rows, columns = cells_of(grid, table)
    inside = (rows >= 0) & (columns >= 0)
    mapped = np.full(len(table), np.nan)
    mapped[inside] = grid.values[rows[inside], columns[inside]]
    measured = table[column].to_numpy(dtype=float)
    if np.count_nonzero(np.isfinite(measured) & np.isfinite(mapped)) < LEAST:
        raise InputError(
            Problem(
                what=_("fewer than two points have a measured and a mapped value"),
                file=Path(points).name,
                found=_("{points} points, {outside} outside the grid").format(
                    points=len(table), outside=int((~inside).sum())
                ),
                todo=_("Check whether longitude and latitude are exchanged or have other signs."),
            )
        )
    found = table.assign(mapped_soc_stock_tc_ha=mapped)
    return MapCheck(reference, column, agreement(measured, mapped), int((~inside).sum()), found)
