"""From a Dataset to a model, its year, and today's state: what every question starts with."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    ApplicabilityWarning,
    InputError,
    MissingVariableError,
    NotUsedError,
    Problem,
)
from fourpermille.core.i18n import _, ngettext
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.core.variables import variable
from fourpermille.kernels import devices as found
from fourpermille.soil import states
from fourpermille.soil.annual_map import Array
from fourpermille.soil.base import SOIL_MODELS, SoilModel, Year
from fourpermille.soil.device import choose, only_cpu
from fourpermille.soil.inert import inert_beside_pools, inert_carbon
from fourpermille.soil.labels import Cells
from fourpermille.soil.mean_year import MEAN, repeating_year
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.pedotransfer import pedotransfer_pools


@dataclass(frozen=True)
class Start:
    """Where and how today's state comes from.

    ``method``: auto, equilibrium, measured_pools, pedotransfer, history or trend. ``years`` since
    the change (history, trend). ``trend_permille_yr``: the observed compound rate, where it is not
    a variable of the data. ``previous_stock_tc_ha`` and ``previous``: the stock under the earlier
    land use, and its variables that differ from today's (dpm_rpm_ratio, plant_cover, …).
    ``repeating_year``: which year of a series stands for the climate of the past, its "mean" or
    its "first". ``pedotransfer_land``: cropland, grassland or tree, to correct the pedotransfer
    functions as GSOCseq does.
    """

    method: str = "auto"
    years: int | None = None
    trend_permille_yr: float | None = None
    previous_stock_tc_ha: float | None = None
    previous: Mapping[str, float] | None = None
    repeating_year: str = MEAN
    pedotransfer_land: str | None = None

    def required_years(self) -> int:
        """Years since the change, or a message that they are needed."""
        if not self.years or self.years < 1:
            raise InputError(
                Problem(
                    what=_("the number of years since the change is needed"),
                    column="start.years",
                    found=self.years,
                    allowed=">= 1",
                )
            )
        return self.years


@dataclass(frozen=True)
class Setup:
    """A model on places: everything that forward and inverse questions need.

    ``impossible`` (places): where no past explains the stock; their state is missing.
    """

    model: SoilModel
    cells: Cells
    year: Year
    state: states.State
    repeats: str = MEAN
    impossible: Array | None = None

    @property
    def stock(self) -> Array:
        """Today's stock (places), t C/ha."""
        return self.year.map.stock(self.state.pools)

    def with_inputs(self, ds: xr.Dataset) -> Cells:
        """The places of ``ds``, with the plant input that the state was solved for."""
        if not self.state.solved:
            return self.model.cells(ds)
        plant = self.cells.labelled(self.state.inputs[:, 0], "plant_input_tc_ha_yr")
        return self.model.cells(ds.assign(plant_input_tc_ha_yr=plant))

    def mean_cells(self) -> Cells:
        """The repeating year with the inputs of business as usual."""
        return self.with_inputs(repeating_year(self.cells.dataset, self.repeats))


def make_model(
    model: str, parameters: str | ParameterSet, options: MoistureOptions, device: str = found.CPU
) -> SoilModel:
    """A registered model with a parameter set (by name or as such), on a device: cpu or cuda."""
    chosen = load_parameters(parameters) if isinstance(parameters, str) else parameters
    return SOIL_MODELS.get(model)(chosen, options, device)


def set_up(
    ds: xr.Dataset,
    *,
    model: str = "rothc",
    parameters: str | ParameterSet = "rothc_26_3",
    options: MoistureOptions | None = None,
    start: Start | str | None = None,
    device: str = found.CPU,
) -> Setup:
    """Read the Dataset for a model and find today's state.

    ``device``: cpu, cuda or auto, where the annual maps are made that follow from weather.
    Raises InputError (missing variables, impossible values, unknown names).
    """
    begin = Start(start) if isinstance(start, str) else start or Start()
    if not isinstance(begin, Start):
        raise InputError(
            Problem(what=_("unknown starting state"), column="start", found=repr(start))
        )
    rothc: Any = make_model(model, parameters, options or MoistureOptions(), choose(device))
    cells = rothc.cells(ds)
    if cells.has("rate_modifier"):
        only_cpu(device, _("a run under a given rate modifier"))
    past = repeating_year(ds, begin.repeating_year)
    year, state = _today(begin, rothc, cells, past)
    impossible = state.solved & (state.inputs[:, 0] < 0)
    if impossible.any():
        warn_impossible(int(impossible.sum()))
        state = states.without(state, impossible)
    return Setup(rothc, cells, year, state, begin.repeating_year, impossible)


def warn_impossible(count: int) -> None:
    """Say how many places are left out for want of a possible past."""
    warnings.warn(ApplicabilityWarning(partial(_impossible, count)), stacklevel=3)


def _impossible(count: int) -> str:
    return ngettext(
        "{count} place left out: only a negative plant input would explain its stock",
        "{count} places left out: only a negative plant input would explain their stocks",
        count,
    ).format(count=count)


def _today(begin: Start, rothc: Any, cells: Cells, past: xr.Dataset) -> tuple[Year, states.State]:
    """The repeating year and today's state, by the method asked for."""
    method = states.choose(cells, rothc.pools, begin.method)
    refuse_unused(begin, method, cells)
    if method == "measured_pools":
        pools = np.stack([cells.per_place(name) for name in rothc.pools], axis=-1)
        year = rothc.year(past, inert_beside_pools(cells, rothc.parameters, pools.sum(axis=-1)))
        return year, states.given_pools(pools, year, method)
    if not cells.has("soc_stock_tc_ha"):
        return _without_stock(rothc, past, cells, method)
    stock = cells.per_place("soc_stock_tc_ha")
    year = rothc.year(past, inert_carbon(cells, rothc.parameters))
    if method == "pedotransfer":
        clay = cells.per_place("clay_percent")
        pools = pedotransfer_pools(stock, clay, year.map.inert, begin.pedotransfer_land)
        return year, states.given_pools(pools, year, method)
    if method == "trend":
        return year, _trend(begin, cells, year, stock)
    if method == "history":
        return year, _history(begin, rothc, past, year, stock)
    if year.inputs_given[0]:
        pools = states.scaled_equilibrium(year, stock)
        return year, states.State(pools, year.inputs, "equilibrium")
    return year, states.equilibrium_state(year, stock)


def refuse_unused(begin: Start, method: str, cells: Cells) -> None:
    """What another method would use is a slip, not a wish."""
    used = {"history": ("years", "previous_stock_tc_ha", "previous"), "pedotransfer": ()}
    used |= {"trend": ("years", "trend_permille_yr"), "equilibrium": (), "measured_pools": ()}
    fields = ("years", "trend_permille_yr", "previous_stock_tc_ha", "previous")
    for name in fields:
        if getattr(begin, name) is not None and name not in used[method]:
            raise NotUsedError(
                Problem(
                    what=_("nothing uses this with the start {method}").format(method=method),
                    column=f"start.{name}",
                    found=getattr(begin, name),
                )
            )
    given = [n for n in ("plant_input_tc_ha_yr", "plant_input_tc_ha_month") if cells.has(n)]
    if given and method in ("history", "trend"):
        raise NotUsedError(
            Problem(
                what=_("the start {method} finds the plant input itself").format(method=method),
                column=given[0],
                todo=_("Leave the plant input out, or start from equilibrium or measured pools."),
            )
        )


def _without_stock(
    rothc: Any, past: xr.Dataset, cells: Cells, method: str
) -> tuple[Year, states.State]:
    if method != "equilibrium":
        cells.per_place("soc_stock_tc_ha")  # says that it is missing
    year = rothc.year(past, np.zeros(cells.size))
    if not any(year.inputs_given):
        raise MissingVariableError(
            Problem(
                what=_("neither a stock, nor pools, nor inputs are given"),
                column="soc_stock_tc_ha, plant_input_tc_ha_yr",
                todo=_("Add the stock of today, or the yearly carbon input."),
            )
        )
    state = states.equilibrium_state(year, None)
    inert = inert_carbon(cells, rothc.parameters, state.pools.sum(axis=-1))
    return replace(year, map=replace(year.map, inert=inert)), state


def _trend(begin: Start, cells: Cells, year: Year, stock: Array) -> states.State:
    if begin.trend_permille_yr is not None:
        rate = np.full_like(stock, begin.trend_permille_yr)
    else:
        rate = cells.per_place("trend_permille_yr")
    return states.trend(year, stock, rate, begin.required_years())


def _history(begin: Start, rothc: Any, past: xr.Dataset, year: Year, stock: Array) -> states.State:
    if begin.previous_stock_tc_ha is None:
        raise InputError(
            Problem(
                what=_("the stock under the earlier land use is needed"),
                column="start.previous_stock_tc_ha",
            )
        )
    inputs = [name for name in past.data_vars if "_input_tc_ha_" in str(name)]
    changed = dict(begin.previous or {})
    for name in changed:
        variable(name)  # says what is misspelt
    earlier = past.drop_vars(inputs).assign(changed)
    previous = rothc.year(earlier, year.map.inert)
    before = np.full_like(stock, begin.previous_stock_tc_ha)
    return states.history(year, previous, before, stock, begin.required_years())
