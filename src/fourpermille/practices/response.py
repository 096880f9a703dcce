"""What one practice, or several, do to the stock of a field: three methods side by side."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import partial

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    ApplicabilityWarning,
    InputError,
    Problem,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.core.provenance import canonical_json, provenance
from fourpermille.core.variables import describe
from fourpermille.practices.by_evidence import evidence_change
from fourpermille.practices.by_factor import factor_change
from fourpermille.practices.by_model import model_change
from fourpermille.practices.changes import idle_levers, idle_text
from fourpermille.practices.combine import together
from fourpermille.practices.numbers import number
from fourpermille.practices.places import belongs, cap_of, known_words, words
from fourpermille.practices.told import told_of_evidence, told_of_factors, told_of_model
from fourpermille.practices.told_places import told_of_places
from fourpermille.soil.annual_map import Array
from fourpermille.soil.labels import Cells
from fourpermille.soil.moisture import MoistureOptions
from fourpermille.soil.setup import Start, set_up

METHODS = ("model", "evidence", "ipcc")
EDITIONS = ("2019", "2006")
ENDS = ("soc_change_tc_ha", "soc_change_low_tc_ha", "soc_change_high_tc_ha")
SETS = ("practice_response", "adoption", "tillage", "land_use", "amendments")


def practice_response(
    practice: str | Sequence[str],
    ds: xr.Dataset,
    years: int = 30,
    *,
    method: str | Sequence[str] = METHODS,
    fading_years: float | None = None,
    cap_tc_ha: float | xr.DataArray | None = None,
    edition: str = "2019",
    unverified: bool = False,
    cover_slows_decay: bool = False,
    model: str = "rothc",
    parameters: str | ParameterSet = "rothc_26_3",
    moisture_option: int = 1,
    bare_option: int = 1,
    start: Start | str | None = None,
) -> xr.Dataset:
    """Change of the stock that a practice brings, by three methods with their ranges.

    ``model``: what the practice changes (inputs, tillage, cover, water) goes through the soil
    model. ``evidence``: a published effect, whose rate fades with a time constant. ``ipcc``: stock
    change factors, reached evenly in twenty years. All are the difference to going on as today.

    Parameters
    ----------
    practice
        An id of the catalogue, or several that stand together on one field. Several are never
        simply added: they act together in the model; of published effects the largest counts in
        full and the others by half; factors are multiplied, of one factor the larger counts.
    ds
        Places as for ``required_input``: climate, soil and today's ``soc_stock_tc_ha`` (t C/ha).
        ``climate_zone`` (names of the IPCC) is needed for ``ipcc``; with ``soil_class``
        (``HAC``, …) the reference stock of the IPCC takes the place of today's. Where ``land_use``
        or ``climate_zone`` say that the practice doesn't belong, the answer is missing. Months
        of the practice are turned by half a year south of the equator where the data have
        ``latitude``.
    years
        Years to look ahead.
    method
        One of the methods, or several; all if not said.
    fading_years
        Time constant of ``evidence`` (years); the range of the parameter set ``adoption`` if not
        said.
    cap_tc_ha
        What the soil can still take (t C/ha), one number or one a place: rates of ``evidence``
        fall in proportion to the room that is left, so that the gain G becomes
        cap (1 - e^(-G / cap)).
    edition
        Of the factors of the IPCC: ``"2019"`` or ``"2006"``.
    unverified
        Use also numbers known from memory only (confidence M).
    cover_slows_decay
        Whether covered months slow decay in the soil model beside what the plants bring. If not,
        they do so at the high end of the range only: in RothC this effect exceeds that of the
        carbon brought where it is warm, which trials do not show.
    model, parameters, moisture_option, bare_option, start
        As for ``simulate``.

    Returns
    -------
    Dataset
        ``soc_change_tc_ha``, ``soc_change_low_tc_ha``, ``soc_change_high_tc_ha`` (t C/ha) on
        ``approach`` (the methods), ``year`` (1, 2, …) and the places.
        Missing where a method has nothing to go by; the attribute ``notes``
        says why, and the weakest confidence, by method; ``missing_places`` counts.

    Raises
    ------
    UnknownNameError
        No such practice, method, edition, land use, climate zone or class of soil.
    InputError
        Practices that exclude each other or share no land use; bad data.
    """
    found = together(practice)
    wanted = _methods(method)
    if edition not in EDITIONS:
        raise unknown_name(_("edition"), edition, EDITIONS)
    if not isinstance(years, int | np.integer) or years < 1:
        raise InputError(
            Problem(what=_("not a number of years"), column="years", found=years, allowed=">= 1")
        )
    if fading_years is not None:
        number("fading_years", fading_years, 0.0, above_least=True)
    changes: dict[str, tuple[Array, Array, Array]] = {}
    if "model" in wanted:
        options = MoistureOptions(moisture_option, bare_option)
        setup = set_up(ds, model=model, parameters=parameters, options=options, start=start)
        cells, stock = setup.cells, setup.stock
        known_words(cells)
        _warn_idle(idle_levers(ds, found))
        changes["model"] = model_change(setup, found, years, unverified, cover_slows_decay)
    else:
        cells = Cells.of(ds, ("soc_stock_tc_ha",))
        known_words(cells)
        stock = cells.per_place("soc_stock_tc_ha")
    if "evidence" in wanted:
        changes["evidence"] = evidence_change(
            found,
            stock,
            years,
            fading_years=fading_years,
            cap=cap_of(cells, cap_tc_ha),
            unverified=unverified,
        )
    zones, classes = words(cells, "climate_zone"), words(cells, "soil_class")
    if "ipcc" in wanted:
        changes["ipcc"] = factor_change(
            found,
            zones or [""] * cells.size,
            classes,
            stock,
            years,
            edition=edition,
            unverified=unverified,
        )
    _warn_organic(stock)
    kept = np.where(belongs(cells, found), 1.0, np.nan)
    out = xr.Dataset(
        {
            name: xr.concat([_on_places(cells, changes[m][i] * kept) for m in wanted], "approach")
            for i, name in enumerate(ENDS)
        }
    )
    out = out.assign_coords(cells.coords()).assign_coords(
        approach=list(wanted), year=np.arange(1, years + 1)
    )
    gaps = out[ENDS[0]].isel(year=-1).isnull()
    counted = gaps.astype(int).sum([dim for dim in gaps.dims if dim != "approach"])
    sources = dict.fromkeys(key for one in found for key in one.sources)
    told = {
        "model": told_of_model(found, unverified, cover_slows_decay),
        "evidence": told_of_evidence(found, unverified),
        "ipcc": told_of_factors(found, edition, has_zones=bool(zones), has_classes=bool(classes)),
    }
    here = told_of_places(cells, found, {m: changes[m][0] for m in wanted}, kept)
    told = {m: "; ".join(filter(None, (told[m], here[m]))) for m in wanted}
    out.attrs = provenance(parameter_sets=[parameters, *SETS], references=sources) | {
        "practices": ", ".join(one.id for one in found),
        "notes": canonical_json(told),
        "missing_places": canonical_json(dict(zip(wanted, counted.values.tolist(), strict=True))),
        "unverified": str(unverified).lower(),
    }
    return describe(out)


def _methods(method: str | Sequence[str]) -> tuple[str, ...]:
    names = (method,) if isinstance(method, str) else tuple(dict.fromkeys(method))
    if not names:
        raise InputError(Problem(what=_("no method"), column="method", allowed=", ".join(METHODS)))
    for name in names:
        if name not in METHODS:
            raise unknown_name(_("method"), name, METHODS)
    return names


def _on_places(cells: Cells, values: Array) -> xr.DataArray:
    """(years, places) on ``year`` and the dims of the places."""
    return xr.DataArray(values.reshape(-1, *cells.shape), dims=("year", *cells.dims))


def _warn_organic(stock: Array) -> None:
    """Warn of stocks that only organic soils have, which no method here is made for."""
    most = load_parameters("domain")["soc_stock_maximum_tc_ha"]
    above = int((stock > most).sum())
    if above:
        warnings.warn(ApplicabilityWarning(partial(_organic, above, most)), stacklevel=3)


def _organic(above: int, most: float) -> str:
    return _(
        "places with more than {most:g} t C/ha, likely organic soils, which these methods are not "
        "made for: {count}"
    ).format(most=most, count=above)


def _warn_idle(idle: Sequence[str]) -> None:
    if idle:
        warnings.warn(ApplicabilityWarning(partial(idle_text, ", ".join(idle))), stacklevel=3)
