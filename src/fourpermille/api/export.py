"""Maps of a run as files for other programs, and as tables over zones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

AREA, ANSWER = "area_ha", "extra_input_tc_ha_yr"


def export_run(
    run: str | Path,
    out: str | Path,
    variables: Sequence[str] | None = None,
    *,
    format: str = "cog",
) -> list[Path]:
    """Write maps of a run over a grid; see ``export_grid`` for formats and errors.

    ``run`` is a run folder or a results file. Raises DataUnavailableError where there are none.
    """
    from fourpermille.api.run_folder import results_path  # slow import
    from fourpermille.data.writers.grids import export_grid

    return export_grid(results_path(Path(run)), out, variables, format=format)


def zone_table(
    run: str | Path,
    zones: str,
    variables: Sequence[str] | None = None,
    *,
    label: str | None = None,
) -> pd.DataFrame:
    """Summarise the maps of a run over zones, weighted by the area that each cell stands for.

    Parameters
    ----------
    run
        Run folder or results file of a grid.
    zones
        A map of codes in the results (``country``, ``climate_zone``) or a file of polygons.
    variables
        Names of the maps; if None, those on rows and columns alone.
    label
        Column of the polygons that names the zones.

    Returns
    -------
    One row a zone and variable, as ``zonal_table`` gives it; missing cells are counted,
    and those without an answer are missing in every map, as in the tables of the run.

    Raises
    ------
    DataUnavailableError, InputError
        There are no results, no such zones, or the results are no grid.
    """
    import xarray as xr  # slow import

    from fourpermille.api.blocks.codes import is_coded
    from fourpermille.api.run_folder import results_path
    from fourpermille.data.grids import zonal_table

    path = results_path(Path(run))
    if path.suffix != ".zarr":
        raise InputError(
            Problem(
                what=_("the results are a list of places, not a grid"),
                file=str(path),
                todo=_("Use tables/places.csv."),
            )
        )
    with xr.open_zarr(path, consolidated=False) as ds:
        flat = [str(n) for n in ds.data_vars if ds[n].dims == ("lat", "lon")]
        plain = [n for n in flat if "flag_meanings" not in ds[n].attrs and n not in (AREA, zones)]
        maps = ds[flat]
        if ANSWER in flat:  # cells without an answer count in no figure of a run
            known = ds[ANSWER].notnull()
            maps = maps.assign({n: ds[n].where(known) for n in plain if ds[n].dtype.kind == "f"})
        return zonal_table(
            maps,
            _named(ds[zones]) if zones in flat and is_coded(ds[zones]) else zones,
            weights=AREA if AREA in flat else None,
            variables=list(variables or plain),
            label=label,
        )


def _named(codes: xr.DataArray) -> xr.DataArray:
    """Numbers of a map that stand for words, as these words."""
    from fourpermille.api.blocks.codes import decoded  # slow import

    words = decoded(str(codes.name), codes.values.ravel())
    return codes.copy(data=words.reshape(codes.shape))
