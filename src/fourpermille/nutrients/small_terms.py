"""What lime, fuel and fire share: their table, and results with the same attributes."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from fourpermille.core.factors import load_factors
from fourpermille.crop.arguments import missing
from fourpermille.nutrients.arguments import labelled
from fourpermille.nutrients.ranges import Figure, Figures, figure, told

TABLE = "other_emission_factors"
EDITION = "2006"


def small_figure(group: str, factor: str) -> Figure:
    """One factor of the table."""
    return figure(load_factors(TABLE), {"group": group, "factor": factor})


def result_of(
    fields: Mapping[str, xr.DataArray], gas: str, method: str, gwp: str, figures: Figures
) -> xr.Dataset:
    """Label the gases of a source."""
    result = labelled(fields)
    result.attrs = {
        "gas": gas,
        "method": method,
        "vintage": EDITION,
        "gwp_id": gwp,
        "source": "ipcc_2006",
        **told(figures.values()),
        "missing": missing(result["field_tco2e_ha_yr"]),
    }
    return result
