"""Dimensions that maps may have in a run: rows, columns, and twelve months or a series of them."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

from fourpermille.core.errors import Problem, ShapeError
from fourpermille.core.i18n import _

MOST_LABELS = 4


def refuse_dimensions(ds: xr.Dataset, but: Sequence[str] = ()) -> None:
    """Refuse maps with a dimension that a run has no use for, or with months beside series.

    Parameters
    ----------
    ds
        Maps as ``open_grid`` gives them.
    but
        Variables that keep theirs: the changes of climate have models, paths and periods.

    Raises
    ------
    ShapeError
        A depth, say, twelve steps whose dimension isn't called month, or climate without months.
    """
    from fourpermille.data.vocabulary import CLIMATE  # slow import

    steps: dict[str, str] = {}
    for key in (name for name in ds.data_vars if name not in but):
        array = ds[key]
        for dim in (str(dim) for dim in array.dims if dim not in ("lat", "lon")):
            if dim not in ("month", "time"):
                raise ShapeError(
                    Problem(
                        what=_("a dimension that a run has no use for"),
                        file=str(array.attrs.get("source", "")) or None,
                        column=str(key),
                        found=_labels(array, dim),
                        allowed="lat, lon, month, time",
                        todo=_(
                            "Choose one label in brackets, as in [{dim}={label}]; twelve months "
                            "belong to a dimension called month."
                        ).format(dim=dim, label=_first(array, dim)),
                    )
                )
            steps[dim] = str(key)
    for name in CLIMATE:
        if name in ds and not {"month", "time"} & set(ds[name].dims):
            raise ShapeError(
                Problem(
                    what=_("one map where twelve months are needed"),
                    file=str(ds[name].attrs.get("source", "")) or None,
                    column=name,
                    found=_("no dimension month"),
                    allowed="month, time",
                    todo=_("Give a map of each month: a sum or mean of the year doesn't do."),
                )
            )
    if len(steps) > 1:
        raise ShapeError(
            Problem(
                what=_("some maps have twelve months, others a series of months"),
                column=", ".join(steps.values()),
                found=", ".join(steps),
                todo=_("Give all as means of the twelve months, or all as series."),
            )
        )


def _first(array: xr.DataArray, dim: str) -> str:
    return str(array[dim].values[0]) if dim in array.coords else "..."


def _labels(array: xr.DataArray, dim: str) -> str:
    if dim not in array.coords:
        return f"{dim}: {array.sizes[dim]}"
    shown = [str(one) for one in array[dim].values[:MOST_LABELS]]
    return f"{dim}: {', '.join(shown)}{' ...' if array.sizes[dim] > MOST_LABELS else ''}"
