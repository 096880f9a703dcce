"""Rothamsted's ``RothC_input.dat``: one place with a monthly series."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

from fourpermille.core.i18n import _
from fourpermille.core.variables import describe
from fourpermille.data.calendar import MONTHS, month_starts
from fourpermille.data.numbers import NotANumber, number
from fourpermille.data.problems import Problems
from fourpermille.data.readers import READERS
from fourpermille.data.readers.delimited import decode

SOIL = {
    "clay": "clay_percent",
    "depth": "depth_cm",
    "iom": "iom_tc_ha",
    "silt": "silt_percent",
    "bd": "bulk_density_g_cm3",
    "minrm_moist": "minimum_moisture_modifier",
}
MONTHLY = {
    "modern": "modern_percent",
    "tmp": "air_temperature_degc",
    "rain": "precipitation_mm",
    "evap": "open_pan_evaporation_mm",
    "c_inp": "plant_input_tc_ha_month",
    "fym": "manure_input_tc_ha_month",
    "pc": "plant_cover",
    "dpm_rpm": "dpm_rpm_ratio",
}
OPTIONAL = {"modern", "fym"}

Line = tuple[int, list[str]]


@READERS.register("rothamsted")
class RothamstedReader:
    """The input file of Rothamsted's RothC programs."""

    extensions = (".dat",)

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether there is a line of soil names with ``clay`` and ``nsteps``."""
        lines = head.decode("latin-1").lower().splitlines()
        return any({"clay", "nsteps"} <= set(line.split()) for line in lines)

    def read(self, path: Path) -> xr.Dataset:
        """One place (``cell``) with its series on ``time``, or on ``month`` if it is one year.

        The first twelve rows are the year that Rothamsted's programs repeat until equilibrium;
        ``attrs["spin_up_months"]`` says how many they are.

        Raises
        ------
        InputError
            Missing lines or columns, text in a number, months out of order.
        """
        lines = [
            (at, line.replace(",", " ").split())
            for at, line in enumerate(decode(path).splitlines(), start=1)
            if line.strip()
        ]
        problems = Problems(path.name)
        soil, series = _parts(lines, problems)
        problems.raise_if_any()
        values = _numbers(soil[0][1], soil[1:2], problems)
        table = _numbers(series[0][1], series[1:], problems)
        _check_columns(values, table, problems)
        problems.raise_if_any()
        _check_steps(values, table, series, problems)
        problems.raise_if_any()
        written = {name.lower(): name for _at, words in (soil[0], series[0]) for name in words}
        return _dataset(path, values, table, written)


def _parts(lines: list[Line], problems: Problems) -> tuple[list[Line], list[Line]]:
    """The lines from the soil names and from the names of the monthly table onward."""
    starts = []
    for wanted in ({"clay", "nsteps"}, {"year", "month"}):
        found = [i for i, (_at, words) in enumerate(lines) if wanted <= {w.lower() for w in words}]
        if not found:
            problems.add(
                _("a line of names is missing"),
                allowed=_("a line with {names}").format(names=", ".join(sorted(wanted))),
                todo=_("Keep the layout of Rothamsted's RothC_input.dat."),
            )
            return [], []
        starts.append(found[0])
    return lines[starts[0] : starts[1]], lines[starts[1] :]


def _numbers(names: list[str], lines: list[Line], problems: Problems) -> dict[str, np.ndarray]:
    """Columns by lower-case name; every cell must be a number."""
    rows = []
    for at, words in lines:
        if len(words) != len(names):
            problems.add(
                _("a row with too many or too few values"),
                row=at,
                found=len(words),
                allowed=str(len(names)),
            )
            continue
        row = []
        for name, word in zip(names, words, strict=True):
            try:
                row.append(number(word))
            except NotANumber as error:
                problems.add(str(error), row=at, column=name, found=word)
                row.append(np.nan)
        rows.append(row)
    table = np.array(rows, dtype=float).reshape(len(rows), len(names))
    return {name.lower(): table[:, index] for index, name in enumerate(names)}


def _check_columns(
    soil: dict[str, np.ndarray], series: dict[str, np.ndarray], problems: Problems
) -> None:
    missing = [name for name in ("clay", "depth", "nsteps") if name not in soil]
    missing += [name for name in MONTHLY if name not in series and name not in OPTIONAL]
    for name in missing:
        problems.add(_("a column is missing"), column=name)
    if not len(soil["nsteps"]):
        problems.add(_("the soil values are missing"), allowed=_("a row of numbers"))
    if not len(series["month"]):
        problems.add(_("the file has names but no rows"))


def _check_steps(
    soil: dict[str, np.ndarray],
    series: dict[str, np.ndarray],
    lines: list[Line],
    problems: Problems,
) -> None:
    months = series["month"]
    steps = int(soil["nsteps"][0])
    if steps != len(months) or len(months) % MONTHS:
        problems.add(
            _("the number of months doesn't fit"),
            column="nsteps",
            found=_("{steps} announced, {rows} rows").format(steps=steps, rows=len(months)),
            allowed=_("whole years, as many rows as announced"),
        )
    expected = np.arange(len(months)) % MONTHS + 1
    for index in np.flatnonzero(months != expected):
        problems.add(
            _("months out of order"),
            row=lines[index + 1][0],
            column="month",
            found=months[index],
            allowed=str(expected[index]),
        )


def _dataset(
    path: Path,
    soil: dict[str, np.ndarray],
    series: dict[str, np.ndarray],
    written: dict[str, str],
) -> xr.Dataset:
    count = len(series["month"])
    one_year = count == MONTHS
    dim = "month" if one_year else "time"
    variables: dict[str, tuple[tuple[str, ...], np.ndarray, dict[str, str]]] = {}
    for name, canonical in SOIL.items():
        if name in soil:
            variables[canonical] = (("cell",), soil[name][:1], _given(written[name]))
    for name, canonical in MONTHLY.items():
        if name not in series:
            continue
        values = series[name]
        if name == "dpm_rpm" and (values == values[0]).all():
            variables[canonical] = (("cell",), values[:1], _given(written[name]))
        else:
            variables[canonical] = (("cell", dim), values[None, :], _given(written[name]))
    coords = {
        "place": (("cell",), np.array([path.stem])),
        dim: np.arange(1, MONTHS + 1)
        if one_year
        else month_starts(series["year"], series["month"]),
    }
    attrs = {"source_file": path.name, "spin_up_months": MONTHS}
    return describe(xr.Dataset(variables, coords, attrs))


def _given(column: str) -> dict[str, str]:
    return {"source": "given", "source_column": column}


def split_spin_up(ds: xr.Dataset) -> tuple[xr.Dataset, xr.Dataset | None]:
    """The year that Rothamsted's programs repeat (on ``month``) and the series after it (``time``).

    The series is None where the file holds that year alone.
    """
    if "time" not in ds.dims:
        return ds, None
    count = int(ds.attrs.get("spin_up_months", MONTHS))
    year = ds.isel(time=slice(0, count)).drop_vars("time").rename(time="month")
    return year.assign_coords(month=np.arange(1, count + 1)), ds.isel(time=slice(count, None))
