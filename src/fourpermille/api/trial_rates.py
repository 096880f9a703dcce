"""The drawing of rates of trials, as a file."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from fourpermille.core.errors import InputError, Problem
from fourpermille.core.i18n import _


def write_trial_rates(rates: xr.Dataset, path: str | Path) -> Path:
    """Draw the rates of trials into a new SVG file; see ``trial_rates_figure``.

    Raises InputError where the file exists, isn't to be an SVG, or can't be written.
    """
    from fourpermille.data.atomic import write_text  # slow import
    from fourpermille.report.trial_rates import trial_rates_figure

    place = Path(path)
    if place.suffix.lower() != ".svg":
        raise InputError(Problem(what=_("the drawing is an SVG"), file=str(place), allowed="….svg"))
    if place.exists():
        raise InputError(
            Problem(
                what=_("the file exists"), file=str(place), todo=_("Name another file with --out.")
            )
        )
    drawing = trial_rates_figure(rates)
    try:
        return write_text(place, drawing)
    except OSError as error:
        raise InputError(
            Problem(what=_("this file can't be written"), file=str(place), found=str(error))
        ) from error
