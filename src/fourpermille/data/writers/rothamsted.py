"""A place as input file of Rothamsted's RothC programs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

from fourpermille.core.errors import MissingVariableError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.core.variables import need
from fourpermille.data.atomic import write_text
from fourpermille.data.calendar import EPOCH, MONTHS
from fourpermille.data.readers.rothamsted import MONTHLY

MODERN = 100.0  # percent: inputs of the reference year 1950
COLUMNS = ("modern", "tmp", "rain", "evap", "c_inp", "fym", "pc", "dpm_rpm")
NAMES = {"tmp": "Tmp", "rain": "Rain", "evap": "Evap", "c_inp": "C_inp", "fym": "FYM"}
NAMES |= {"pc": "PC", "dpm_rpm": "DPM_RPM"}


def write_rothamsted(ds: xr.Dataset, path: str | Path, *, cell: int = 0) -> Path:
    """Write one place of a Dataset as ``RothC_input.dat``.

    A climatology becomes the one year that the programs repeat. ``pet_mm`` is written as
    open-pan evaporation (divided by 0.75, since the programs multiply by it).

    Raises
    ------
    MissingVariableError
        A variable that the file needs is not in the Dataset.
    """
    place = ds.isel(cell=cell) if "cell" in ds.dims else ds
    dim = "time" if "time" in place.dims else "month"
    steps = place.sizes.get(dim, MONTHS)
    series = {name: _steps(place, name, dim, steps) for name in COLUMNS}
    years, months = _calendar(place, dim, steps)
    soil = [float(need(place, name)) for name in ("clay_percent", "depth_cm", "iom_tc_ha")]
    lines = [
        f"## {_('Input of RothC written by fourpermille')}",
        f"## {place['place'].item() if 'place' in place.variables else path}",
        "(%)\t(cm)\t(t C/ha)\t(-)",
        "clay\tdepth\tiom\tnsteps",
        "\t".join([*map(_digits, soil), str(steps)]),
        "(-)\t(-)\t(%)\t(C)\t(mm)\t(mm)\t(t C/ha)\t(t C/ha)\t(-)\t(-)",
        "\t".join(["year", "month", "modern", *(NAMES[name] for name in COLUMNS[1:])]),
    ]
    for step in range(steps):
        values = [_digits(series[name][step]) for name in COLUMNS]
        lines.append("\t".join([str(years[step]), str(months[step]), *values]))
    return write_text(Path(path), "\n".join(lines) + "\n")


def _steps(place: xr.Dataset, name: str, dim: str, steps: int) -> np.ndarray:
    """A column of the monthly table, with what the variables table says may stand in for it."""
    canonical = MONTHLY[name]
    if canonical in place:
        return _spread(need(place, canonical), dim, steps)
    if name == "modern":
        return np.full(steps, MODERN)
    if name == "evap" and "pet_mm" in place:
        factor = load_parameters("rothc_26_3")["open_pan_factor"]
        return _spread(need(place, "pet_mm"), dim, steps) / factor
    yearly = canonical.replace("_month", "_yr")
    if yearly != canonical and yearly in place:
        return _spread(need(place, yearly), dim, steps) / MONTHS
    if name == "fym":
        return np.zeros(steps)
    raise MissingVariableError(
        Problem(
            what=_("variable {name} is missing").format(name=canonical),
            column=canonical,
            todo=_("Rothamsted's input file needs it."),
        )
    )


def _spread(array: xr.DataArray, dim: str, steps: int) -> np.ndarray:
    values = np.asarray(array.values, dtype=float)
    if values.ndim == 0:
        return np.full(steps, float(values))
    return np.tile(values, steps // MONTHS) if len(values) < steps else values


def _calendar(place: xr.Dataset, dim: str, steps: int) -> tuple[list[int], list[int]]:
    if dim == "time" and place["time"].dtype.kind == "M":
        absolute = place["time"].values.astype("datetime64[M]").astype(int)
        return (absolute // MONTHS + EPOCH).tolist(), (absolute % MONTHS + 1).tolist()
    index = np.arange(steps)
    return (index // MONTHS + 1).tolist(), (index % MONTHS + 1).tolist()


def _digits(value: float) -> str:
    """Shortest text that gives the same number back."""
    return repr(int(value)) if float(value).is_integer() else repr(float(value))
