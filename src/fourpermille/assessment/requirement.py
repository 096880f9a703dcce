"""How much more carbon must return so that the stock grows as the target asks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from fourpermille.assessment import answer as answers
from fourpermille.assessment.baseline import classify, mean_rate_permille_yr, wanted_stock
from fourpermille.assessment.in_balance import solve_in_balance
from fourpermille.assessment.target import Target
from fourpermille.core.errors import Problem, ShapeError
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet
from fourpermille.soil import device as devices
from fourpermille.soil import inverse, linear, one_go
from fourpermille.soil.annual_map import AnnualMap, Array
from fourpermille.soil.calendar import MONTHS
from fourpermille.soil.drivers import CLIMATE
from fourpermille.soil.linear import Maps
from fourpermille.soil.mean_year import repeating_year
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.setup import Setup, Start, set_up


@dataclass(frozen=True)
class Requirement:
    """The answer on flat places. ``extra`` (places), or (years, places) for a free path.

    ``baseline`` (years + 1, places) is business as usual; ``gain`` (years + 1, places) the stock
    that one t C/ha/yr more adds.
    """

    setup: Setup
    target: Target
    baseline: Array
    gain: Array
    rate_permille_yr: Array
    wanted: Array
    extra: Array
    reached: Array
    maps: Maps

    @property
    def last_extra(self) -> Array:
        """The extra input (places) of a constant or shaped path; the mean of a free one."""
        return self.extra if self.extra.ndim == 1 else np.asarray(self.extra.mean(axis=0))

    @property
    def classes(self) -> Array:
        """Baseline class (places): A rising, B constant, C declining."""
        return classify(self.rate_permille_yr, self.target.rate_permille_yr)

    @property
    def sustaining(self) -> Array:
        """Plant input (places) that sustains today's stock beside today's manure."""
        return sustaining_input(self.setup)


def sustaining_input(setup: Setup) -> Array:
    """Plant input (places) that sustains today's stock beside today's manure, in balance."""
    year, manure = setup.year, setup.state.inputs.copy()
    manure[:, 0] = 0.0
    return inverse.sustaining_input(year.map, setup.stock, year.map.received(manure))


def solve(setup: Setup, target: Target, maps: Maps | None = None) -> Requirement:
    """Baseline, its class, the wanted stock, and the extra input that reaches it exactly.

    ``maps``: one annual map for each year to come where the climate changes; else it repeats.
    """
    year, state = setup.year, setup.state
    ahead: Maps = year.map if maps is None else maps
    baseline = linear.project_stock(ahead, state.pools, state.inputs, target.years)
    rate = mean_rate_permille_yr(baseline[0], baseline[-1], target.years)
    wanted = wanted_stock(target, baseline[0], baseline[-1], rate)
    gain = linear.response(ahead, target.years, "plant", target.shape())
    if target.is_free:
        extra, reached = _each_year(setup, ahead, target, baseline, wanted)
    else:
        extra = target.bounded((wanted - baseline[-1]) / gain[-1])
        reached = baseline[-1] + gain[-1] * extra
    return Requirement(setup, target, baseline, gain, rate, wanted, extra, reached, ahead)


def _each_year(
    setup: Setup, maps: Maps, target: Target, baseline: Array, wanted: Array
) -> tuple[Array, Array]:
    """The extra input of each year that keeps the stock on its path."""
    path = target_path(target, baseline, wanted)
    extra, reached = inverse.input_each_year(
        maps,
        setup.state.pools,
        setup.state.inputs,
        path,
        lowest=target.lowest,
        highest=target.highest,
    )
    return extra, reached[-1]


def target_path(target: Target, baseline: Array, wanted: Array) -> Array:
    """Stock (years + 1, places) wanted each year: the class's rule applied year by year."""
    rate = mean_rate_permille_yr(baseline[0], baseline[-1], target.years)
    rows = [baseline[0]]
    for year in range(1, target.years + 1):
        part = Target(target.rate_permille_yr, year, target.growth, "constant", target.declining)
        rows.append(wanted_stock(part, baseline[0], baseline[year], rate))
    rows[-1] = wanted
    return np.stack(rows)


def required_input(
    ds: xr.Dataset,
    *,
    rate_permille_yr: float = 4.0,
    years: int = 30,
    growth: str = "compound",
    path: str | list[float] = "constant",
    declining: str = "relative",
    minimum_extra_input_tc_ha_yr: float = -np.inf,
    maximum_extra_input_tc_ha_yr: float = np.inf,
    model: str = "rothc",
    parameters: str | ParameterSet = "rothc_26_3",
    moisture_option: int = 1,
    bare_option: int = 1,
    start: Start | str | None = None,
    future: xr.Dataset | None = None,
    device: str = "cpu",
) -> xr.Dataset:
    """Inverse mode: the extra carbon returns that make the stock grow as wanted.

    ``ds``: climate (``month`` or ``time``, whose mean year is used), soil and today's
    ``soc_stock_tc_ha`` on any dims of places. Returns on those dims ``carbon_input_tc_ha_yr``
    (plant and manure carbon that sustains today's stock), ``returns_today_tc_ha_yr`` (plant and
    manure carbon that go on as business as usual), ``extra_input_tc_ha_yr`` (the last
    year's for a ramp, an adoption curve or shares; on ``year``, too, for path "each_year"),
    ``extra_input_percent`` (of today's returns), ``extra_input_tdm_ha_yr``, the wanted stock, the
    baseline's rate and class, and the stock reached where bounds hold. Exact: running the model
    forward with the answer returns the target. ``future``: the same variables on ``time`` for at
    least ``years`` years, where the climate changes (today's state still stands on ``ds``).
    ``device``: "cpu", "cuda" or "auto"; a GPU answers places in balance, and makes the annual maps
    of all others that weather drives. Raises InputError; MissingExtraError or
    DeviceUnavailableError where the device can't be had.
    """
    target = Target(
        rate_permille_yr,
        years,
        growth,
        path,
        declining,
        minimum_extra_input_tc_ha_yr,
        maximum_extra_input_tc_ha_yr,
    )
    options = MoistureOptions(moisture_option, bare_option)
    if future is None and not target.is_free and one_go.can_answer(ds, model, start):
        chosen = devices.choose(device)
        found = solve_in_balance(
            ds, target, parameters=parameters, options=options, start=start, device=chosen
        )
        return answers.labelled(found)
    setup = set_up(
        ds, model=model, parameters=parameters, options=options, start=start, device=device
    )
    maps = None if future is None else _maps_ahead(setup, future, years)
    return labelled(solve(setup, target, maps))


def _maps_ahead(setup: Setup, future: xr.Dataset, years: int) -> list[AnnualMap]:
    """One annual map for each of the years to come, on the places of today."""
    given = future.sizes.get("time", 0) // MONTHS
    if given < years:
        raise ShapeError(
            Problem(
                what=_("the climate to come is shorter than the target"),
                column="time",
                found=_("{count} years").format(count=given),
                allowed=_("at least {count} years").format(count=years),
            )
        )
    cells = setup.cells
    today = repeating_year(cells.dataset, setup.repeats)
    kept = [n for n in setup.model.needs if n in today and n not in (*CLIMATE, *future.data_vars)]
    try:
        ahead, same = xr.align(future, today[kept], join="exact", exclude=["time", "month"])
    except ValueError as error:
        raise ShapeError(
            Problem(
                what=_("the climate to come is for other places than the data of today"),
                column=", ".join(cells.dims),
            )
        ) from error
    ahead = ahead.assign(same.drop_vars("month", errors="ignore").data_vars)
    ahead = ahead.transpose(*(dim for dim in cells.dims if dim in ahead.dims), ...)
    return setup.model.years(ahead, setup.year.map.inert, setup.year.deficit)


def labelled(answer: Requirement) -> xr.Dataset:
    """A requirement as a Dataset on the dims of the places."""
    return answers.labelled(
        answers.Answer(
            answer.setup.cells,
            answer.target,
            _stock_as_given(answer.setup),
            answer.setup.year.map.inert,
            answer.setup.state.inputs,
            answer.sustaining,
            answer.rate_permille_yr,
            answer.wanted,
            answer.extra,
            answer.reached,
            answer.gain[-1],
            answer.baseline[-1],
        )
    )


def _stock_as_given(setup: Setup) -> Array:
    """Today's stock: as given, else the sum of the pools, which may differ in the last digit."""
    given = setup.cells.has("soc_stock_tc_ha") and setup.state.method != "measured_pools"
    return setup.cells.per_place("soc_stock_tc_ha") if given else setup.stock
