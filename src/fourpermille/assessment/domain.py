"""Where a method is used outside the soils it was made for."""

from __future__ import annotations

import numpy as np

from fourpermille.core.i18n import _
from fourpermille.core.parameters import load_parameters
from fourpermille.kernels.npp import miami
from fourpermille.soil.annual_map import Array
from fourpermille.soil.calendar import MONTHS
from fourpermille.soil.drivers import evaporation
from fourpermille.soil.labels import Cells
from fourpermille.soil.setup import Setup

T_HA_PER_G_M2 = 1e-2
IMPOSSIBLE = 1 << 1  # the bit of a stock that no past can explain, and that has no answer


def outside_domain(setup: Setup) -> Array:
    """(places) text: what RothC was not made for at this place, "" where nothing speaks against it.

    Organic or very rich soils, permafrost and cold soils, soils wet all year, depths far from the
    calibrated one, stocks and pasts that only a negative plant input would explain.
    """
    return domain_texts(domain_flags(setup))


def domain_texts(flags: Array) -> Array:
    """The words of each number of ``domain_flags``, in the current language."""
    known = {int(flag): domain_words(int(flag)) for flag in np.unique(flags)}
    return np.array([known[int(flag)] for flag in flags], dtype=str)


def domain_words(flag: int) -> str:
    """What a number of ``domain_flags`` says, in the current language; "" for 0."""
    return "; ".join(text for bit, text in enumerate(_texts()) if flag >> bit & 1)


def domain_flags(setup: Setup) -> Array:
    """(places) whole number with one bit for each reason that ``domain_words`` knows."""
    p = load_parameters("domain")
    cells, stock = setup.cells, setup.stock
    nowhere = np.zeros(cells.size, bool)
    cold, wet, deep, barren = nowhere, nowhere, nowhere, nowhere
    impossible = nowhere if setup.impossible is None else setup.impossible
    if cells.has("air_temperature_degc"):
        mean = _mean(cells.per_month("air_temperature_degc"))
        cold = mean < p["annual_temperature_minimum_degc"]
    if cells.has("precipitation_mm"):
        rain = cells.per_month("precipitation_mm")
        demand = evaporation(cells, setup.model.parameters)
        wet = np.all(rain > p["waterlogged_rain_per_pet"] * demand, axis=1)
    if cells.has("depth_cm"):
        deep = cells.per_place("depth_cm") > p["depth_maximum_cm"]
    if cells.has("air_temperature_degc") and cells.has("precipitation_mm"):
        barren = setup.state.inputs.sum(axis=-1) > growth_limit_tc_ha_yr(cells)
    found = (stock > p["soc_stock_maximum_tc_ha"], impossible, cold, wet, deep, barren)
    out = np.zeros(cells.size, np.int16)
    for bit, where in enumerate(found):
        out |= np.where(where, np.int16(1 << bit), np.int16(0))
    return out


def _texts() -> tuple[str, ...]:
    """The reasons in the order of their bits."""
    p = load_parameters("domain")
    return (
        _("stock above {limit} t C/ha: organic soil?").format(
            limit=f"{p['soc_stock_maximum_tc_ha']:g}"
        ),
        _("today's stock would need a negative plant input"),
        _("permafrost likely"),
        _("wet all year: waterlogged soil?"),
        _("depth beyond {limit} cm: outside the calibration").format(
            limit=f"{p['depth_maximum_cm']:g}"
        ),
        _("today's stock would need more carbon than can grow here"),
    )


def growth_limit_tc_ha_yr(cells: Cells) -> Array:
    """All that plants can fix at a place in a year (places, t C/ha/yr), by the Miami model."""
    dry_matter = miami(
        _mean(cells.per_month("air_temperature_degc")),
        _mean(cells.per_month("precipitation_mm")) * MONTHS,
        load_parameters("miami_1975"),
    )
    return T_HA_PER_G_M2 * dry_matter * load_parameters("conversions")["dry_matter_carbon"]


def _mean(series: Array) -> Array:
    return np.asarray(series.mean(axis=1))
