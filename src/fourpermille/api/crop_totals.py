"""Carbon of the crops of whole countries, from the FAOSTAT panel."""

from __future__ import annotations

import reprlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fourpermille.core.errors import InputError, Problem, unknown_name
from fourpermille.core.i18n import _

if TYPE_CHECKING:
    import xarray as xr

DATASET = "faostat_panel"


def crop_totals(
    countries: Sequence[str] | str | None = None,
    years: Sequence[int] | int | None = None,
    *,
    residue_removed_fraction: Any = 0,
    path: str | Path | None = None,
) -> xr.Dataset:
    """Carbon that the field crops of countries fix, give as harvest and return, by year.

    Parameters
    ----------
    countries
        ISO 3166-1 alpha-3 codes; all if not given.
    years
        Calendar years; all with production (1990-2009) if not given.
    residue_removed_fraction
        Share of the residue above ground that leaves the fields, one number or on ``country``.
    path
        The panel (Parquet); that of the catalogue, faostat_panel, if not given.

    Returns
    -------
    xarray.Dataset
        On ``country``, ``year`` and ``crop`` (22 field crops): ``harvest_mtc_yr``,
        ``residue_mtc_yr``, ``root_mtc_yr``, ``npp_mtc_yr`` (their sum) and
        ``carbon_input_mtc_yr``, in Mt C/yr; on ``country`` and ``year``: ``arable_land_ha`` and
        ``carbon_input_tc_ha_yr`` for a hectare of arable land. Sum over ``country`` and ``crop``
        for the world. Missing production stays missing; the attributes count it.

    By the ratio form of the IPCC method; which crop takes which row: table faostat_crops. Forage,
    fruit, vegetables and other crops are not in the panel. Raises InputError, UnknownNameError,
    DataUnavailableError where the panel isn't on this machine, MissingExtraError without the
    extra ``grid``.
    """
    from fourpermille.api.data import dataset_path  # slow imports
    from fourpermille.crop.totals import TABLE, counts, items, totals
    from fourpermille.data.faostat import read_panel

    panel = read_panel(dataset_path(DATASET) if path is None else path, items())
    produced = panel["production_kt"].notnull().any(["country", "crop"])
    panel = panel.isel(year=produced.values)
    if years is not None:
        wanted = np.atleast_1d(np.asarray(years)).tolist()
        if any(isinstance(year, bool) or not isinstance(year, int) for year in wanted):
            raise InputError(
                Problem(
                    what=_("a whole number is expected"), column="years", found=reprlib.repr(years)
                )
            )
        there = panel["year"].values.tolist()
        lost = [year for year in wanted if year not in there]
        if lost or not wanted:
            raise InputError(
                Problem(
                    what=_("years without production in the panel"),
                    column="years",
                    found=", ".join(map(str, lost)),
                    allowed=f"{min(there)} ... {max(there)}",
                )
            )
        _refuse_twice("years", wanted)
        panel = panel.sel(year=wanted)
    if countries is not None:
        chosen = [countries] if isinstance(countries, str) else list(countries)
        known = [str(code) for code in panel["country"].values]
        if not chosen:
            raise InputError(
                Problem(
                    what=_("no country is named"),
                    column="countries",
                    allowed=", ".join(known[:3]) + ", …",
                )
            )
        for code in chosen:
            if code not in known:
                raise unknown_name(_("country"), str(code), known, column="countries")
        _refuse_twice("countries", chosen)
        panel = panel.sel(country=chosen)
    result = totals(panel["production_kt"], panel["arable_land_kha"], residue_removed_fraction)
    result.attrs = {
        "method": "ipcc2019, ratio form",
        "factor_tables": f"ipcc_crop_residue_coefficients, {TABLE}",
        "dataset": DATASET if path is None else str(path),
        "references": "ipcc_2019",
        **counts(panel["production_kt"]),
        "rows_left_out": panel.attrs["rows_left_out"],
    }
    return result


def _refuse_twice(name: str, given: Sequence[Any]) -> None:
    """Refuse what is named twice: it would count twice in a sum."""
    twice = [str(one) for one in dict.fromkeys(given) if list(given).count(one) > 1]
    if twice:
        raise InputError(
            Problem(
                what=_("named twice, and would count twice in a sum"),
                column=name,
                found=", ".join(twice),
                todo=_("Name each once."),
            )
        )
