"""The protocol of the global soil organic carbon sequestration map (GSOCseq) on any places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import xarray as xr

from fourpermille.assessment.gsocseq_bounds import (
    changes_of_bounds,
    context,
    scenario_factors,
    soil_of_bounds,
)
from fourpermille.assessment.gsocseq_labels import labelled
from fourpermille.assessment.gsocseq_land import MASKS, STATUS, land_cover, status
from fourpermille.assessment.gsocseq_phases import Phases, gather
from fourpermille.assessment.gsocseq_products import products
from fourpermille.assessment.gsocseq_rules import ScriptDefects, chosen
from fourpermille.assessment.gsocseq_weather import clay_percent, mean_weather, weather
from fourpermille.core.errors import InputError, Problem, unknown_name
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.kernels import gsocseq as kernel
from fourpermille.kernels.demand import LONGEST_WETTING_YEARS
from fourpermille.soil.annual_map import Array

PRACTICES = ("SSM1", "SSM2", "SSM3")
OPTIONAL = "SSM4"


def gsocseq(
    soil: xr.Dataset,
    *,
    spin_up: xr.Dataset | None = None,
    warm_up: xr.Dataset | None = None,
    forward: xr.Dataset | None = None,
    years: int | None = None,
    practices: Sequence[str] = PRACTICES,
    uncertainty: bool = True,
    masks: Iterable[str] = MASKS,
    compat: str | Iterable[str] | ScriptDefects | None = None,
    parameters: str | ParameterSet = "rothc_26_3",
    protocol: str | ParameterSet = "gsocseq",
) -> xr.Dataset:
    """The sequestration map of FAO (GSOCseq): its three phases, exactly, for every cell.

    Parameters
    ----------
    soil
        ``soc_stock_tc_ha`` (0-30 cm), ``clay_percent`` (also on ``clay_depth``: 0, 5, 15, 30 cm)
        and ``fao_land_cover`` (or ``land_use``) on any dims of places; ``sand_percent`` and
        ``electrical_conductivity_ds_m`` where cells are to be masked by them. ``plant_cover``
        where it is the same in all phases.
    spin_up, warm_up, forward
        ``air_temperature_degc``, ``precipitation_mm``, ``pet_mm`` and ``plant_cover`` (share)
        of each phase: twelve months (``month``); a monthly series (``time``), usually 2001-2020;
        twelve months, the mean of the warm-up where not given. ``fao_land_cover`` here (by
        ``year`` in the warm-up) where it changes. Without these three, ``soil`` holds everything,
        with names that end in ``_spin_up``, ``_warm_up`` and ``_forward``.
    years
        Length of the forward phase; 20 in the protocol.
    practices
        Scenarios beside business as usual: SSM1-3 (inputs +5, +10, +20 %), optional SSM4 (+30 %).
    uncertainty
        Whether the two bounding runs are made, too.
    masks
        What the protocol leaves out: organic, sandy, saline, paddy.
    compat
        Defects of the protocol's scripts to repeat: "scripts" for all, or names of switches.
    parameters, protocol
        Parameter sets of RothC and of the protocol, by name or as such.

    Returns
    -------
    Dataset in t C/ha and t C/ha/yr on the places: T0, and by ``scenario`` or ``practice`` final
    stocks, absolute and relative differences and rates, uncertainties in %; the attribute
    ``fao_name`` tells the product. ``gsocseq_status`` says why a cell has no answer;
    ``attrs["missing_cells"]`` counts them (JSON).

    Raises
    ------
    InputError
        Missing variables or phases, impossible values, unknown names, other places in a phase.
    """
    p = load_parameters(protocol) if isinstance(protocol, str) else protocol
    rothc = load_parameters(parameters) if isinstance(parameters, str) else parameters
    defects, asked = chosen(compat), tuple(practices)
    for name in asked:
        if name not in (*PRACTICES, OPTIONAL):
            raise unknown_name(_("scenario of the sequestration map"), name, (*PRACTICES, OPTIONAL))
    phases = gather(soil, spin_up, warm_up, forward)
    ahead = int(p["forward_years"]) if years is None else _whole_years(years)
    runs, codes = _runs(phases, ahead, 3 if uncertainty else 1, tuple(masks), rothc, p, defects)
    factors = scenario_factors(p, asked, 3 if uncertainty else 1)
    made = products(runs, factors, asked, ahead, p, defects)
    return labelled(phases, made, runs, codes, asked, ahead, defects)


def _whole_years(years: int) -> int:
    if not isinstance(years, (int, np.integer)) or isinstance(years, bool) or years < 1:
        raise InputError(
            Problem(
                what=_("the length of the forward phase is a whole number of years"),
                column="years",
                found=years,
                allowed=">= 1",
            )
        )
    return int(years)


def _runs(
    phases: Phases,
    ahead: int,
    bounds: int,
    masks: tuple[str, ...],
    rothc: ParameterSet,
    p: ParameterSet,
    defects: ScriptDefects,
) -> tuple[kernel.Outcome, Array]:
    """The runs of the kernel, and the status of every place."""
    stock = phases.soil.per_place("soc_stock_tc_ha")
    clay = clay_percent(phases.soil, p, defects.script_clay_weights)
    cover = land_cover(phases)
    codes = status(phases, cover, p, masks, stock)
    codes[(codes == 0) & ~np.isfinite(clay)] = STATUS.index("no_data")
    stock = np.where(codes == 0, stock, np.nan)
    series = weather(phases.warm_up, rothc)
    runs = kernel.run(
        weather(phases.spin_up, rothc),
        series,
        mean_weather(series) if phases.forward is None else weather(phases.forward, rothc),
        cover.land(p),
        soil_of_bounds(stock, clay, bounds, rothc, p, defects),
        changes_of_bounds(bounds, p),
        context(rothc, p, defects),
        warm_up_years=phases.years,
        forward_years=ahead,
        most_wetting_years=LONGEST_WETTING_YEARS,
    )
    lost = ~np.isfinite(runs.final).all(axis=0) & (codes == 0)
    codes[lost] = STATUS.index("no_result")
    return runs, codes
