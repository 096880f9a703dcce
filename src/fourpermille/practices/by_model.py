"""A practice as a change of inputs and rates, through the soil model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from fourpermille.core.parameters import load_parameters
from fourpermille.practices.changes import Brought, brought, changed, in_months
from fourpermille.practices.schema import BOUNDS, Practice
from fourpermille.soil import linear
from fourpermille.soil.annual_map import AnnualMap, Array
from fourpermille.soil.drivers import INPUTS
from fourpermille.soil.mean_year import repeating_year
from fourpermille.soil.setup import Setup

PERCENT = 100.0
SPLIT = ("dpm", "rpm", "hum")


def model_change(
    setup: Setup,
    practices: Sequence[Practice],
    years: int,
    unverified: bool,
    cover_slows_decay: bool = False,
    bounds: Sequence[str] | None = None,
) -> tuple[Array, Array, Array]:
    """Change of the stock (years, places) against business as usual: central, low, high.

    Only the ends in ``bounds`` are looked at, all where it isn't given; ``central`` must be there.

    Today's climate, repeated. The practice's year is a map of its own (rate, cover, water); what
    it brings is a stream beside today's, with its own quality and months. Missing where no lever
    of a practice reaches the soil.
    """
    if not any(one.levers.reach_the_soil for one in practices):
        missing = np.full((years, setup.cells.size), np.nan)
        return missing, missing, missing
    base = linear.project_stock(setup.year.map, setup.state.pools, setup.state.inputs, years)
    ends = {
        bound: _stock(setup, practices, years, bound, unverified, cover_slows_decay)[1:] - base[1:]
        for bound in bounds or BOUNDS
    }
    stacked = np.stack(list(ends.values()))
    return ends["central"], stacked.min(axis=0), stacked.max(axis=0)


def _stock(
    setup: Setup,
    practices: Sequence[Practice],
    years: int,
    bound: str,
    unverified: bool,
    cover_slows_decay: bool,
) -> Array:
    """Stock (years + 1, places) under the practices, at one end of their ranges."""
    today = repeating_year(setup.cells.dataset, setup.repeats)
    ds = changed(today, practices, bound, unverified, cover_slows_decay)
    year = _year(setup, ds)
    plant = setup.state.inputs[:, year.streams.index("plant")]
    received = np.zeros_like(setup.state.pools)
    inert = np.zeros_like(plant)
    for one in brought(practices, bound, unverified):
        amount = _amount(one, plant)
        if one.given.kind == "inert":
            inert = inert + amount
        else:
            received += amount[:, None] * _left(setup, ds, one)
    beside = _with_stream(year, received)
    amounts = np.concatenate([setup.state.inputs, np.ones((year.places, 1))], axis=1)
    stock = linear.project_stock(beside, setup.state.pools, amounts, years)
    return np.asarray(stock + np.arange(years + 1)[:, None] * inert)


def _amount(one: Brought, plant: Array) -> Array:
    """Amount (places), t C/ha/yr."""
    if one.given.units == "percent_of_plant_input":
        return np.asarray(plant * (one.amount / PERCENT))
    return np.full_like(plant, one.amount)


def _left(setup: Setup, ds: xr.Dataset, one: Brought) -> Array:
    """Pools (places, pools) that one t C/ha of the material leaves at the end of its year."""
    given = one.given
    bare = ds.drop_vars([name for name in INPUTS if name in ds])
    stream = "manure" if given.kind == "amendment" else "plant"
    if given.months:
        share = in_months(ds, given.months) / len(given.months)
        bare = bare.assign({f"{stream}_input_tc_ha_month": share})
    elif stream == "plant":  # as today's plants return it
        bare = bare.assign({name: ds[name] for name in INPUTS if name in ds})
    if given.land_use:
        bare = bare.assign(dpm_rpm_ratio=load_parameters("land_use")[given.land_use])
    else:
        parts = load_parameters("amendments")
        bare = bare.assign(
            {f"manure_{part}_fraction": parts[f"{given.material}_{part}"] for part in SPLIT}
        )
    return _year(setup, bare).stream(stream)


def _year(setup: Setup, ds: xr.Dataset) -> AnnualMap:
    """The year of changed data on the places of today, in their order.

    A change may bring or take the only variable on a dim; the first variable is spread over all.
    """
    cells = setup.cells
    name = next(name for name in setup.model.needs if name in ds)
    sizes = dict(zip(cells.dims, cells.shape, strict=True))
    missing = {dim: size for dim, size in sizes.items() if dim not in ds[name].dims}
    spread = ds[name].expand_dims(missing).transpose(*cells.dims, ...)
    return setup.model.year(ds.assign({name: spread}), setup.year.map.inert).map


def _with_stream(year: AnnualMap, received: Array) -> AnnualMap:
    """The map with what the practice brings in a year as a further stream."""
    return replace(
        year,
        streams=(*year.streams, "practice"),
        inputs=np.concatenate([year.inputs, received[..., None]], axis=-1),
    )
