"""The products of a map from its finished store, read block by block."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from math import fsum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fourpermille.api.sequestration.compute import Line
from fourpermille.api.sequestration.store import opened
from fourpermille.core.i18n import _
from fourpermille.core.progress import Progress

if TYPE_CHECKING:
    import xarray as xr

RESULTS, SUMMARY = "gsocseq.nc", "gsocseq.json"
RSR = "relative_sequestration_rate_tc_ha_yr"
STATUS = "gsocseq_status"


def write_all(
    store: Path, lines: Sequence[Line], folder: Path, name: str, country: str, tell: Progress
) -> list[str]:
    """Write NetCDF, summary and, where the places are a grid, maps; returns the names of the files.

    One thread writes in the order of the blocks, so that the same numbers give the same bytes.
    """
    import dask  # optional dependency

    from fourpermille.assessment.gsocseq_labels import fao_products  # slow import
    from fourpermille.data.writers.gsocseq import is_grid, write_products
    from fourpermille.data.writers.labelled import write_netcdf

    with dask.config.set(scheduler="synchronous"), opened(store) as ds:
        ds.attrs |= {f"{key}_cells": json.dumps(_added(lines, key)) for key in COUNTED}
        maps = fao_products(ds) if is_grid(ds) else {}
        total = len(maps) + 2
        tell(0, total, _("writing"))
        write_netcdf(ds, folder / RESULTS)
        tell(1, total, _("writing"))
        text = json.dumps(summary(ds, lines, name), indent=2, ensure_ascii=False)
        (folder / SUMMARY).write_text(text + "\n", encoding="utf-8")
        names = [RESULTS, SUMMARY]
        tags = {"script_defects": str(ds.attrs["script_defects"]), "source": name}
        for product, one in maps.items():
            tell(len(names), total, _("writing"))
            names += [p.name for p in write_products({product: one}, folder, country, tags)]
    tell(total, total, _("writing"))
    return names


COUNTED = ("missing", "filtered")


def summary(ds: xr.Dataset, lines: Sequence[Line], name: str) -> dict[str, Any]:
    """What a person or a program asks first."""
    missing, filtered = (_added(lines, key) for key in COUNTED)
    labels = ds["practice"].values.tolist() if "practice" in ds.coords else []
    return {
        "file": name,
        "cells": int(ds[STATUS].size),
        "computed_cells": sum(line["computed"] for line in lines),
        "missing_cells": missing,
        "filtered_cells": filtered,
        "script_defects": [name for name in ds.attrs["script_defects"].split(", ") if name],
        "forward_years": int(ds.attrs["forward_years"]),
        "mean_rsr_tc_ha_yr": {
            str(label): exact_mean(ds[RSR].sel(practice=label)) for label in labels
        },
    }


def exact_mean(array: xr.DataArray) -> float | None:
    """Mean of what is not missing; None where all is.

    The sum is the exact one, rounded once: it is the same however the map is cut.
    """
    counts: list[int] = []

    def known() -> Iterator[list[float]]:
        for part in _parts(array):
            kept = part[np.isfinite(part)]
            counts.append(kept.size)
            yield kept.tolist()

    total = fsum(chain.from_iterable(known()))
    return total / sum(counts) if sum(counts) else None


def _parts(array: xr.DataArray) -> Iterator[np.ndarray]:
    """Values in strips along the first dim, as the array is cut."""
    if not array.ndim or array.chunks is None:
        yield np.asarray(array.values)
        return
    start = 0
    for length in array.chunks[0]:
        yield np.asarray(array[start : start + length].values)
        start += length


def _added(lines: Sequence[Line], key: str) -> dict[str, int]:
    out: dict[str, int] = {}
    for line in lines:
        for reason, count in line[key].items():
            out[reason] = out.get(reason, 0) + count
    return out
