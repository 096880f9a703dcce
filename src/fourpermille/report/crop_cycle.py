"""The carbon cycle of a crop as a drawing."""

from collections.abc import Callable

import numpy as np
import xarray as xr

from fourpermille.core.errors import (
    InputError,
    Problem,
    not_an_answer,
    unknown_name,
)
from fourpermille.core.i18n import _
from fourpermille.core.variables import variable
from fourpermille.crop.arguments import text
from fourpermille.report.drawing import palette
from fourpermille.report.drawing.editions import LOOKS
from fourpermille.report.figures.flows import Band, Node, flow_drawing
from fourpermille.report.numbers import unit

GPP, RESPIRATION, NPP = "gpp_tc_ha_yr", "autotrophic_respiration_tc_ha_yr", "npp_tc_ha_yr"
HARVEST, GRAZED, RETURNED = "harvest_tc_ha_yr", "grazed_burned_tc_ha_yr", "carbon_input_tc_ha_yr"
MANURE = "manure_input_tc_ha_yr"
COLOURS = {
    GPP: palette.ACCENT,
    RESPIRATION: palette.GREY,
    NPP: palette.ACCENT,
    MANURE: palette.EARTH,
    HARVEST: palette.WARM,
    GRAZED: palette.COOL,
    RETURNED: palette.EARTH,
}
FATES = (HARVEST, GRAZED, RETURNED)


def crop_cycle_figure(cycle: xr.Dataset, *, edition: str = "wide", digits: int = 1) -> str:
    """Draw a crop's carbon account as flows from left to right, each as wide as its carbon.

    ``cycle``: an answer of ``crop_cycle`` for one place and time, fluxes in t C/ha/yr. Without
    gross productivity the drawing starts at the net one. ``edition``: "wide" (720 px), "narrow"
    (360 px, for a phone) or "paper" (560 px); ``digits``: decimals of the amounts. Returns SVG, to
    be shown or written to a file; labels are in the current language, every flow tells its amount
    when a pointer rests on it. Raises InputError for several places, MissingVariableError.
    """
    values = _values(cycle)
    looks = {look.name: look for look in LOOKS}
    if text("edition", edition) not in looks:
        raise unknown_name(_("edition of a drawing"), edition, looks)
    gross = np.isfinite(values[GPP]) and values[GPP] > 0
    first = 1 if gross else 0
    columns = {NPP: first, MANURE: first} | dict.fromkeys(FATES, first + 1)
    if gross:
        columns |= {GPP: 0, RESPIRATION: 1}
    shown = [n for n in COLOURS if n in columns and (values[n] > 0 or n not in (MANURE, GRAZED))]
    labels = {RETURNED: _("Returned to the soil")}
    nodes = {
        name: Node(
            columns[name],
            values[name],
            labels.get(name, variable(name).label),
            COLOURS[name],
            apart=name == MANURE,
            level=NPP if name == HARVEST else None,
        )
        for name in shown
    }
    drawing = flow_drawing(looks[edition], nodes, _bands(values, nodes), unit("t C/ha/yr"), digits)
    start = drawing.index(">") + 1
    return f"{drawing[:start]}<title>{_('Carbon cycle of a crop')}</title>{drawing[start:]}"


def _values(cycle: xr.Dataset) -> dict[str, float]:
    """Return the fluxes of one place and time."""
    missing = [n for n in COLOURS if not isinstance(cycle, xr.Dataset) or n not in cycle]
    if missing:
        raise not_an_answer(
            _("not an account of a crop's carbon"), missing, _("Give an answer of crop_cycle.")
        )
    several = {n: dict(cycle[n].sizes) for n in COLOURS if cycle[n].size != 1}
    if several:
        raise InputError(
            Problem(
                what=_("a drawing shows one place and time"),
                found=next(iter(several.values())),
                todo=_("Choose one with isel() or take a mean."),
            )
        )
    values = {name: float(cycle[name]) for name in COLOURS}
    lost = [name for name in (NPP, MANURE, *FATES) if not np.isfinite(values[name])]
    if lost:
        raise InputError(Problem(what=_("fluxes are missing"), column=", ".join(lost)))
    return values


def _bands(values: dict[str, float], nodes: dict[str, Node]) -> list[Band]:
    """Return the flows; an imbalance shows as a band with one end wider than the other."""
    bands: list[Band] = []
    if GPP in nodes:
        bands += _split(GPP, (RESPIRATION, NPP), values, lambda name: values[name])
    own = {name: values[name] for name in FATES}
    own[RETURNED] -= values[MANURE]
    bands += _split(NPP, FATES, values, lambda name: max(own[name], 0.0))
    if MANURE in nodes:
        bands.append(Band(MANURE, RETURNED, values[MANURE], values[MANURE]))
    return [band for band in bands if band.source in nodes and band.target in nodes]


def _split(
    source: str,
    targets: tuple[str, ...],
    values: dict[str, float],
    arrives: Callable[[str], float],
) -> list[Band]:
    total = sum(arrives(name) for name in targets)
    share = values[source] / total if total > 0 else 0.0
    return [Band(source, name, arrives(name) * share, arrives(name)) for name in targets]
