"""The sequestration map from a file to a folder of products."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourpermille.api.run_folder import new_folder
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.progress import Progress, no_progress

if TYPE_CHECKING:
    import xarray as xr

NO_COUNTRY = "XXX"  # a code that ISO 3166 leaves to its users
RESULTS, SUMMARY = "gsocseq.nc", "gsocseq.json"


def gsocseq_maps(
    file: str | Path,
    out: str | Path,
    *,
    country: str = NO_COUNTRY,
    compat: Iterable[str] | str | None = None,
    practices: Iterable[str] = ("SSM1", "SSM2", "SSM3"),
    masks: Iterable[str] = ("organic", "sandy", "saline", "paddy"),
    uncertainty: bool = True,
    progress: Progress = no_progress,
) -> dict[str, Path]:
    """Run the sequestration map (GSOCseq) on a NetCDF or Zarr file and write its products.

    ``file`` holds soil and climate; variables of a phase end in ``_spin_up``, ``_warm_up`` or
    ``_forward``. Writes ``gsocseq.nc``, ``gsocseq.json`` (cells left out, and why) and, where the
    places are a grid, each product as COG: ``ISO3_GSOCseq_RSR_SSM1_Map030.tif`` … . The other
    arguments are those of ``gsocseq``. Returns the files by name. Raises InputError where the
    data can't be used or the folder isn't empty, DataUnavailableError where there is no file.
    """
    from fourpermille.assessment.gsocseq import gsocseq  # slow import
    from fourpermille.assessment.gsocseq_labels import fao_products
    from fourpermille.data.writers.gsocseq import file_name, is_grid, write_products
    from fourpermille.data.writers.labelled import write_netcdf

    folder, source = Path(out), Path(file)
    _check_empty(folder)
    file_name(country, "T0")  # says what is wrong with the code before any work
    progress(0, 3, _("reading"))
    parts = _phases(source)
    progress(1, 3, _("computing"))
    result = gsocseq(
        parts.pop("soil"),
        **parts,
        compat=compat,
        practices=tuple(practices),
        masks=tuple(masks),
        uncertainty=uncertainty,
    )
    progress(2, 3, _("writing"))
    names = [RESULTS, SUMMARY]
    with new_folder(folder) as draft:
        write_netcdf(result, draft / RESULTS)
        summary = json.dumps(_summary(result, source), indent=2, ensure_ascii=False)
        (draft / SUMMARY).write_text(summary + "\n", encoding="utf-8")
        if is_grid(result):
            tags = {"script_defects": str(result.attrs["script_defects"]), "source": source.name}
            maps = fao_products(result)
            names += [path.name for path in write_products(maps, draft, country, tags)]
    progress(3, 3, _("writing"))
    return {name: folder / name for name in names}


def _check_empty(folder: Path) -> None:
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise InputError(
            Problem(
                what=_("the folder exists and isn't empty"),
                file=str(folder),
                todo=_("Name another folder with --out."),
            )
        )


def _phases(source: Path) -> dict[str, Any]:
    """Soil and phases of a file under our names and units; every problem is told at once."""
    from fourpermille.assessment.gsocseq_phases import split  # slow import
    from fourpermille.data.labelled import from_labelled
    from fourpermille.data.problems import Problems
    from fourpermille.data.read import open_source
    from fourpermille.data.table import Tables

    content = open_source(source)
    if isinstance(content, Tables):
        raise InputError(
            Problem(
                what=_("the sequestration map needs a NetCDF or Zarr file"),
                file=source.name,
                allowed=".nc, .zarr",
            )
        )
    problems = Problems(source.name)
    parts = {name: from_labelled(ds, source.name, problems) for name, ds in split(content).items()}
    problems.raise_if_any()
    return parts


def _summary(result: xr.Dataset, source: Path) -> dict[str, Any]:
    """What a person or a program asks first."""
    status = result["gsocseq_status"]
    rates = result["relative_sequestration_rate_tc_ha_yr"].mean(status.dims)
    return {
        "file": source.name,
        "cells": int(status.size),
        "computed_cells": int((status == 0).sum()),
        "missing_cells": json.loads(result.attrs["missing_cells"]),
        "filtered_cells": json.loads(result.attrs["filtered_cells"]),
        "script_defects": [name for name in result.attrs["script_defects"].split(", ") if name],
        "forward_years": int(result.attrs["forward_years"]),
        "mean_rsr_tc_ha_yr": {
            str(label): None if value != value else float(value)
            for label, value in zip(rates["practice"].values, rates.values, strict=True)
        },
    }
