"""The linearity test of the sequestration map on three rasters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourpermille.core.errors import Problem, ShapeError
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    from fourpermille.assessment.linearity import Linearity


def linearity(
    ssm1: Any,
    ssm2: Any,
    ssm3: Any,
    *,
    tolerance: float = 0.01,
    rounding_tc_ha_yr: float = 0.0,
    required_share: float = 0.99,
) -> Linearity:
    """Test RSR(SSM3) = 4 RSR(SSM1) = 2 RSR(SSM2), cell by cell, on any three maps.

    Parameters
    ----------
    ssm1, ssm2, ssm3
        Relative sequestration rates (t C/ha/yr) under inputs of +5, +10 and +20 %: GeoTIFF,
        NetCDF or Zarr files (``file.nc#variable``), or arrays with NaN where missing. Relative
        differences serve as well.
    tolerance
        Largest relative difference of the two sides.
    rounding_tc_ha_yr
        Half the step that the maps were rounded to, 0.005 for two decimals.
    required_share
        Share of the cells that must be within tolerance for ``is_linear``.

    Returns
    -------
    ``relations`` (cells, share within tolerance, quantiles of the ratios), ``cells``,
    ``missing_in`` (cells that only another map has), ``is_linear``, ``to_dict()``, ``rows()``.

    Raises
    ------
    InputError
        The maps have different sizes or lie elsewhere, or hold nothing.
    DataUnavailableError
        There is no such file.
    """
    import numpy as np  # slow import

    from fourpermille.assessment.linearity import compare_rates
    from fourpermille.data.raster import Raster, read_raster

    rasters = [
        read_raster(one) if isinstance(one, (str, Path)) else Raster(np.asarray(one, float), None)
        for one in (ssm1, ssm2, ssm3)
    ]
    places = [raster.place for raster in rasters if raster.place is not None]
    for place in places[1:]:
        if len(place) != len(places[0]) or not np.allclose(place, places[0], rtol=1e-9):
            raise ShapeError(
                Problem(
                    what=_("the maps don't lie on the same grid"),
                    found=str(place),
                    allowed=str(places[0]),
                    todo=_("Bring them to one grid by the nearest cell first."),
                )
            )
    first, second, third = (raster.values for raster in rasters)
    return compare_rates(
        (first, second, third),
        tolerance=tolerance,
        rounding_tc_ha_yr=rounding_tc_ha_yr,
        required_share=required_share,
    )


def write_linearity(answer: Linearity, path: str | Path) -> Path:
    """Write the answer as CSV (one row for each relation) or, by the ending, as JSON."""
    import csv
    import io
    import json

    from fourpermille.data.atomic import write_text  # slow import

    target = Path(path)
    if target.suffix.lower() == ".json":
        return write_text(target, json.dumps(answer.to_dict(), indent=2) + "\n")
    text = io.StringIO()
    rows = answer.rows()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return write_text(target, text.getvalue())
