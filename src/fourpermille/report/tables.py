"""Results as flat tables for CSV and XLSX: one idea a row, the unit in the name of each column."""

import numpy as np
import pandas as pd
import xarray as xr

# What a place is, before what was found for it.
FIRST = ("place", "country", "latitude", "longitude", "area_ha", "soc_stock_tc_ha")


def places_frame(results: xr.Dataset) -> pd.DataFrame:
    """Return one row for each place with every variable that has one value for it."""
    dim = _place_dim(results)
    names = [str(n) for n, v in results.variables.items() if v.dims == (dim,)]
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
