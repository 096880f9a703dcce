"""Forward questions on annual maps: equilibrium, projection, response to an input."""

from __future__ import annotations

import numpy as np

from fourpermille.soil.annual_map import AnnualMap, Array, at_year
from fourpermille.soil.backend import kernel

Maps = AnnualMap | list[AnnualMap]
# Places times years from which on a compiled loop is worth its loading.
SMALLEST_LOOP = 20_000


def equilibrium(year: AnnualMap, received: Array) -> Array:
    """Pools x* (places, pools) with x* = A x* + b, from what a year's inputs leave (b).

    Exact, without iteration; the state at the end of December. NaN where a pool doesn't decay
    (frozen all year), since no equilibrium exists there.
    """
    loss = np.eye(year.matrix.shape[-1]) - year.matrix
    turning = (np.einsum("nii->ni", loss) > 0).all(axis=-1)  # False for NaN, too
    loss = np.where(turning[:, None, None], loss, np.eye(year.matrix.shape[-1]))
    pools = np.linalg.solve(loss, received[..., None])[..., 0]
    return np.where(turning[:, None], pools, np.nan)


def project(maps: Maps, pools: Array, amounts: Array, years: int) -> Array:
    """Pools (years + 1, places, pools), the same ``amounts`` (places, streams) every year."""
    out = np.empty((years + 1, *pools.shape))
    out[0] = pools
    for year in range(years):
        now = at_year(maps, year)
        out[year + 1] = now.after_year(out[year], now.received(amounts))
    return out


def project_stock(maps: Maps, pools: Array, amounts: Array, years: int) -> Array:
    """Stock (years + 1, places), the same ``amounts`` (places, streams) every year."""
    first = at_year(maps, 0)
    if isinstance(maps, AnnualMap) and _are_many(maps, years):
        return _stocks(maps, maps.received(amounts), np.ones(years), pools, maps.inert)
    out = np.empty((years + 1, pools.shape[0]))
    out[0] = first.stock(pools)
    for year in range(years):
        now = at_year(maps, year)
        pools = now.after_year(pools, now.received(amounts))
        out[year + 1] = now.stock(pools)
    return out


def _are_many(year: AnnualMap, years: int) -> bool:
    """Whether the compiled loop is done before NumPy, which meets each number twice a year."""
    return year.places * years >= SMALLEST_LOOP


def _stocks(year: AnnualMap, received: Array, shares: Array, pools: Array, inert: Array) -> Array:
    """Stock (years + 1, places), the inputs of a year scaled by its share."""
    out = np.empty((year.places, shares.size + 1))
    out[:, 1:] = shares
    kernel("all_stocks", out.size)(
        np.ascontiguousarray(year.matrix),
        np.ascontiguousarray(received),
        np.ascontiguousarray(pools),
        np.ascontiguousarray(inert),
        out,
    )
    return np.ascontiguousarray(out.T)


def response(maps: Maps, years: int, stream: str, shape: Array | None = None) -> Array:
    """Stock (years + 1, places) gained by one t C/ha/yr more of a stream: G(t).

    ``shape`` (years) scales the extra input of each year; 1 every year if not given.
    This is also the exact derivative of the stock with respect to the input.
    """
    first = at_year(maps, 0)
    gained = np.zeros((first.places, len(first.pools)))
    if isinstance(maps, AnnualMap) and _are_many(maps, years):
        shares = np.ones(years) if shape is None else np.asarray(shape[:years], dtype=float)
        return _stocks(maps, maps.stream(stream), shares, gained, np.zeros(first.places))
    out = np.zeros((years + 1, first.places))
    for year in range(years):
        now = at_year(maps, year)
        share = 1.0 if shape is None else float(shape[year])
        gained = now.after_year(gained, share * now.stream(stream))
        out[year + 1] = gained.sum(axis=-1)
    return out


def unit_equilibrium(year: AnnualMap, stream: str) -> Array:
    """Pools (places, pools) at equilibrium with one t C/ha/yr of a stream."""
    return equilibrium(year, year.stream(stream))


def doublings(year: AnnualMap, count: int = 15) -> list[Array]:
    """A, A^2, A^4 … of the year's matrix (places, pools, pools)."""
    powers = [year.matrix]
    for _ in range(count - 1):
        powers.append(powers[-1] @ powers[-1])
    return powers


def years_to_share(
    year: AnnualMap, stream: str, share: float, powers: list[Array] | None = None
) -> Array:
    """Years (places) until a constant extra input has had ``share`` of its final effect.

    The effect G(t) rises to G(inf); G is followed by powers A^(2^k) of the map (binary descent),
    so that slow soils cost no more than fast ones; within the last year it is taken as linear.
    ``powers``: the ``doublings`` of the map, where several shares are asked. NaN where all of
    them together are not enough years.
    """
    missing = -unit_equilibrium(year, stream)  # offset from the final effect, at year 0
    final = -missing.sum(axis=-1)
    wanted = -(1.0 - share) * final  # summed offset at which the share is reached
    years = np.zeros(year.places)
    steps = doublings(year) if powers is None else powers
    for exponent in range(len(steps) - 1, -1, -1):
        later = np.einsum("nij,nj->ni", steps[exponent], missing)
        short = later.sum(axis=-1) < wanted
        missing = np.where(short[:, None], later, missing)
        years += np.where(short, float(2**exponent), 0.0)
    before = missing.sum(axis=-1)
    after = np.einsum("nij,nj->ni", year.matrix, missing).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = (wanted - before) / (after - before)
        reached = after >= wanted
    return np.where(reached & (final > 0), years + part, np.nan)
