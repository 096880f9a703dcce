"""Results of the sequestration protocol as labelled arrays, under our names and the map's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.assessment.gsocseq_land import STATUS
from fourpermille.assessment.gsocseq_phases import Phases
from fourpermille.assessment.gsocseq_products import Products
from fourpermille.assessment.gsocseq_rules import ScriptDefects
from fourpermille.kernels.gsocseq import Outcome
from fourpermille.soil.annual_map import Array

BAU = "BAU"
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


def labelled(
    phases: Phases,
    made: Products,
    runs: Outcome,
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
