"""The sequestration map from rasters to a folder of products, block by block."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from fourpermille.api.blocks.folder import finish, open_unfinished
from fourpermille.api.blocks.journal import Journal
from fourpermille.api.blocks.stops import resumable
from fourpermille.api.run_claim import claimed
from fourpermille.api.run_folder import JOURNAL
from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.progress import Progress, no_progress

NO_COUNTRY = "XXX"  # a code that ISO 3166 leaves to its users
STORE, PRODUCTS = "results.zarr", "products"
RECIPE = ".toml"


def gsocseq_maps(
    file: str | Path,
    out: str | Path,
    *,
    country: str | None = None,
    compat: Iterable[str] | str | None = None,
    practices: Iterable[str] = ("SSM1", "SSM2", "SSM3"),
    masks: Iterable[str] = ("organic", "sandy", "saline", "paddy"),
    uncertainty: bool = True,
    resume: bool = False,
    restart: bool = False,
    progress: Progress = no_progress,
) -> dict[str, Path]:
    """Run the sequestration map (GSOCseq) on rasters and write its products, block by block.

    The memory does not grow with the map. A run that was cut off goes on with the same call, to
    the same bytes.

    Parameters
    ----------
    file
        TOML that says where each variable of soil and phases comes from (``load_recipe``), or one
        NetCDF or Zarr file, where variables of a phase end in ``_spin_up``, ``_warm_up`` or
        ``_forward``.
    out
        New folder: ``gsocseq.nc``, ``gsocseq.json`` (cells left out, and why) and, where the
        places are a grid, each product as COG: ``ISO3_GSOCseq_RSR_SSM1_Map030.tif`` … .
    country
        ISO 3166-1 alpha-3 code in the names of the products; if None, that of the TOML, else XXX.
    compat, practices, masks, uncertainty
        As in ``gsocseq``.
    resume, restart
        ``resume`` insists that an unfinished run is there, ``restart`` throws it away.
    progress
        Called with (done, total, what).

    Returns
    -------
    The files by name.

    Raises
    ------
    InputError
        The data can't be used, the folder isn't empty, or holds an unfinished run of other data.
    DataUnavailableError
        There is no such file.
    MissingExtraError
        zarr, dask or rasterio are not installed (extra ``grid``).
    RunStoppedError
        The disk is full; what is done is kept.
    """
    from fourpermille.assessment.gsocseq_rules import chosen  # slow import
    from fourpermille.data.writers.gsocseq import file_name

    _check_empty(Path(out))
    file_name(NO_COUNTRY if country is None else country, "T0")  # says what is wrong with the code
    options = {
        "compat": list(chosen(compat).names),
        "practices": list(practices),
        "masks": list(masks),
        "uncertainty": uncertainty,
    }
    with claimed(Path(out)) as folder:
        part = open_unfinished(folder, resume=resume, restart=restart)
        with resumable(part):
            names = _made(Path(file), part, options, country, progress)
            finish(part / PRODUCTS, folder)
            shutil.rmtree(part)
    return {name: Path(out) / name for name in names}


def _made(
    file: Path, part: Path, options: dict[str, Any], country: str | None, tell: Progress
) -> list[str]:
    """Compute what an earlier try left to do, then write the products anew; returns their names."""
    from fourpermille.api.blocks.empty import require_zarr
    from fourpermille.api.sequestration.compute import Work, compute  # slow import
    from fourpermille.api.sequestration.inputs import Inputs
    from fourpermille.api.sequestration.layout import Layout
    from fourpermille.api.sequestration.products import write_all
    from fourpermille.data.writers.gsocseq import file_name

    require_zarr()
    inputs: Inputs = _opened(file)
    code = country or inputs.country or NO_COUNTRY
    file_name(code, "T0")  # that of the file, too, before any work
    work = Work(inputs, Layout.of(inputs.parts.values()), options, part / STORE)
    said = json.dumps([inputs.identity, options, code], sort_keys=True)
    head = {"event": "gsocseq", "fingerprint": sha256(said.encode()).hexdigest()}
    lines = compute(work, Journal(part / JOURNAL), head, tell)
    products = part / PRODUCTS
    shutil.rmtree(products, ignore_errors=True)  # of a try that was cut off while it wrote
    products.mkdir()
    return write_all(work.store, lines, products, file.name, code, tell)


def _opened(file: Path) -> Any:
    if file.suffix.lower() == RECIPE:
        from fourpermille.api.sequestration.rasters import open_rasters  # slow import
        from fourpermille.api.sequestration.recipe import load_recipe

        return open_rasters(load_recipe(file))
    from fourpermille.api.sequestration.labelled_file import open_file

    return open_file(file)


def _check_empty(folder: Path) -> None:
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise InputError(
            Problem(
                what=_("the folder exists and isn't empty"),
                file=str(folder),
                todo=_("Name another folder with --out."),
            )
        )
