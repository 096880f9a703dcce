"""Starting states: equilibrium, measured pools, pedotransfer, two-phase history, observed trend.

Every state comes with the input that goes on after today (business as usual), since a soil that
is losing carbon is defined as much by its inputs as by its pools.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fourpermille.core.errors import InputError, MissingVariableError, Problem
from fourpermille.core.i18n import _
from fourpermille.soil.annual_map import Array
from fourpermille.soil.base import Year
from fourpermille.soil.inverse import extra_input, sustaining_input
from fourpermille.soil.labels import Cells
from fourpermille.soil.linear import equilibrium, project, project_stock, unit_equilibrium

METHODS = ("auto", "equilibrium", "measured_pools", "pedotransfer", "history", "trend")
PER_MILLE = 1000.0


@dataclass(frozen=True)
class State:
    """Today's pools (places, pools) and the yearly inputs (places, streams) that go on.

    ``solved``: whether the plant input was found by the model, rather than given.
    """

    pools: Array
    inputs: Array
    method: str
    solved: bool = False


def without(state: State, places: Array) -> State:
    """The state with pools and inputs missing at some places."""
    pools = np.where(places[:, None], np.nan, state.pools)
    return replace(state, pools=pools, inputs=np.where(places[:, None], np.nan, state.inputs))


def choose(cells: Cells, pool_names: tuple[str, ...], method: str) -> str:
    """The method that ``auto`` stands for: measured pools if given, else equilibrium."""
    if method not in METHODS:
        raise InputError(
            Problem(
                what=_("unknown starting state"),
                column="start.method",
                found=method,
                allowed=", ".join(METHODS),
            )
        )
    given = [name for name in pool_names if cells.has(name)]
    if method == "auto" and given and len(given) < len(pool_names):
        raise MissingVariableError(
            Problem(
                what=_("some pools are given, others are not"),
                column=", ".join(sorted(set(pool_names) - set(given))),
                todo=_("Give all pools, or none."),
            )
        )
    if method == "auto":
        return "measured_pools" if given else "equilibrium"
    return method


def given_pools(pools: Array, year: Year, method: str) -> State:
    """Pools as given; the plant input as given, or the one that would sustain the stock."""
    inputs = year.inputs.copy()
    if not year.inputs_given[0]:
        other = year.map.received(inputs)
        inputs[:, 0] = sustaining_input(year.map, year.map.stock(pools), other)
    return State(pools, inputs, method, solved=not year.inputs_given[0])


def equilibrium_state(year: Year, stock: Array | None) -> State:
    """The soil in balance with its inputs.

    With a ``stock`` (places), the plant input is the one that sustains it beside the given
    manure; without, plant and manure inputs are taken as given.
    """
    if stock is None:
        return State(
            equilibrium(year.map, year.map.received(year.inputs)), year.inputs, "equilibrium"
        )
    inputs = year.inputs.copy()
    inputs[:, 0] = 0.0
    inputs[:, 0] = sustaining_input(year.map, stock, year.map.received(inputs))
    pools = equilibrium(year.map, year.map.received(inputs))
    return State(pools, inputs, "equilibrium", solved=True)


def scaled_equilibrium(year: Year, stock: Array) -> Array:
    """Pools (places, pools) in the proportions of the given inputs' equilibrium, summing to stock.

    The state of a soil whose stock is measured while its inputs are known to be others than
    those that would sustain it; without any input (a fallow), in those of plants.
    """
    pools = equilibrium(year.map, year.map.received(year.inputs))
    fallow = pools.sum(axis=-1) == 0.0
    if fallow.any():
        pools = np.where(fallow[:, None], unit_equilibrium(year.map, "plant"), pools)
    return np.asarray(pools * ((stock - year.map.inert) / pools.sum(axis=-1))[:, None])


def changed_since(before: State, year: Year, stock: Array, years: int, method: str) -> State:
    """A state that left an earlier equilibrium ``years`` ago and has the stock of today.

    The plant input since then is constant and solved for (problem B): linear, no iteration.
    """
    inputs = year.inputs.copy()
    inputs[:, 0] = 0.0
    alone = project_stock(year.map, before.pools, inputs, years)[years]
    inputs[:, 0] = extra_input(year.map, stock - alone, years)
    pools = project(year.map, before.pools, inputs, years)[years]
    return State(pools, inputs, method, solved=True)


def history(year: Year, previous: Year, previous_stock: Array, stock: Array, years: int) -> State:
    """Two phases: an earlier land use in equilibrium at ``previous_stock``, then today's use."""
    before = equilibrium_state(previous, previous_stock)
    return changed_since(before, year, stock, years, "history")


def trend(year: Year, stock: Array, trend_permille_yr: Array, years: int) -> State:
    """A soil seen to change at a rate (compound, per mille a year) over the last ``years``.

    It is taken to have been in equilibrium before, at the stock that the rate implies.
    """
    earlier = stock / (1.0 + trend_permille_yr / PER_MILLE) ** years
    before = equilibrium_state(year, earlier)
    return changed_since(before, year, stock, years, "trend")
