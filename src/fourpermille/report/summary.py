"""The figures of ``summary.json``.

Medians and quartiles are area-weighted by the definition in ``weights``. Without areas these and
the totals are null, ``notes`` says so by name, and the plain quantiles over places are given
under names without ``area``.
"""

import math
from typing import Any

import xarray as xr

from fourpermille.core.weights import weighted_quantile
from fourpermille.report.amounts import MILLION, co2_per_c
from fourpermille.report.facts import Facts
from fourpermille.report.sections.headline import stored_per_year
from fourpermille.report.sections.sure import variant_medians
from fourpermille.report.supply_figures import supply_figures

NEED_AREA = (
    "area_mha",
    "area_missing_mha",
    "soc_stock_total_mtc",
    "extra_input_area_median_tc_ha_yr",
    "extra_input_area_p25_tc_ha_yr",
    "extra_input_area_p75_tc_ha_yr",
    "extra_input_total_mtc_yr",
    "target_total_mtc_yr",
    "target_gain_total_mtc_yr",
    "target_gain_total_mtco2_yr",
)


def summarise(results: xr.Dataset, *, seconds: float | None = None) -> dict[str, Any]:
    """Return the headline figures of a run.

    ``target_total_mtc_yr`` is the rate times the stock over the area (the first year's gain);
    ``target_gain_total_mtc_yr`` the mean yearly gain over the baseline up to the target year.
    Means are weighted by area where there are areas, else each place counts once. Every figure is
    made of the same ``cells_counted`` places: those with an answer and, where areas are given, an
    area. ``cells_missing`` have no answer (``area_missing_mha`` is theirs), ``cells_without_area``
    an answer but no area. ``cells_missing_target`` of those counted stay below the target, since
    a bound on the input holds.
    """
    facts = Facts(results)
    extra = "extra_input_tc_ha_yr"
    once = facts.counted.astype(float)
    gain = stored_per_year(facts) / MILLION
    found: dict[str, float | int | None] = {
        "cells": facts.count,
        "cells_counted": int(facts.counted.sum()),
        "cells_missing": int((~facts.answered).sum()),
        "cells_without_area": int((facts.answered & ~facts.counted).sum()),
        "cells_missing_target": int((facts.missing_target & facts.counted).sum()),
        "cells_outside_domain": sum(bool(text) for text in facts.texts("outside_domain")),
        "area_mha": float(facts.weights.sum()) / MILLION,
        "area_missing_mha": facts.area_left_out_ha / MILLION,
        "soc_stock_mean_tc_ha": facts.mean("soc_stock_tc_ha"),
        "soc_stock_total_mtc": facts.total("soc_stock_tc_ha") / MILLION,
        "baseline_input_median_tc_ha_yr": facts.median("carbon_input_tc_ha_yr"),
        "returns_today_median_tc_ha_yr": facts.median("returns_today_tc_ha_yr"),
        "extra_input_median_tc_ha_yr": weighted_quantile(facts.values(extra), once, 0.5),
        "extra_input_p25_tc_ha_yr": weighted_quantile(facts.values(extra), once, 0.25),
        "extra_input_p75_tc_ha_yr": weighted_quantile(facts.values(extra), once, 0.75),
        "extra_input_area_median_tc_ha_yr": facts.median(extra),
        "extra_input_area_p25_tc_ha_yr": facts.quantile(extra, 0.25),
        "extra_input_area_p75_tc_ha_yr": facts.quantile(extra, 0.75),
        "extra_input_median_percent": facts.median("extra_input_percent"),
        "extra_input_median_tdm_ha_yr": facts.median("extra_input_tdm_ha_yr"),
        "extra_input_total_mtc_yr": facts.total(extra) / MILLION,
        "target_total_mtc_yr": facts.total("soc_stock_tc_ha") * facts.rate / 1000 / MILLION,
        "target_gain_total_mtc_yr": gain,
        "target_gain_total_mtco2_yr": gain * co2_per_c(),
        "seconds": seconds,
    }
    if not facts.has_area:
        found |= dict.fromkeys(NEED_AREA)
    plain: dict[str, Any] = {
        key: None if value is None or not math.isfinite(value) else value
        for key, value in found.items()
    }
    medians = [value for value in variant_medians(facts).values() if math.isfinite(value)]
    if len(medians) > 1:
        plain["extra_input_variants_min_tc_ha_yr"] = min(medians)
        plain["extra_input_variants_max_tc_ha_yr"] = max(medians)
        plain["uncertainty"] = "range over variants; no probability"  # for machines: in English
    else:
        plain["uncertainty"] = "no uncertainty given"
    if facts.has("extra_input_median_tc_ha_yr"):  # of random draws
        drawn = facts.results["extra_input_median_tc_ha_yr"].values
        plain["extra_input_median_p05_tc_ha_yr"] = float(drawn[0])
        plain["extra_input_median_p95_tc_ha_yr"] = float(drawn[-1])
    plain |= {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in supply_figures(facts).items()
    }
    if not facts.has_area:
        reason = "needs area_ha, which no place has"
        plain["notes"] = dict.fromkeys(NEED_AREA, reason)
    return plain
