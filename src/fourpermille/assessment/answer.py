"""The answer of the inverse question, and its labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from fourpermille.assessment.baseline import classify
from fourpermille.assessment.target import Target
from fourpermille.core.parameters import load_parameters
from fourpermille.soil.annual_map import Array
from fourpermille.soil.labels import Cells

PERCENT = 100.0
NOTHING = 1e-9  # of the returns of a year: rounding, no extra input


@dataclass(frozen=True)
class Answer:
    """The numbers that people ask for, each (places); ``extra`` also (years, places).

    ``inputs`` (places, streams) go on as business as usual; ``sustaining`` is the plant input that
    keeps today's stock; ``gain`` the stock that one t C/ha/yr more adds over the period;
    ``baseline`` the stock that business as usual leaves at its end.
    """

    cells: Cells
    target: Target
    stock: Array
    inert: Array
    inputs: Array
    sustaining: Array
    rate_permille_yr: Array
    wanted: Array
    extra: Array
    reached: Array
    gain: Array
    baseline: Array

    @property
    def last_extra(self) -> Array:
        """The extra input (places) of a constant or shaped path; the mean of a free one."""
        return self.extra if self.extra.ndim == 1 else np.asarray(self.extra.mean(axis=0))


def labelled(answer: Answer) -> xr.Dataset:
    """An answer as a Dataset on the dims of the places."""
    cells, extra, last = answer.cells, answer.extra, answer.last_extra
    carbon_share = load_parameters("conversions")["dry_matter_carbon"]
    returns = answer.inputs.sum(axis=-1)
    values = {
        "soc_stock_tc_ha": answer.stock,
        "iom_tc_ha": answer.inert,
        "carbon_input_tc_ha_yr": answer.sustaining + answer.inputs[:, 1:].sum(axis=-1),
        "plant_input_tc_ha_yr": answer.inputs[:, 0],
        "returns_today_tc_ha_yr": returns,
        "extra_input_percent": _percent(last, returns),
        "extra_input_tdm_ha_yr": last / carbon_share,
        "target_stock_tc_ha": answer.wanted,
        "reached_stock_tc_ha": answer.reached,
        "baseline_rate_permille_yr": answer.rate_permille_yr,
        "response_tc_ha_per_tc_ha_yr": answer.gain,
        "retained_fraction": _retained(answer),
    }
    out = {name: cells.labelled(array, name) for name, array in values.items()}
    if extra.ndim == 1:
        out["extra_input_tc_ha_yr"] = cells.labelled(extra, "extra_input_tc_ha_yr")
    else:
        out["extra_input_tc_ha_yr"] = cells.labelled(
            extra, "extra_input_tc_ha_yr", ("year",), leading=True
        )
    classes = classify(answer.rate_permille_yr, answer.target.rate_permille_yr)
    out["baseline_class"] = cells.labelled(classes, "baseline_class")
    result = xr.Dataset(out, coords=cells.coords())
    if extra.ndim > 1:
        result = result.assign_coords(year=("year", np.arange(1, answer.target.years + 1)))
    return cells.in_precision(result)


def _retained(answer: Answer) -> Array:
    """Share of all that was added over the period that is still in the soil at its end.

    On a free path, where nothing is added, that of a constant input.
    """
    shape, years = answer.target.shape(), answer.target.years
    even = answer.gain / (years if shape is None else shape.sum())
    if answer.extra.ndim == 1:
        return np.asarray(even)
    added = answer.extra.sum(axis=0)
    nothing = np.abs(added) <= NOTHING * answer.inputs.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(nothing, even, (answer.reached - answer.baseline) / added)


def _percent(part: Array, whole: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, PERCENT * part / whole, np.nan)
