"""How rates of change hang on the stock at the start and on the years, beside what arithmetic does.

A change divided by its start falls as the start rises, and a change since the start that is
divided by the years falls with the years, whether or not soils do anything of the kind.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, OutOfRangeError, Problem, not_an_answer
from fourpermille.core.i18n import _
from fourpermille.evidence.change_on_start import DRAWS, LEAST, change_on_start, slope_of, tails
from fourpermille.evidence.given import count, is_in, numbers
from fourpermille.evidence.words import told

Array = np.ndarray
NUMBERS = (
    *("start_tc_ha", "end_tc_ha", "years", "rate_tc_ha_yr", "relative_rate_permille_yr"),
    "scatter_sd_tc_ha",
)
GROUPS = ("is_last", "series", "trial")


def rate_dependence(rates: xr.Dataset, *, draws: int = DRAWS, seed: int = 0) -> xr.Dataset:
    """How the rates of trials depend on start and duration, and how much of that is arithmetic.

    Parameters
    ----------
    rates
        An answer of ``trial_rates``.
    draws, seed
        Of permutations and resampling.

    Returns
    -------
    On ``comparison`` ("all", "within_trials"; the second looks at differences within each trial):
    ``stock_elasticity``, slope of the logarithm of the relative rate on that of the start, gains
    alone, the last of each series; ``stock_elasticity_null_low`` and ``_high``, where 90 % of
    slopes lie if absolute gains don't depend on the start (about -1); ``stock_p_value``, how often
    shuffled gains lie as far from their mean. Without dims: ``duration_elasticity`` with ``_low``
    and ``_high``, the same on the years within each series (0 is a steady gain, -1 one that had
    come before the first sample; series resampled); the slopes of ``change_on_start`` for all
    series, losses too; ``error_sd_tc_ha``; ``series_count``, ``series_gaining``, ``series_losing``.

    Raises
    ------
    MissingVariableError
        That is no answer of ``trial_rates``.
    InputError
        Fewer than four series gain, all have one start, or columns hold no numbers.
    OutOfRangeError
        A gain from no stock or in no years.
    """
    rates, draws = _checked(rates), count("draws", draws)
    seed = count("seed", seed, least=0)
    last = rates.isel(observation=np.flatnonzero(rates["is_last"].values))
    gain = last.isel(observation=np.flatnonzero(last["relative_rate_permille_yr"].values > 0.0))
    if gain.sizes["observation"] < LEAST:
        raise InputError(
            Problem(
                what=_("too few series gain carbon"),
                column="relative_rate_permille_yr",
                found=str(gain.sizes["observation"]),
                allowed=f">= {LEAST}",
            )
        )
    sds = last["scatter_sd_tc_ha"].values.astype(float)
    error = float(np.sqrt(np.nanmean(sds**2))) if np.isfinite(sds).any() else np.nan
    groups = np.unique(gain["trial"].values.astype(str), return_inverse=True)[1]
    found = [_on_stock(gain, own, draws, seed) for own in (np.zeros_like(groups), groups)]
    names = ("", "_null_low", "_null_high")
    values: dict[str, Any] = {
        f"stock_elasticity{name}": ("comparison", [row[i] for row in found])
        for i, name in enumerate(names)
    }
    values["stock_p_value"] = ("comparison", [row[len(names)] for row in found])
    on_years = _on_years(rates, draws, seed)
    for end, value in zip(("", "_low", "_high"), on_years, strict=True):
        values[f"duration_elasticity{end}"] = ((), value)
    values |= {
        "error_sd_tc_ha": ((), error),
        "series_count": ((), last.sizes["observation"]),
        "series_gaining": ((), gain.sizes["observation"]),
        "series_losing": ((), int((last["relative_rate_permille_yr"] < 0.0).sum())),
    }
    start = last["start_tc_ha"].values.astype(float)
    # Errors as large as the spread of the starts leave nothing to correct.
    usable = error if error < np.nanstd(start, ddof=1) else np.nan
    slopes = change_on_start(start, last["end_tc_ha"].values, usable, draws=draws, seed=seed)
    out = told(values, comparison=["all", "within_trials"]).merge(slopes)
    out.attrs = {"draws": draws, "seed": seed}
    return out


def _checked(rates: xr.Dataset) -> xr.Dataset:
    """Rates with the columns that are looked at, as numbers that logarithms can be taken of."""
    lacking = [name for name in (*NUMBERS, *GROUPS) if not is_in(rates, name)]
    if lacking:
        raise not_an_answer(_("not a table of rates"), lacking, _("Give an answer of trial_rates."))
    out = rates.assign({name: numbers(name, rates[name]) for name in NUMBERS})
    out["is_last"] = rates["is_last"].astype(bool)
    gains = out["relative_rate_permille_yr"].values > 0.0
    for name in ("start_tc_ha", "years", "rate_tc_ha_yr"):
        bad = np.flatnonzero(gains & ~(out[name].values > 0.0))
        if bad.size:
            raise OutOfRangeError(
                Problem(
                    what=_("a gain needs a number above zero"),
                    row=int(bad[0]) + 1,
                    column=name,
                    found=f"{float(out[name].values[bad[0]]):g}",
                    allowed="> 0",
                )
            )
    return out


def _on_stock(gain: xr.Dataset, groups: Array, draws: int, seed: int) -> tuple[float, ...]:
    """Slope on the logarithm of the start, its null from shuffled absolute rates, and its p."""
    x = np.log(gain["start_tc_ha"].values.astype(float))
    absolute = np.log(gain["rate_tc_ha_yr"].values.astype(float))
    centred = _centred(x, groups)
    if not (centred**2).sum() > 0.0:
        return (np.nan,) * 4
    seen = slope_of(centred, _centred(absolute - x, groups))
    draw = np.random.default_rng(seed)
    made = np.empty(draws)
    for i in range(draws):
        # Shuffled within groups: sorted by group, then by chance.
        order = np.lexsort((draw.random(x.size), groups))
        home = np.argsort(groups, kind="stable")
        mixed = np.empty_like(absolute)
        mixed[home] = absolute[order]
        made[i] = slope_of(centred, _centred(mixed - x, groups))
    middle = made.mean()
    beyond = int((np.abs(made - middle) >= abs(seen - middle)).sum())
    low, high = np.quantile(made, tails())
    return seen, float(low), float(high), (1 + beyond) / (1 + draws)


def _on_years(rates: xr.Dataset, draws: int, seed: int) -> tuple[float, float, float]:
    """Slope of the logarithm of gains' rates on that of the years within series; resampled."""
    positive = rates["relative_rate_permille_yr"].values > 0.0
    kept = rates.isel(observation=np.flatnonzero(positive))
    series = kept["series"].values
    x, y = np.log(kept["years"].values), np.log(kept["relative_rate_permille_yr"].values)
    numbers = np.unique(series, return_inverse=True)[1]
    a, b = _centred(x, numbers), _centred(y, numbers)
    products, squares = np.bincount(numbers, a * b), np.bincount(numbers, a * a)
    if not squares.sum() > 0.0:
        return (np.nan,) * 3
    draw = np.random.default_rng(seed)
    chosen = draw.integers(0, squares.size, (draws, squares.size))
    with np.errstate(invalid="ignore", divide="ignore"):
        made = products[chosen].sum(axis=1) / squares[chosen].sum(axis=1)
    low, high = np.nanquantile(made, tails())
    return float(products.sum() / squares.sum()), float(low), float(high)


def _centred(values: Array, groups: Array) -> Array:
    """Values less the mean of their group."""
    means = np.bincount(groups, values) / np.bincount(groups)
    return np.asarray(values - means[groups])
