"""The protocol of the global soil organic carbon sequestration map (GSOCseq) on any places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.assessment.gsocseq_bounds import (
    changes_of_bounds,
    context,
    scenario_factors,
    soil_of_bounds,
)
from fourpermille.assessment.gsocseq_land import MASKS, STATUS, land_cover, status
from fourpermille.assessment.gsocseq_phases import (
    Phases,
    clay_percent,
    gather,
    mean_weather,
    weather,
)
from fourpermille.assessment.gsocseq_products import Products, products
from fourpermille.assessment.gsocseq_rules import ScriptDefects, chosen
from fourpermille.core.errors import unknown_name
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.kernels import gsocseq as kernel
from fourpermille.kernels.demand import LONGEST_WETTING_YEARS
from fourpermille.soil.annual_map import Array
from fourpermille.soil.labels import Cells

BAU = "BAU"
PRACTICES = ("SSM1", "SSM2", "SSM3")
OPTIONAL = "SSM4"
BOUNDS = ("low", "high")
# Our names, the names of the map's products, and the axis before the places.
NAMES = {
    "present": ("soc_stock_t0_tc_ha", "T0", ()),
    "final": ("soc_stock_final_tc_ha", "finalSOC", ("scenario",)),
    "difference": ("absolute_difference_tc_ha", "AbsDiff", ("scenario",)),
    "rate": ("absolute_sequestration_rate_tc_ha_yr", "ASR", ("scenario",)),
    "relative_difference": ("relative_difference_tc_ha", "RelDiff", ("practice",)),
    "relative_rate": ("relative_sequestration_rate_tc_ha_yr", "RSR", ("practice",)),
    "present_bounds": ("t0_bounds_tc_ha", "", ("bound",)),
    "final_bounds": ("final_bounds_tc_ha", "", ("bound", "scenario")),
    "present_uncertainty": ("t0_uncertainty_percent", "T0", ()),
    "final_uncertainty": ("final_uncertainty_percent", "finalSOC", ("scenario",)),
    "uncertainty": ("absolute_uncertainty_percent", "ASR", ("scenario",)),
    "relative_uncertainty": ("relative_uncertainty_percent", "RSR", ("practice",)),
}


def gsocseq(
    soil: xr.Dataset,
    *,
    spin_up: xr.Dataset | None = None,
    warm_up: xr.Dataset | None = None,
    forward: xr.Dataset | None = None,
    years: int | None = None,
    practices: Sequence[str] = PRACTICES,
    uncertainty: bool = True,
    masks: Iterable[str] = MASKS,
    compat: str | Iterable[str] | ScriptDefects | None = None,
    parameters: str | ParameterSet = "rothc_26_3",
    protocol: str | ParameterSet = "gsocseq",
) -> xr.Dataset:
    """The sequestration map of FAO (GSOCseq): its three phases, exactly, for every cell.

    Parameters
    ----------
    soil
        ``soc_stock_tc_ha`` (0-30 cm), ``clay_percent`` (also on ``clay_depth``: 0, 5, 15, 30 cm)
        and ``fao_land_cover`` (or ``land_use``) on any dims of places; ``sand_percent`` and
        ``electrical_conductivity_ds_m`` where cells are to be masked by them. ``plant_cover``
        where it is the same in all phases.
    spin_up, warm_up, forward
        ``air_temperature_degc``, ``precipitation_mm``, ``pet_mm`` and ``plant_cover`` (share)
        of each phase: twelve months (``month``); a monthly series (``time``), usually 2001-2020;
        twelve months, the mean of the warm-up where not given. ``fao_land_cover`` here (by
        ``year`` in the warm-up) where it changes. Without these three, ``soil`` holds everything,
        with names that end in ``_spin_up``, ``_warm_up`` and ``_forward``.
    years
        Length of the forward phase; 20 in the protocol.
    practices
        Scenarios beside business as usual: SSM1-3 (inputs +5, +10, +20 %), optional SSM4 (+30 %).
    uncertainty
        Whether the two bounding runs are made, too.
    masks
        What the protocol leaves out: organic, sandy, saline, paddy.
    compat
        Defects of the protocol's scripts to repeat: "scripts" for all, or names of switches.
    parameters, protocol
        Parameter sets of RothC and of the protocol, by name or as such.

    Returns
    -------
    Dataset in t C/ha and t C/ha/yr on the places: T0, and by ``scenario`` or ``practice`` final
    stocks, absolute and relative differences and rates, uncertainties in %; the attribute
    ``fao_name`` tells the product. ``gsocseq_status`` says why a cell has no answer;
    ``attrs["missing_cells"]`` counts them (JSON).

    Raises
    ------
    InputError
        Missing variables or phases, impossible values, unknown names, other places in a phase.
    """
    p = load_parameters(protocol) if isinstance(protocol, str) else protocol
    rothc = load_parameters(parameters) if isinstance(parameters, str) else parameters
    defects, asked = chosen(compat), tuple(practices)
    for name in asked:
        if name not in (*PRACTICES, OPTIONAL):
            raise unknown_name(_("scenario of the sequestration map"), name, (*PRACTICES, OPTIONAL))
    phases = gather(soil, spin_up, warm_up, forward)
    ahead = int(p["forward_years"]) if years is None else _whole_years(years)
    runs, codes = _runs(phases, ahead, 3 if uncertainty else 1, tuple(masks), rothc, p, defects)
    factors = scenario_factors(p, asked, 3 if uncertainty else 1)
    made = products(runs, factors, asked, ahead, p, defects)
    return _labelled(phases, made, runs, codes, asked, ahead, defects)


def _whole_years(years: int) -> int:
    from fourpermille.core.errors import InputError, Problem

    if not isinstance(years, (int, np.integer)) or isinstance(years, bool) or years < 1:
        raise InputError(
            Problem(
                what=_("the length of the forward phase is a whole number of years"),
                column="years",
                found=years,
                allowed=">= 1",
            )
        )
    return int(years)


def _runs(
    phases: Phases,
    ahead: int,
    bounds: int,
    masks: tuple[str, ...],
    rothc: ParameterSet,
    p: ParameterSet,
    defects: ScriptDefects,
) -> tuple[kernel.Outcome, Array]:
    """The runs of the kernel, and the status of every place."""
    stock = phases.soil.per_place("soc_stock_tc_ha")
    clay = clay_percent(phases.soil, p, defects.script_clay_weights)
    cover = land_cover(phases)
    codes = status(phases, cover, p, masks, stock)
    codes[(codes == 0) & ~np.isfinite(clay)] = STATUS.index("no_data")
    stock = np.where(codes == 0, stock, np.nan)
    series = weather(phases.warm_up, rothc)
    runs = kernel.run(
        weather(phases.spin_up, rothc),
        series,
        mean_weather(series) if phases.forward is None else weather(phases.forward, rothc),
        cover.land(p),
        soil_of_bounds(stock, clay, bounds, rothc, p, defects),
        changes_of_bounds(bounds, p),
        context(rothc, p, defects),
        warm_up_years=phases.years,
        forward_years=ahead,
        most_wetting_years=LONGEST_WETTING_YEARS,
    )
    lost = ~np.isfinite(runs.final).all(axis=0) & (codes == 0)
    codes[lost] = STATUS.index("no_result")
    return runs, codes


def _labelled(
    phases: Phases,
    made: Products,
    runs: kernel.Outcome,
    codes: Array,
    practices: tuple[str, ...],
    years: int,
    defects: ScriptDefects,
) -> xr.Dataset:
    """Everything as a Dataset on the dims of the places."""
    cells = phases.soil
    out: dict[str, xr.DataArray] = {}
    for field, (name, product, axes) in NAMES.items():
        values = getattr(made, field)
        if values is not None:
            flat = cells.labelled(values, name, axes, leading=bool(axes))
            out[name] = flat.transpose(*axes, *cells.dims)
            if product:
                out[name].attrs["fao_name"] = product
    for name, rows in (
        ("spin_up_input_tc_ha_yr", runs.spin_up_input),
        ("business_as_usual_input_tc_ha_yr", runs.usual_input),
    ):
        out[name] = cells.labelled(rows[0], name)
    ours = phases.warm_up.in_precision(xr.Dataset(out))
    flags = {
        "flag_values": np.arange(len(STATUS), dtype=np.int8),
        "flag_meanings": " ".join(STATUS),
    }
    ours["gsocseq_status"] = cells.labelled(codes, "gsocseq_status").assign_attrs(flags)
    result = ours.assign_coords(cells.coords() | {"scenario": [BAU, *practices]})
    if practices:
        result = result.assign_coords(practice=list(practices))
    if made.final_bounds is not None:
        result = result.assign_coords(bound=list(BOUNDS))
    counts = {name: int((codes == code).sum()) for code, name in enumerate(STATUS) if code}
    filtered: dict[str, Any] = {}
    if defects.value_filters:
        kept = np.isfinite(runs.final[0])
        rates = {"ASR": made.rate, "RSR": made.relative_rate}
        filtered = {name: int((~np.isfinite(a) & kept).sum()) for name, a in rates.items()}
    result.attrs = {
        "missing_cells": json.dumps(counts),
        "filtered_cells": json.dumps(filtered),
        "script_defects": ", ".join(defects.names),
        "forward_years": years,
    }
    return result


def fao_products(result: xr.Dataset) -> dict[str, xr.DataArray]:
    """The maps of a result by the names of the products, as they stand in file names.

    ``T0``, ``finalSOC_BAU``, ``ASR_SSM1``, ``RSR_SSM3`` …, and ``T0_Uncertainty`` … .
    """
    maps: dict[str, xr.DataArray] = {}
    for name in result.data_vars:
        array = result[name]
        product = array.attrs.get("fao_name")
        if not product:
            continue
        ending = "_Uncertainty" if str(name).endswith("_uncertainty_percent") else ""
        axis = next((dim for dim in ("scenario", "practice") if dim in array.dims), None)
        labels: Sequence[Any] = [None] if axis is None else array[axis].values.tolist()
        for label in labels:
            one = array if label is None else array.sel({axis: label}, drop=True)
            key = product if label is None else f"{product}_{label}"
            maps[key + ending] = one
    return maps


__all__ = ["Cells", "fao_products", "gsocseq"]
