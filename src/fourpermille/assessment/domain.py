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


def outside_domain(setup: Setup) -> Array:
    """(places) text: what RothC was not made for at this place, "" where nothing speaks against it.

    Organic or very rich soils, permafrost and cold soils, soils wet all year, depths far from the
    calibrated one, stocks and pasts that only a negative plant input would explain.
    """
    p = load_parameters("domain")
    cells, stock = setup.cells, setup.stock
    model_parameters = setup.model.parameters
    checks: list[tuple[Array, str]] = [
        (
            stock > p["soc_stock_maximum_tc_ha"],
            _("stock above {limit} t C/ha: organic soil?").format(
                limit=f"{p['soc_stock_maximum_tc_ha']:g}"
            ),
        ),
        (
            np.zeros(cells.size, bool) if setup.impossible is None else setup.impossible,
            _("today's stock would need a negative plant input"),
        ),
    ]
    if cells.has("air_temperature_degc"):
        mean = _mean(cells.per_month("air_temperature_degc"))
        checks.append((mean < p["annual_temperature_minimum_degc"], _("permafrost likely")))
    if cells.has("precipitation_mm"):
        rain, demand = cells.per_month("precipitation_mm"), evaporation(cells, model_parameters)
        wet = np.all(rain > p["waterlogged_rain_per_pet"] * demand, axis=1)
        checks.append((wet, _("wet all year: waterlogged soil?")))
    depth = cells.per_place("depth_cm") if cells.has("depth_cm") else None
    if depth is not None:
        checks.append(
            (
                depth > p["depth_maximum_cm"],
                _("depth beyond {limit} cm: outside the calibration").format(
                    limit=f"{p['depth_maximum_cm']:g}"
                ),
            )
        )
    if cells.has("air_temperature_degc") and cells.has("precipitation_mm"):
        checks.append(
            (
                setup.state.inputs.sum(axis=-1) > growth_limit_tc_ha_yr(cells),
                _("today's stock would need more carbon than can grow here"),
            )
        )
    texts = np.full(cells.size, "", dtype=object)
    for where, text in checks:
        joined = np.where(texts == "", text, texts + "; " + text)
        texts = np.where(where, joined, texts)
    return texts.astype(str)


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
