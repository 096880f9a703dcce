"""A map of stocks against measured profiles."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fourpermille.core.errors import DataUnavailableError, InputError, MissingVariableError, Problem
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    import pandas as pd

    from fourpermille.assessment.agreement import Agreement

POSITION = {"lat": ("latitude", "lat", "y"), "lon": ("longitude", "lon", "x")}


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
        A column is missing or holds no numbers, or the map can't be read.
    """
    from fourpermille.assessment.agreement import agreement  # slow import
    from fourpermille.data.grids import open_grid  # slow import

    table = _table(Path(points), column)
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
    rows = _cell(grid["lat"].values, table["lat"].to_numpy())
    columns = _cell(grid["lon"].values, table["lon"].to_numpy())
    inside = (rows >= 0) & (columns >= 0)
    mapped = np.full(len(table), np.nan)
    mapped[inside] = grid.values[rows[inside], columns[inside]]
    measured = table[column].to_numpy(dtype=float)
    found = table.assign(mapped_soc_stock_tc_ha=mapped)
    return MapCheck(reference, column, agreement(measured, mapped), int((~inside).sum()), found)


def _table(path: Path, column: str) -> pd.DataFrame:
    """Longitude, latitude and measured stock of every point, as numbers."""
    import pandas as pd  # slow import

    if not path.is_file():
        raise DataUnavailableError(Problem(what=_("there is no such file"), file=str(path)))
    table = pd.read_csv(path)
    names = {str(name).strip().casefold(): name for name in table.columns}
    wanted = {
        key: next((names[n] for n in known if n in names), None) for key, known in POSITION.items()
    }
    wanted[column] = names.get(column.casefold())
    for key, name in wanted.items():
        if name is None:
            raise MissingVariableError(
                Problem(
                    what=_("a column is missing"),
                    file=path.name,
                    column=_(" or ").join(POSITION.get(key, (key,))),
                    found=", ".join(map(str, table.columns)),
                )
            )
    out = {}
    for key, name in wanted.items():
        numbers = pd.to_numeric(table[name], errors="coerce")
        wrong = numbers.isna() & table[name].notna()
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise InputError(
                Problem(
                    what=_("text where numbers are expected"),
                    file=path.name,
                    row=row + 2,
                    column=str(name),
                    found=table[name].iloc[row],
                )
            )
        out[key] = numbers
    return pd.DataFrame(out)


def _cell(centres: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Index of the cell that each value lies in; -1 outside."""
    step = (centres[-1] - centres[0]) / (len(centres) - 1)
    with np.errstate(invalid="ignore"):
        index = np.floor((wanted - centres[0]) / step + 0.5)
    known = np.isfinite(index) & (index >= 0) & (index < len(centres))
    return np.where(known, index, -1).astype(int)
