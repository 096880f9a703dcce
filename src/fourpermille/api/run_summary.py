"""The answer of a run in figures and in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.report.facts import Facts
from fourpermille.report.numbers import num, signed
from fourpermille.report.runs import plain
from fourpermille.report.sections.headline import answer, fact_line
from fourpermille.report.sections.supply_words import share_of_demand

if TYPE_CHECKING:
    import xarray as xr

VARIANTS = "extra_input_variant_tc_ha_yr"


def target_headline(results: xr.Dataset) -> list[str]:
    """Return the frame of the answer, the answer, its range, and what practices supply of it."""
    from fourpermille.api.run_write import as_cells

    flat = as_cells(results)
    facts = Facts(flat)
    lines = [" · ".join(fact_line(facts)), plain(answer(facts)), _range(facts)]
    return [*lines, supplied] if (supplied := plain(share_of_demand(facts))) else lines


def _range(facts: Facts) -> str:
    if VARIANTS not in facts.results or facts.results.sizes["variant"] < 2:
        return _("no uncertainty given")
    from fourpermille.core.weights import weighted_quantile

    table = facts.results[VARIANTS].transpose("variant", "cell").values
    medians = [weighted_quantile(np.asarray(row), facts.weights, 0.5) for row in table]
    known = [value for value in medians if np.isfinite(value)]
    if not known:
        return _("no uncertainty given")
    text = _("{count} other choices of data and convention: {low} to {high} t C per ha and year.")
    return text.format(count=len(table) - 1, low=num(min(known), 2), high=num(max(known), 2))


def trial_headline(results: xr.Dataset) -> list[str]:
    """Return one line a series: how far the model is from the measurements."""
    text = _("{series}: {count} measurements, bias {bias} t C/ha, RMSE {rmse} t C/ha ({role})")
    roles = {"fitted": _("fitted"), "predicted": _("predicted")}
    return [
        text.format(
            series=str(results["title"].values[row]) if "title" in results else str(name),
            count=int(results["n_measurements"].values[row]),
            bias=signed(float(results["bias_tc_ha"].values[row]), 2),
            rmse=num(float(results["rmse_tc_ha"].values[row]), 2),
            role=roles.get(str(results["role"].values[row]), str(results["role"].values[row])),
        )
        for row, name in enumerate(results["series"].values)
    ]


def trial_summary(results: xr.Dataset, seconds: float) -> dict[str, Any]:
    """Return the headline figures of a model against measurements, all and by series."""
    count = np.asarray(results["n_measurements"].values, dtype=float)
    bias = np.asarray(results["bias_tc_ha"].values, dtype=float)
    rmse = np.asarray(results["rmse_tc_ha"].values, dtype=float)
    known = count > 0
    total = float(count[known].sum())
    return {
        "series": int(results.sizes["series"]),
        "measurements": int(total),
        "bias_tc_ha": float((bias * count)[known].sum() / total) if total else None,
        "rmse_tc_ha": float(np.sqrt((rmse**2 * count)[known].sum() / total)) if total else None,
        "by_series": {
            str(name): {
                "measurements": int(count[row]),
                "bias_tc_ha": float(bias[row]) if known[row] else None,
                "rmse_tc_ha": float(rmse[row]) if known[row] else None,
                "plant_input_tc_ha_yr": float(results["plant_input_tc_ha_yr"].values[row]),
                "role": str(results["role"].values[row]),
            }
            for row, name in enumerate(results["series"].values)
        },
        "uncertainty": _("no uncertainty given"),
        "seconds": seconds,
    }
