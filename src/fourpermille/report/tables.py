"""Results as flat tables for CSV and XLSX: one idea a row, the unit in the name of each column."""

import numpy as np
import pandas as pd
import xarray as xr

from fourpermille.assessment.supply.plan import DEMANDS
from fourpermille.core.weights import weighted_mean, weighted_quantile, weighted_total
from fourpermille.report.amounts import MILLION
from fourpermille.report.supply_figures import DEMAND

# What a place is, before what was found for it.
FIRST = ("place", "country", "latitude", "longitude", "area_ha", "soc_stock_tc_ha")
# The reasons of ``outside_domain`` once more, for programs.
FLAGS = "outside_domain_flags"


def places_frame(results: xr.Dataset) -> pd.DataFrame:
    """Return one row for each place with every variable that has one value for it."""
    dim = _place_dim(results)
    names = [str(n) for n, v in results.variables.items() if v.dims == (dim,) and n != FLAGS]
    names = [n for n in FIRST if n in names] + [n for n in names if n not in FIRST]
    return pd.DataFrame({name: results[name].values for name in names})


def trajectories_frame(results: xr.Dataset) -> pd.DataFrame:
    """Return one row for each place and year with every variable that follows time."""
    dim = _place_dim(results)
    if "year" not in results.dims:
        return pd.DataFrame()
    names = [str(n) for n, v in results.data_vars.items() if set(v.dims) == {dim, "year"}]
    places, years = results.sizes[dim], results.sizes["year"]
    label = "place" if "place" in results.variables else dim
    columns = {
        label: np.repeat(results[label].values, years),
        "year": np.tile(results["year"].values, places),
    }
    columns |= {n: results[n].transpose(dim, "year").values.ravel() for n in names}
    return pd.DataFrame(columns)


def variants_frame(results: xr.Dataset) -> pd.DataFrame:
    """Return one row for each place and variant with the extra input in tC/ha/yr."""
    name = "extra_input_variant_tc_ha_yr"
    if name not in results.variables:
        return pd.DataFrame()
    table = results[name].transpose("cell", "variant")
    variants = table["variant"].values
    return pd.DataFrame(
        {
            "place": np.repeat(results["place"].values, variants.size),
            "variant": np.tile(variants, results.sizes["cell"]),
            name: table.values.ravel(),
        }
    )


SUPPLY = ("limiting_factor", "supply_peak_year", *DEMANDS.values())


def supply_frame(results: xr.Dataset) -> pd.DataFrame:
    """Return one row for each place: demand, supply after each stage, what limits, the peak."""
    if "supply_stage_tc_ha_yr" not in results.variables:
        return pd.DataFrame()
    columns = {
        name: results[name].values for name in ("place", "country", "area_ha") if name in results
    }
    columns |= {"demand_tc_ha_yr": results[DEMAND].values}
    said = {
        "demand_tc_ha_yr": "extra plant input that the target asks for, whatever its bounds allow"
    }
    for dim, variable, prefix, about in (
        ("stage", "supply_stage_tc_ha_yr", "supply", "supply after the stage '{name}'"),
        ("practice", "practice_worth_tc_ha_yr", "worth", "'{name}' on a field that has it"),
    ):
        table = results[variable].transpose(dim, "cell")
        for name, row in zip(map(str, table[dim].values), table.values, strict=True):
            columns[f"{prefix}_{name}_tc_ha_yr"] = row
            said[f"{prefix}_{name}_tc_ha_yr"] = (
                about.format(name=name) + ", as the extra plant input that gains as much"
            )
    columns |= {name: results[name].values for name in SUPPLY if name in results}
    frame = pd.DataFrame(columns)
    frame.attrs["columns"] = {name: ("t ha-1 year-1", text) for name, text in said.items()}
    return frame


def variant_medians_frame(results: xr.Dataset) -> pd.DataFrame:
    """Return one row for each variant: area-weighted median, quartiles, total and gaps."""
    name = "extra_input_variant_tc_ha_yr"
    if name not in results.variables:
        return pd.DataFrame()
    area = np.asarray(results["area_ha"].values, float)
    table = results[name].transpose("variant", "cell")
    rows = []
    for variant, values in zip(table["variant"].values, table.values, strict=True):
        low, middle, high = (weighted_quantile(values, area, q) for q in (0.25, 0.5, 0.75))
        rows.append(
            {
                "variant": str(variant),
                "extra_input_area_median_tc_ha_yr": middle,
                "extra_input_area_p25_tc_ha_yr": low,
                "extra_input_area_p75_tc_ha_yr": high,
                "extra_input_total_mtc_yr": weighted_total(values, area) / MILLION,
                "cells_missing": int((~np.isfinite(values)).sum()),
            }
        )
    return pd.DataFrame(rows)


def means_frame(results: xr.Dataset) -> pd.DataFrame:
    """Return one row for each year with the area-weighted mean of every yearly series."""
    names = [str(n) for n in results.data_vars if str(n).startswith("mean_")]
    if not names:
        return pd.DataFrame()
    return pd.DataFrame({"year": results["year"].values} | {n: results[n].values for n in names})


def countries_frame(results: xr.Dataset) -> pd.DataFrame:
    """Return one row for each country of the cells: area, stock, need, and the whole need."""
    return zones_frame(results, "country")


def zones_frame(results: xr.Dataset, zone: str) -> pd.DataFrame:
    """Return one row for each value of a text variable of the cells ("" for none), by its name."""
    if zone not in results.variables:
        return pd.DataFrame()
    index, names = pd.factorize(results[zone].values.astype(object), sort=True)
    area = np.asarray(results["area_ha"].values, float)
    extra = np.asarray(results["extra_input_tc_ha_yr"].values, float)
    rows = []
    for number, name in enumerate(names):
        here = index == number
        rows.append(
            {
                zone: str(name),
                "cells": int(here.sum()),
                "area_mha": float(area[here].sum()) / MILLION,
                "soc_stock_mean_tc_ha": weighted_mean(
                    results["soc_stock_tc_ha"].values[here], area[here]
                ),
                "carbon_input_area_median_tc_ha_yr": weighted_quantile(
                    results["carbon_input_tc_ha_yr"].values[here], area[here], 0.5
                ),
                "extra_input_area_median_tc_ha_yr": weighted_quantile(extra[here], area[here], 0.5),
                "extra_input_area_p25_tc_ha_yr": weighted_quantile(extra[here], area[here], 0.25),
                "extra_input_area_p75_tc_ha_yr": weighted_quantile(extra[here], area[here], 0.75),
                "extra_input_total_mtc_yr": weighted_total(extra[here], area[here]) / MILLION,
                "cells_outside_domain": int((results["outside_domain"].values[here] != "").sum()),
                **_supply(results, here, area[here]),
            }
        )
    return pd.DataFrame(rows)


def _supply(results: xr.Dataset, here: np.ndarray, area: np.ndarray) -> dict[str, object]:
    """Total supply (Mt C a year) after each stage over the target, and what limits most."""
    if "supply_stage_tc_ha_yr" not in results.variables:
        return {}
    stages = results["supply_stage_tc_ha_yr"].transpose("stage", "cell")
    area = np.where(np.isfinite(stages.values[-1][here]), area, 0.0)  # the same land for all
    found: dict[str, object] = {
        f"supply_{stage}_total_mtc_yr": weighted_total(row[here], area) / MILLION
        for stage, row in zip(stages["stage"].values, stages.values, strict=True)
    }
    found["cells_without_supply"] = int((~np.isfinite(stages.values[-1][here])).sum())
    limits = results["limiting_factor"].values.astype(str)[here]
    names = sorted(set(limits.tolist()))
    return found | {"limiting_factor": max(names, key=lambda n: float(area[limits == n].sum()))}


def inputs_frame(results: xr.Dataset) -> pd.DataFrame:
    """Return one row for each variable that went in, with its source and its range.

    Columns: variable, meaning, units, source ("given" or "default (table, row)"), minimum,
    median, maximum, missing (number of places without a value).
    """
    rows = []
    for key, variable in results.data_vars.items():
        source = str(variable.attrs.get("source", ""))
        if not source.startswith(("given", "default")):
            continue
        row: dict[str, object] = {
            "variable": str(key),
            "meaning": variable.attrs.get("long_name", str(key)),
            "units": variable.attrs.get("units", ""),
            "source": source,
        }
        if variable.dtype.kind in "fiu":
            values = np.asarray(variable.values, float)
            ok = values[np.isfinite(values)]
            row["minimum"] = float(ok.min()) if ok.size else None
            row["median"] = float(np.median(ok)) if ok.size else None
            row["maximum"] = float(ok.max()) if ok.size else None
            row["missing"] = int(values.size - ok.size)
        rows.append(row)
    return pd.DataFrame(rows)


def summary_frame(summary: dict[str, object]) -> pd.DataFrame:
    """Return one row for each plain entry of the summary: name and value."""
    rows = [(k, v) for k, v in summary.items() if not isinstance(v, dict | list)]
    return pd.DataFrame(rows, columns=["name", "value"])


def _place_dim(results: xr.Dataset) -> str:
    return "series" if "series" in results.dims and "cell" not in results.dims else "cell"
