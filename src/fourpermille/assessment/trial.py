"""A model against a long-term trial: inputs stated, fitted or taken over; stocks compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from fourpermille.assessment.trial_series import (
    FIT,
    SAME_AS,
    Measurements,
    Series,
    check_trial,
)
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet
from fourpermille.core.variables import variable
from fourpermille.soil import linear
from fourpermille.soil.annual_map import Array
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.setup import Setup, set_up


@dataclass(frozen=True)
class Run:
    """One treatment's outcome: stock at the end of each year from the start year on."""

    stock: Array
    plant_input: float
    role: str


def trial(
    ds: xr.Dataset,
    series: Sequence[Series],
    measurements: dict[str, Measurements],
    *,
    start_year: int,
    end_year: int,
    model: str = "rothc",
    parameters: str | ParameterSet = "rothc_26_3",
    moisture_option: int = 1,
    bare_option: int = 1,
) -> xr.Dataset:
    """Model every series from the equilibrium at its place's stock in ``start_year``.

    ``ds``: places (coordinate or variable ``place``) with climatology, soil and the stock at the
    start. A fitted plant input is one constant, by least squares over the measured stocks (linear,
    so exact). Returns the modelled stocks on (series, year), the measured ones on (series,
    measurement), inputs, role "fitted" or "predicted", and n, bias and RMSE over measured stocks.
    """
    check_trial(series, measurements, start_year, end_year)
    options = MoistureOptions(moisture_option, bare_option)
    setup = set_up(
        ds.drop_vars(["plant_input_tc_ha_yr", "manure_input_tc_ha_yr"], errors="ignore"),
        model=model,
        parameters=parameters,
        options=options,
        start="equilibrium",
    )
    names = [str(name) for name in np.atleast_1d(ds["place"].values)]
    runs: dict[str, Run] = {}
    for one in _ordered(series):
        place = _index(names, one)
        runs[one.id] = _run(setup, place, one, measurements.get(one.id), runs, start_year, end_year)
    return _dataset(series, runs, measurements, start_year, end_year)


def _ordered(series: Sequence[Series]) -> list[Series]:
    """Series that take over another's input come after it."""
    known = {one.id for one in series}
    done: list[Series] = []
    left = list(series)
    while left:
        ready = [
            one
            for one in left
            if _source(one) is None or _source(one) in {other.id for other in done}
        ]
        if not ready:
            wrong = left[0]
            raise InputError(
                Problem(
                    what=_("a series takes its input from one that doesn't exist or from itself"),
                    column=f"series.{wrong.id}.plant_input_tc_ha_yr",
                    found=wrong.plant_input_tc_ha_yr,
                    allowed=", ".join(sorted(known - {wrong.id})),
                )
            )
        done += ready
        left = [one for one in left if one not in ready]
    return done


def _source(one: Series) -> str | None:
    value = one.plant_input_tc_ha_yr
    is_other = isinstance(value, str) and value.startswith(SAME_AS)
    return str(value)[len(SAME_AS) :] if is_other else None


def _index(names: list[str], one: Series) -> int:
    if one.place not in names:
        raise InputError(
            Problem(
                what=_("unknown place"),
                column=f"series.{one.id}.place",
                found=one.place,
                allowed=", ".join(names),
            )
        )
    return names.index(one.place)


def _run(
    setup: Setup,
    place: int,
    one: Series,
    measured: Measurements | None,
    runs: dict[str, Run],
    start_year: int,
    end_year: int,
) -> Run:
    years = end_year - start_year
    manure = _manure(one, start_year, years)
    base = _stock_without_plants(setup, place, manure)
    gain = linear.response(setup.year.map, years, "plant")[:, place]
    other = _source(one)
    if other is not None:
        plant, role = runs[other].plant_input, "predicted"
    elif one.plant_input_tc_ha_yr == FIT:
        plant, role = _fitted(one, base, gain, measured, start_year), "fitted"
    else:
        plant, role = float(one.plant_input_tc_ha_yr), "predicted"
    return Run(base + gain * plant, plant, role)


def _manure(one: Series, start_year: int, years: int) -> Array:
    """Manure of each year after the start (years)."""
    calendar = start_year + 1 + np.arange(years)
    first, last = one.manure_years or (calendar[0] - 1, calendar[-1])
    return np.where((calendar >= first) & (calendar <= last), one.manure_input_tc_ha_yr, 0.0)


def _stock_without_plants(setup: Setup, place: int, manure: Array) -> Array:
    """Stock (years + 1) at a place with its manure and no plant input."""
    year = setup.year.map
    pools = setup.state.pools
    left = year.stream("manure")
    out = [float(year.stock(pools)[place])]
    for amount in manure:
        pools = year.after_year(pools, amount * left)
        out.append(float(year.stock(pools)[place]))
    return np.array(out)


def _fitted(
    one: Series, base: Array, gain: Array, measured: Measurements | None, start_year: int
) -> float:
    if measured is None or not measured.measured.any():
        raise InputError(
            Problem(
                what=_("nothing measured to fit the plant input to"),
                column=f"series.{one.id}.plant_input_tc_ha_yr",
                todo=_("Give the input as a number, or add measurements."),
            )
        )
    at = measured.year[measured.measured].astype(int) - start_year
    seen = measured.stock_tc_ha[measured.measured]
    return float(gain[at] @ (seen - base[at]) / (gain[at] @ gain[at]))


def _dataset(
    series: Sequence[Series],
    runs: dict[str, Run],
    measurements: dict[str, Measurements],
    start_year: int,
    end_year: int,
) -> xr.Dataset:
    names = [one.id for one in series]
    most = max((len(m.year) for m in measurements.values()), default=0)
    stock, year = np.full((2, len(names), most), np.nan)
    usable = np.zeros((len(names), most), dtype=bool)
    for row, name in enumerate(names):
        if name in measurements:
            found = measurements[name]
            count = len(found.year)
            year[row, :count] = found.year
            stock[row, :count] = found.stock_tc_ha
            usable[row, :count] = found.measured
    modelled = np.stack([runs[name].stock for name in names])
    at = np.where(usable, year - start_year, 0).astype(int)
    error = np.where(usable, np.take_along_axis(modelled, at, axis=1) - stock, np.nan)
    count = usable.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        bias = np.nansum(error, axis=1) / count
        rmse = np.sqrt(np.nansum(error**2, axis=1) / count)
    dims = ("series", "measurement")
    out = xr.Dataset(
        {
            "soc_stock_tc_ha": (("series", "year"), modelled),
            "measured_stock_tc_ha": (dims, stock),
            "measured_year": (dims, year),
            "measured_status": (dims, np.where(usable, "measured", "estimated")),
            "plant_input_tc_ha_yr": ("series", [runs[n].plant_input for n in names]),
            "manure_input_tc_ha_yr": ("series", [one.manure_input_tc_ha_yr for one in series]),
            "role": ("series", [runs[name].role for name in names]),
            "n_measurements": ("series", count),
            "bias_tc_ha": ("series", bias),
            "rmse_tc_ha": ("series", rmse),
        },
        coords={"series": names, "year": np.arange(start_year, end_year + 1)},
    )
    for key in out.data_vars:
        known = variable(str(key))
        out[key].attrs = {"units": known.units, "long_name": known.about}
    return out
