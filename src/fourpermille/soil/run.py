"""Forward runs on labelled data: simulate and equilibrium."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import xarray as xr

from fourpermille.core.errors import InputError, NotUsedError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.kernels.devices import CPU
from fourpermille.soil import device as devices
from fourpermille.soil import grid, linear, one_go
from fourpermille.soil.annual_map import Array
from fourpermille.soil.base import SoilModel
from fourpermille.soil.calendar import MONTHS, december_years
from fourpermille.soil.drivers import INPUTS
from fourpermille.soil.labels import Cells
from fourpermille.soil.mean_year import FIRST
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.radiocarbon import radiocarbon_months
from fourpermille.soil.setup import Setup, Start, set_up

BY_MONTH = ("soil_moisture_deficit_mm", "modern_percent")  # need every month, not annual maps


def simulate(
    ds: xr.Dataset,
    *,
    years: int | None = None,
    monthly: bool = False,
    pools: bool | None = None,
    model: str = "rothc",
    parameters: str | ParameterSet = "rothc_26_3",
    moisture_option: int = 1,
    bare_option: int = 1,
    start: Start | str | None = None,
    device: str = "cpu",
) -> xr.Dataset:
    """Run a soil model forward, month by month.

    ``ds``: the variables of the vocabulary on any dims of places, climate on ``month`` (12,
    repeated for ``years``, the period of the target if not said) or on ``time`` (months). Yearly
    inputs may also change by ``year``, along a ``time`` of as many years. Returns
    ``soc_stock_tc_ha`` and the pools at the end of each year on ``year`` (calendar years of
    ``time`` where it has dates, else 1, 2, …), or on ``time`` of every month with ``monthly``,
    where the modifiers, the deficit, the CO2 and, with ``modern_percent``, the radiocarbon are
    added. Float32 climate gives float32 results. ``pools``: whether the pools are wanted beside
    the stock; if not said, they are, except for a float32 series (a grid), which is then much
    faster. ``device``: "cpu", "cuda" or "auto"; a GPU runs series of weather of which the stocks
    alone are wanted, and makes the map of a repeating year. Raises InputError; MissingExtraError or
    DeviceUnavailableError where the device can't be had.
    """
    setup = set_up(
        ds,
        model=model,
        parameters=parameters,
        options=MoistureOptions(moisture_option, bare_option),
        start=start,
        device=device,
    )
    _check_inputs(setup)
    if years is not None and not setup.cells.is_climatology:
        raise NotUsedError(
            Problem(
                what=_("the series says how many years there are"),
                column="years",
                found=years,
                todo=_("Leave years out, or cut the series."),
            )
        )
    repeating = setup.cells.is_climatology
    if repeating:
        wanted_years = _wanted_years(years)
        if not monthly and not any(setup.cells.has(name) for name in BY_MONTH):
            return _repeated_years(setup, wanted_years)
        setup = _unrolled(setup, ds, wanted_years)
    if not (monthly or repeating) and _by_grid(setup.cells, pools):
        return _grid(setup, devices.choose(device))
    devices.only_cpu(device, _("a run with pools or months"))
    return _every_month(setup, monthly, repeating)


def _by_grid(cells: Cells, pools: bool | None) -> bool:
    """Whether the grid run gives the stocks of the years; it doesn't give the pools."""
    wanted = not cells.is_single if pools is None else pools
    return not wanted and grid.can_run(cells)


def device_of(ds: xr.Dataset, *, pools: bool | None = None, device: str = "cpu") -> str:
    """``cpu`` or ``cuda``: where ``simulate`` computes the stocks of the years of these data.

    Nothing of the data is read. Raises InputError, MissingExtraError, DeviceUnavailableError.
    """
    chosen = devices.choose(device)
    return chosen if _by_grid(Cells.of(ds, [str(name) for name in ds.data_vars]), pools) else CPU


def equilibrium(
    ds: xr.Dataset,
    *,
    model: str = "rothc",
    parameters: str | ParameterSet = "rothc_26_3",
    moisture_option: int = 1,
    bare_option: int = 1,
    device: str = "cpu",
) -> xr.Dataset:
    """The state that repeats itself every year, at the end of December; exact, no spin-up.

    With plant or manure inputs: their equilibrium. Without inputs: the equilibrium at
    ``soc_stock_tc_ha`` and the ``carbon_input_tc_ha_yr`` that sustains it. Returns the pools,
    ``soc_stock_tc_ha``, ``iom_tc_ha``, ``soil_moisture_deficit_mm``, ``carbon_input_tc_ha_yr``.
    ``device``: "cpu", "cuda" or "auto"; a GPU answers for RothC driven by weather. Raises
    InputError; MissingExtraError or DeviceUnavailableError where the device can't be had.
    """
    options = MoistureOptions(moisture_option, bare_option)
    given = [name for name in INPUTS if name in ds]
    source = ds.drop_vars("soc_stock_tc_ha", errors="ignore") if given else ds
    if given and "iom_tc_ha" not in ds and "soc_stock_tc_ha" in ds:
        raise InputError(
            Problem(
                what=_("inputs and a stock are given: which of them should be in equilibrium?"),
                column="soc_stock_tc_ha",
                todo=_("Remove the stock, or give iom_tc_ha so that the stock isn't needed."),
            )
        )
    if one_go.can_answer(source, model, "equilibrium"):
        found = one_go.balance(
            source,
            np.zeros(1),  # no response is wanted
            parameters=parameters,
            options=options,
            start="equilibrium",
            device=devices.choose(device),
        )
        return _state(
            found.cells, found.model, found.pools, found.inert, found.deficit, found.inputs
        )
    setup = set_up(
        source,
        model=model,
        parameters=parameters,
        options=options,
        start="equilibrium",
        device=device,
    )
    year, state = setup.year, setup.state
    return _state(setup.cells, setup.model, state.pools, year.map.inert, year.deficit, state.inputs)


def _state(
    cells: Cells, model: SoilModel, pools: Array, inert: Array, deficit: Array, inputs: Array
) -> xr.Dataset:
    """A state as a Dataset on the dims of the places."""
    values = {name: pools[:, i] for i, name in enumerate(model.pools)} | {
        "soc_stock_tc_ha": pools.sum(axis=-1) + inert,
        "iom_tc_ha": inert,
        "soil_moisture_deficit_mm": deficit,
        "carbon_input_tc_ha_yr": inputs.sum(axis=-1),
    }
    out = {name: cells.labelled(array, name) for name, array in values.items()}
    return cells.in_precision(xr.Dataset(out, coords=cells.coords()))


def _wanted_years(years: int | None) -> int:
    wanted = int(load_parameters("target")["years"]) if years is None else years
    if not isinstance(wanted, int | np.integer) or wanted < 1:
        raise InputError(
            Problem(what=_("not a number of years"), column="years", found=years, allowed=">= 1")
        )
    return wanted


def _check_inputs(setup: Setup) -> None:
    """A run without any word on plants, from measured pools, would be a silent fallow."""
    if setup.state.solved and setup.state.method == "measured_pools":
        setup.cells.per_month("plant_input_tc_ha_yr")  # says that it is missing


def _repeated_years(setup: Setup, years: int) -> xr.Dataset:
    pools = linear.project(setup.year.map, setup.state.pools, setup.state.inputs, years)[1:]
    cells = setup.cells
    out = {
        name: cells.labelled(pools[:, :, i], name, ("year",), leading=True)
        for i, name in enumerate(setup.model.pools)
    }
    stock = pools.sum(axis=-1) + setup.year.map.inert
    out["soc_stock_tc_ha"] = cells.labelled(stock, "soc_stock_tc_ha", ("year",), leading=True)
    return cells.in_precision(_with_years(out, cells, np.arange(1, years + 1)))


def _unrolled(setup: Setup, ds: xr.Dataset, years: int) -> Setup:
    """The same setup on a series that repeats the climatology."""
    repeat = np.tile(np.arange(MONTHS), years)
    flat = ds.drop_vars("month", errors="ignore")
    if "month" not in flat.dims:  # a constant rate modifier: say that it lasts
        flat = flat.assign(rate_modifier=flat["rate_modifier"].expand_dims(month=MONTHS, axis=-1))
    unrolled = flat.isel(month=repeat).rename(month="time")
    return replace(setup, cells=setup.model.cells(unrolled), repeats=FIRST)


def _start_deficit(setup: Setup, repeating: bool) -> Array | None:
    """Given; else where the repeating year ends.

    A series of weather from measured pools starts at field capacity, as the RothC programs do.
    """
    if setup.cells.has("soil_moisture_deficit_mm"):
        return setup.cells.per_place("soil_moisture_deficit_mm")
    measured = setup.state.method == "measured_pools" and not repeating
    return None if measured else setup.year.deficit


def _grid(setup: Setup, device: str) -> xr.Dataset:
    cells = setup.with_inputs(setup.cells.dataset)
    stock = grid.stocks(setup, cells, _start_deficit(setup, repeating=False), device)
    out = {"soc_stock_tc_ha": cells.labelled(stock, "soc_stock_tc_ha", ("year",))}
    return cells.in_precision(_with_years(out, cells, december_years(cells.dataset)))


def _every_month(setup: Setup, monthly: bool, repeating: bool) -> xr.Dataset:
    cells = setup.with_inputs(setup.cells.dataset)
    model = setup.model
    deficit = _start_deficit(setup, repeating)
    months = model.months(cells, setup.state.pools, deficit)
    step = slice(None) if monthly else slice(MONTHS - 1, None, MONTHS)
    dim = "time" if monthly else "year"
    inert = setup.year.map.inert
    values: dict[str, Array] = {
        name: months.pools[:, step, i] for i, name in enumerate(model.pools)
    }
    values["soc_stock_tc_ha"] = months.pools[:, step].sum(axis=-1) + inert[:, None]
    if monthly:
        before = np.concatenate([setup.state.pools[:, None], months.pools[:, :-1]], axis=1)
        values["co2_emission_tc_ha_month"] = (
            before.sum(axis=-1) + months.inputs - months.pools.sum(axis=-1)
        )
        values["rate_modifier"] = months.rate
        if months.parts is not None:
            names = ("temperature_modifier", "moisture_modifier", "cover_modifier")
            values |= {name: months.parts[..., i] for i, name in enumerate(names)}
            values["soil_moisture_deficit_mm"] = months.parts[..., 3]
    if cells.has("modern_percent"):
        values["delta14c_permille"] = radiocarbon_months(setup, cells, deficit, months)[:, step]
    out = {name: cells.labelled(array, name, (dim,)) for name, array in values.items()}
    if monthly:
        result = xr.Dataset(out, coords=cells.coords())
        if "time" in cells.dataset.coords:
            result = result.assign_coords(time=cells.dataset["time"])
        return cells.in_precision(result)
    return cells.in_precision(_with_years(out, cells, december_years(cells.dataset)))


def _with_years(out: dict[str, xr.DataArray], cells: Cells, years: Array) -> xr.Dataset:
    return xr.Dataset(out, coords=cells.coords()).assign_coords(year=("year", years))
