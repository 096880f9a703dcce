"""Rates of change of trials: from each series its start, its later stocks and the years between."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    InputError,
    Problem,
    is_among,
    not_an_answer,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.evidence.given import is_in, number
from fourpermille.evidence.words import told

Array = np.ndarray
KEY = ("source", "trial", "treatment", "plot", "depth_top_cm", "depth_bottom_cm")
NEEDED = (*KEY, "kind", "year", "soc_stock_tc_ha")
KINDS = ("series", "plots", "pairs")
NATIVE, FARMED = "Native", "Agriculture"  # the soils of a pair
SINCE = "years_since_start"
PERMILLE = 1000.0


def trial_rates(trials: xr.Dataset, *, kind: str = "series", deepest_cm: float = 30) -> xr.Dataset:
    """Rates of change of trials since the start of each series.

    Parameters
    ----------
    trials
        An answer of ``trials``. A series is what has one trial, treatment, plot and layer; its
        start is its first stock, which may be an estimate. In pairs of soils the native one stands
        for the start of the farmed one; restored soils are left out.
    kind
        "series", "plots" (those behind the means of some series) or "pairs": never mixed, for the
        same experiment would count twice, and a soil beside another isn't its past.
    deepest_cm
        Layers that reach deeper are left out, as are those whose depth isn't known.

    Returns
    -------
    On ``observation``: ``series`` (a number), ``source``, ``trial``, ``treatment``;
    ``start_tc_ha``, ``end_tc_ha``, ``years``, ``rate_tc_ha_yr``, ``relative_rate_permille_yr``;
    ``is_last`` (the latest of its series), ``scatter_sd_tc_ha`` (error of a stock as the series
    tells it, NaN where it is too short). The attribute ``left_out`` counts stocks of the kind
    without a number, a year or a depth, or of a layer too deep, and farmed soils of pairs without
    a native one.

    Raises
    ------
    UnknownNameError
        Another kind.
    MissingVariableError
        That is no answer of ``trials``.
    InputError
        No stock has a start.
    """
    lacking = [name for name in NEEDED if not is_in(trials, name)]
    if lacking:
        raise not_an_answer(_("not a table of trials"), lacking, _("Give an answer of trials."))
    if not is_among(kind, KINDS):
        raise unknown_name(_("kind of trials"), kind, KINDS)
    deepest_cm = number("deepest_cm", deepest_cm)
    trials = trials.isel(observation=np.flatnonzero(trials["kind"].values == kind))
    kept = trials.isel(observation=np.flatnonzero(_usable(trials, deepest_cm)))
    rows, without = _rows(kept)
    if not rows:
        raise InputError(
            Problem(what=_("no stock of these trials has a start"), column="soc_stock_tc_ha")
        )
    names = list(rows[0])
    out = told({name: ("observation", np.array([row[name] for row in rows])) for name in names})
    out.attrs = {
        "kind": kind,
        "left_out": int(trials.sizes["observation"] - kept.sizes["observation"]) + without,
    }
    return out


def _usable(trials: xr.Dataset, deepest_cm: float) -> Array:
    """Which stocks are numbers of a known time and of a layer that isn't too deep."""
    timed = np.isfinite(trials["year"].values) | (trials["treatment"].values == NATIVE)
    if SINCE in trials:
        timed |= np.isfinite(trials[SINCE].values) & (trials["treatment"].values == FARMED)
    shallow = trials["depth_bottom_cm"].values <= deepest_cm
    return np.asarray(timed & shallow & np.isfinite(trials["soc_stock_tc_ha"].values))


def _rows(kept: xr.Dataset) -> tuple[list[dict[str, Any]], int]:
    """Rates, and how many farmed soils of pairs have none."""
    columns = {str(name): kept[name].values.tolist() for name in kept.data_vars}
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    series: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    pairs: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        if np.isfinite(row["year"]):
            series.setdefault(tuple(row[name] for name in KEY), []).append(row)
        else:
            pairs.setdefault((row["source"], row["trial"]), []).append(row)
    found: list[dict[str, Any]] = []
    for mine in series.values():
        found += _of_series(sorted(mine, key=lambda row: float(row["year"])), len(found))
    without = 0
    for mine in pairs.values():
        rates = _of_pair(mine, len(found))
        without += sum(row["treatment"] == FARMED for row in mine) - len(rates)
        found += rates
    return found, without


def _of_series(mine: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    from fourpermille.evidence.scatter import scatter_sd

    years = np.array([row["year"] for row in mine])
    stocks = np.array([row["soc_stock_tc_ha"] for row in mine])
    later = np.flatnonzero(years > years[0])
    start = float(stocks[years == years[0]].mean())  # plots that a source doesn't tell apart
    sd = scatter_sd(years, stocks)
    last = float(years[-1])
    return [_row(mine[i], number, start, years[i] - years[0], years[i] == last, sd) for i in later]


def _of_pair(mine: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    starts = [row["soc_stock_tc_ha"] for row in mine if row["treatment"] == NATIVE]
    others = [row for row in mine if row["treatment"] == FARMED and row[SINCE] > 0]
    if not starts:
        return []
    start = float(np.mean(starts))
    return [_row(row, number + i, start, row[SINCE], True, np.nan) for i, row in enumerate(others)]


def _row(
    row: dict[str, Any], number: int, start: float, years: float, is_last: bool, sd: float
) -> dict[str, Any]:
    rate = (row["soc_stock_tc_ha"] - start) / years
    return {
        "series": number,
        **{name: row[name] for name in ("source", "trial", "treatment")},
        "start_tc_ha": start,
        "end_tc_ha": row["soc_stock_tc_ha"],
        "years": float(years),
        "rate_tc_ha_yr": rate,
        "relative_rate_permille_yr": PERMILLE * rate / start if start > 0.0 else np.nan,
        "is_last": bool(is_last),
        "scatter_sd_tc_ha": sd,
    }
