"""Limits of the soil moisture deficit: the standard rule and the dryland options of version 2."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourpermille.core.errors import InputError, OutOfRangeError, Problem
from fourpermille.core.i18n import _
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.kernels.retention import van_genuchten, water_content
from fourpermille.soil.annual_map import Array
from fourpermille.soil.labels import Cells

STANDARD, TO_1000_BAR, TO_15_BAR = 1, 2, 3
BARE_STANDARD, BARE_15_BAR = 1, 2
MM_PER_CM = 10.0


@dataclass(frozen=True)
class MoistureOptions:
    """Moisture option 1 (standard), 2 or 3 (Farina et al. 2013); bare option 1 or 2."""

    moisture: int = STANDARD
    bare: int = BARE_STANDARD

    def __post_init__(self) -> None:
        """Refuse options that don't exist."""
        for name, value, allowed in (
            ("moisture_option", self.moisture, (STANDARD, TO_1000_BAR, TO_15_BAR)),
            ("bare_option", self.bare, (BARE_STANDARD, BARE_15_BAR)),
        ):
            if value not in allowed:
                raise InputError(
                    Problem(
                        what=_("unknown option"),
                        column=name,
                        found=value,
                        allowed=", ".join(map(str, allowed)),
                    )
                )


def deficit_limits(cells: Cells, parameters: ParameterSet, options: MoistureOptions) -> Array:
    """(places, 5): driest when covered, driest when bare, one bar, 15 bar (mm), lowest modifier."""
    p = parameters
    clay, depth = cells.per_place("clay_percent"), cells.per_place("depth_cm")
    minimum = cells.per_place("minimum_moisture_modifier", default=p["minimum_moisture_modifier"])
    if options.moisture == STANDARD:
        wilting = (
            -(
                p["deficit_constant"]
                + p["deficit_clay"] * clay
                - p["deficit_clay_squared"] * clay**2
            )
            * depth
            / p["reference_depth_cm"]
        )
        one_bar, dry = p["one_bar_share"] * wilting, wilting
        bare = wilting if options.bare == BARE_15_BAR else p["bare_share"] * wilting
    else:
        one_bar, wilting, dry = _retention_deficits(cells, depth, clay)
        if options.moisture == TO_15_BAR:
            dry = wilting
        reach = p["bare_reach_share"] / p["bare_reach_span"]
        bare = wilting if options.bare == BARE_15_BAR else wilting - reach * (wilting - one_bar)
    return np.ascontiguousarray(np.stack([dry, bare, one_bar, wilting, minimum], axis=-1))


def _retention_deficits(cells: Cells, depth: Array, clay: Array) -> tuple[Array, Array, Array]:
    """Deficits (places, mm) at 1, 15 and 1000 bar below field capacity."""
    p = load_parameters("wosten_1999")
    silt = cells.per_place("silt_percent")
    density = cells.per_place("bulk_density_g_cm3")
    carbon = cells.per_place("soc_content_g_kg") / MM_PER_CM  # g/kg to %
    for name, values in (
        ("clay_percent", clay),
        ("silt_percent", silt),
        ("soc_content_g_kg", carbon),
    ):
        if (values <= 0).any():
            raise OutOfRangeError(
                Problem(
                    what=_("the dryland moisture options need a value above zero"),
                    column=name,
                    found=float(values.min()),
                    allowed="> 0",
                    todo=_("Use moisture_option = 1 for this soil."),
                )
            )
    suctions = [p["suction_1_bar_cm"], p["suction_15_bar_cm"], p["suction_1000_bar_cm"]]
    out = np.empty((3, len(depth)))
    for place in range(len(depth)):
        soil = (clay[place], silt[place], density[place], carbon[place])
        if not np.isfinite(soil).all():
            out[:, place] = np.nan
            continue
        theta_s, alpha, n = van_genuchten(soil, p)

        def content(suction: float, s: float = theta_s, a: float = alpha, m: float = n) -> float:
            return water_content(suction, s, p["theta_r"], a, m)

        full = content(p["suction_field_capacity_cm"])
        for row, suction in enumerate(suctions):
            out[row, place] = MM_PER_CM * depth[place] * (content(suction) - full)
    return out[0], out[1], out[2]
