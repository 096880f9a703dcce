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
VARIANTS = "extra_input_variant_tc_ha_yr"
PERCENT, PER_MILLE, TC_PER_MTC = 100.0, 1000.0, 1e6


class Difference(NamedTuple):
    """One quantity at one place (or in total), in both runs.

    ``difference`` (second less first) in ``unit`` and, as CO2, in the same unit of CO2;
    ``permille_yr``: of growth (stocks), or of the stock of each run (flows). ``low`` and ``high``
    bound the difference over the variants that both runs hold; None where there are none.
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


def differences(a: xr.Dataset, b: xr.Dataset, names: list[str]) -> Iterator[Difference]:
    """Differences of two results that hold the same places in the same order."""
    stock = _pair(a, b, "soc_stock_tc_ha")
    yield from _rows(a, b, names, "soc_stock_tc_ha", None, stock, None)
    for name in FLOWS:
        if name in a and name in b:
            pair = _pair(a, b, name)
            share = (_share(pair[0], stock[0]), _share(pair[1], stock[1]))
            spread = _spread(a, b) if name == "extra_input_tc_ha_yr" else None
            yield from _rows(a, b, names, name, None, pair, share, spread)
    for name in STOCKS:
        if name not in a or name not in b:
            continue
        for year in YEARS:
            if year in a["year"].values and year in b["year"].values:
                pair = _pair(a.sel(year=year), b.sel(year=year), name)
                if np.isfinite(pair).any():
                    growth = (_growth(pair[0], stock[0], year), _growth(pair[1], stock[1], year))
                    yield from _rows(a, b, names, name, year, pair, growth)


def _pair(a: xr.Dataset, b: xr.Dataset, name: str) -> Array:
    return np.stack([np.asarray(one[name].values, dtype=float) for one in (a, b)])


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
    return np.asarray(values[1] - values[0], dtype=float)


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
    unit = "tC/ha/yr" if quantity.endswith("_yr") else "tC/ha"
    change = None if permille is None else permille[1] - permille[0]
    for place, name in enumerate(names):
        bounds = None if spread is None else spread[:, place]
        one = None if change is None else change[place]
        yield _difference(name, quantity, year, unit, pair[:, place], one, bounds)
    if "area_ha" not in a or "area_ha" not in b:
        return
    areas = _pair(a, b, "area_ha")
    if not np.isfinite(areas).any():
        return
    known = np.asarray(np.isfinite(pair).all(axis=0) & np.isfinite(areas).all(axis=0))
    total = (pair * areas)[:, known].sum(axis=1) / TC_PER_MTC
    sums = None
    if spread is not None and VARIANTS in a:
        sums = _total_spread(a, b, areas, known)
    unit = unit.replace("tC/ha", "MtC")
    yield _difference("total", quantity, year, unit, total, None, sums)


def _total_spread(a: xr.Dataset, b: xr.Dataset, areas: Array, known: NDArray[np.bool_]) -> Array:
    both = [v for v in a["variant"].values if v in set(b["variant"].values)]
    values = [one[VARIANTS].sel(variant=both).transpose("variant", ...).values for one in (a, b)]
    totals = [(v * area)[:, known].sum(axis=1) for v, area in zip(values, areas, strict=True)]
    return np.asarray(totals[1] - totals[0]) / TC_PER_MTC


def _difference(
    place: str,
    quantity: str,
    year: int | None,
    unit: str,
    pair: Array,
    permille: Any,
    spread: Array | None,
) -> Difference:
    gap = float(pair[1] - pair[0])
    co2 = load_parameters("conversions")["co2_per_c"]
    percent = PERCENT * gap / pair[0] if pair[0] else None
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
