"""Differences of two results, place by place and in total, in the ways people ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourpermille.core.parameters import load_parameters

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
YEARS = (20, 30, 50, 100)
STOCKS = (
    "soc_stock_baseline_tc_ha",
    "soc_stock_with_extra_input_tc_ha",
    "soc_stock_target_tc_ha",
)
FLOWS = ("carbon_input_tc_ha_yr", "extra_input_tc_ha_yr")
SUPPLY, SUPPLY_GAIN = "supply_stage_tc_ha_yr", "supply_gain_tc_ha"
VARIANTS = "extra_input_variant_tc_ha_yr"
NOISE = 1e-12  # of the numbers themselves: double precision, over some thousand operations
PERCENT, PER_MILLE, TC_PER_MTC = 100.0, 1000.0, 1e6


class Difference(NamedTuple):
    """One quantity at one place (or in total), in both runs.

    ``difference`` (second less first) in ``unit`` and, as CO2, in the same unit of CO2;
    ``permille_yr``: of growth (stocks), or of the stock of each run (flows). ``low`` and ``high``
    bound the difference over the variants that both runs hold; None where there are none.
    ``places``: behind a total, those with a value in both runs; None for a place by itself.
    """

    place: str
    quantity: str
    year: int | None
    unit: str
    first: float | None
    second: float | None
    difference: float | None
    difference_co2: float | None
    difference_percent: float | None
    difference_permille_yr: float | None
    low: float | None
    high: float | None
    places: int | None = None

    @property
    def is_total(self) -> bool:
        """Whether it is the sum of all places, whatever a place may be called."""
        return self.places is not None

    @property
    def is_one_sided(self) -> bool:
        """Whether only one of the two runs has a value."""
        return (self.first is None) != (self.second is None)


def differences(a: xr.Dataset, b: xr.Dataset, names: list[str]) -> Iterator[Difference]:
    """Differences of two results that hold the same places in the same order."""
    if "area_ha" in a or "area_ha" in b:  # an area that one run lacks is a difference
        yield from _rows(a, b, names, "area_ha", None, _pair(a, b, "area_ha"), None)
    stock = _pair(a, b, "soc_stock_tc_ha")
    yield from _rows(a, b, names, "soc_stock_tc_ha", None, stock, None)
    for name in FLOWS:
        if name in a or name in b:
            pair = _pair(a, b, name)
            share = (_share(pair[0], stock[0]), _share(pair[1], stock[1]))
            spread = _spread(a, b) if name == "extra_input_tc_ha_yr" else None
            yield from _rows(a, b, names, name, None, pair, share, spread)
    for name in STOCKS:
        for year in YEARS:
            if year in a["year"].values and year in b["year"].values:
                pair = _pair(a.sel(year=year), b.sel(year=year), name)  # NaN where there is none
                if np.isfinite(pair).any():
                    growth = (_growth(pair[0], stock[0], year), _growth(pair[1], stock[1], year))
                    yield from _rows(a, b, names, name, year, pair, growth)
    yield from _supply(a, b, names)


def _supply(a: xr.Dataset, b: xr.Dataset, names: list[str]) -> Iterator[Difference]:
    """What practices supply within all limits, and what they have gained."""
    if SUPPLY not in a and SUPPLY not in b:
        return
    first, second = (one.isel(stage=-1) if SUPPLY in one else one for one in (a, b))
    yield from _rows(a, b, names, SUPPLY, None, _pair(first, second, SUPPLY), None)
    for year in YEARS:
        if year in a["year"].values and year in b["year"].values:
            pair = _pair(a.sel(year=year), b.sel(year=year), SUPPLY_GAIN)
            yield from _rows(a, b, names, SUPPLY_GAIN, year, pair, None)


def _pair(a: xr.Dataset, b: xr.Dataset, name: str) -> Array:
    """Values of both runs (2, places); NaN in one that doesn't have the variable."""
    nothing = np.full(a.sizes["cell"], np.nan)
    return np.stack(
        [np.asarray(one[name].values, dtype=float) if name in one else nothing for one in (a, b)]
    )


def _less(second: Array, first: Array) -> Array:
    """Second less first, 0 where they differ by less than what rounding leaves."""
    gap = np.asarray(second - first)
    size = np.maximum(np.abs(first), np.abs(second))
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(gap) <= NOISE * size, 0.0, gap)


def _share(flow: Array, stock: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(PER_MILLE * flow / stock)


def _growth(later: Array, start: Array, years: int) -> Array:
    """Mean compound growth (per mille a year) since the start."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(PER_MILLE * ((later / start) ** (1.0 / years) - 1.0))


def _spread(a: xr.Dataset, b: xr.Dataset) -> Array | None:
    """Differences (variants, places) of every variant that both runs hold."""
    if VARIANTS not in a or VARIANTS not in b:
        return None
    both = [v for v in a["variant"].values if v in set(b["variant"].values)]
    if len(both) < 2:  # the reference alone is no range
        return None
    values = [one[VARIANTS].sel(variant=both).transpose("variant", ...).values for one in (a, b)]
    return _less(np.asarray(values[1], dtype=float), np.asarray(values[0], dtype=float))


def _rows(
    a: xr.Dataset,
    b: xr.Dataset,
    names: list[str],
    quantity: str,
    year: int | None,
    pair: Array,
    permille: tuple[Array, Array] | None,
    spread: Array | None = None,
) -> Iterator[Difference]:
    is_area = quantity == "area_ha"
    unit = "ha" if is_area else "tC/ha/yr" if quantity.endswith("_yr") else "tC/ha"
    change = None if permille is None else _less(permille[1], permille[0])
    for place, name in enumerate(names):
        bounds = None if spread is None else spread[:, place]
        one = None if change is None else change[place]
        yield _difference(name, quantity, year, unit, pair[:, place], one, bounds)
    areas = _pair(a, b, "area_ha")
    known = np.asarray(np.isfinite(pair).all(axis=0) & np.isfinite(areas).all(axis=0))
    if not known.any():
        return
    total = pair if is_area else pair * areas / TC_PER_MTC
    sums = None if spread is None else _total_spread(a, b, areas, known)
    unit = unit.replace("tC/ha", "MtC")
    row = _difference("total", quantity, year, unit, total[:, known].sum(axis=1), None, sums)
    yield row._replace(places=int(known.sum()))


def _total_spread(a: xr.Dataset, b: xr.Dataset, areas: Array, known: NDArray[np.bool_]) -> Array:
    both = [v for v in a["variant"].values if v in set(b["variant"].values)]
    values = [one[VARIANTS].sel(variant=both).transpose("variant", ...).values for one in (a, b)]
    totals = [(v * area)[:, known].sum(axis=1) for v, area in zip(values, areas, strict=True)]
    return _less(totals[1], totals[0]) / TC_PER_MTC


def _difference(
    place: str,
    quantity: str,
    year: int | None,
    unit: str,
    pair: Array,
    permille: Any,
    spread: Array | None,
) -> Difference:
    gap = float(_less(pair[1], pair[0]))
    co2 = load_parameters("conversions")["co2_per_c"] if "tC" in unit else np.nan
    percent = PERCENT * gap / abs(pair[0]) if pair[0] else None
    known = spread is not None and np.isfinite(spread).any()
    return Difference(
        place=place,
        quantity=quantity,
        year=year,
        unit=unit,
        first=_known(pair[0]),
        second=_known(pair[1]),
        difference=_known(gap),
        difference_co2=_known(gap * co2),
        difference_percent=_known(percent),
        difference_permille_yr=_known(permille),
        low=_known(np.nanmin(spread)) if known and spread is not None else None,
        high=_known(np.nanmax(spread)) if known and spread is not None else None,
    )


def _known(value: Any) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)
