"""The central run of the sequestration protocol and the two that bound it."""

from __future__ import annotations

import numpy as np

from fourpermille.assessment.gsocseq_rules import ScriptDefects
from fourpermille.core.parameters import ParameterSet, load_parameters
from fourpermille.kernels.gsocseq import Changes, Context, Soil
from fourpermille.kernels.gsocseq_arguments import Moisture, Productivity, Rules
from fourpermille.soil.annual_map import Array
from fourpermille.soil.drivers import kernel_parameters
from fourpermille.soil.inert import falloon

CENTRAL, LOW, HIGH = 0, 1, 2
TEMPERATURE = ("temperature_a", "temperature_b", "temperature_c")


def factors(p: ParameterSet, what: str, bounds: int) -> Array:
    """Factors of a quantity in the central run, the low and the high bound."""
    return np.array([1.0, p[f"{what}_low"], p[f"{what}_high"]][:bounds])


def soil_of_bounds(
    stock: Array,
    clay: Array,
    bounds: int,
    rothc: ParameterSet,
    p: ParameterSet,
    defects: ScriptDefects,
) -> Soil:
    """Stock, inert carbon and clay's effects (bounds, places)."""
    stocks = factors(p, "stock", bounds)[:, None] * stock
    clays = np.minimum(factors(p, "clay", bounds)[:, None] * clay, _ALL_CLAY)
    inert = falloon(stocks[:1] if defects.central_iom_in_bounds else stocks, rothc)
    wilting = -(
        rothc["deficit_constant"]
        + rothc["deficit_clay"] * clays
        - rothc["deficit_clay_squared"] * clays**2
    ) * (p["depth_cm"] / rothc["reference_depth_cm"])
    return Soil(stocks, np.broadcast_to(inert, stocks.shape), clays, wilting)


_ALL_CLAY = 1e2


def changes_of_bounds(bounds: int, p: ParameterSet) -> Changes:
    """What the bounds do to the climate."""
    shift = p["temperature_shift"]
    shifts = np.array([0.0, shift, -shift][:bounds])
    return Changes(shifts, factors(p, "precipitation", bounds))


def context(rothc: ParameterSet, p: ParameterSet, defects: ScriptDefects) -> Context:
    """Constants and rules for the kernel."""
    parameters = kernel_parameters(rothc)
    if defects.rounded_temperature_constants:
        older = load_parameters("rothc_soilr")
        parameters = parameters._replace(**{name: older[name] for name in TEMPERATURE})
    moisture = Moisture(
        rothc["bare_share"],
        1.0 / p["script_bare_divisor"],
        rothc["one_bar_share"],
        rothc["minimum_moisture_modifier"],
    )
    miami = load_parameters("miami_1975")
    npp = Productivity(**{name: miami[name] for name in Productivity._fields})
    rules = Rules(
        explicit_euler=defects.explicit_euler,
        eleven_steps=defects.eleven_steps_a_year,
        december_limit=defects.last_month_deficit_limit,
        january_restart=defects.deficit_restarts_in_january,
        bare_limit=defects.bare_limit,
        mean_rate=defects.annual_mean_rate_spin_up,
        signed_shift=defects.celsius_scaling,
        no_frost_limit=defects.no_frost_limit,
    )
    return Context(parameters, moisture, npp, rules)


def scenario_factors(p: ParameterSet, practices: tuple[str, ...], bounds: int) -> Array:
    """Carbon input of the scenarios (bounds, practices), relative to business as usual."""
    central = np.array([p[f"{name.lower()}_factor"] for name in practices])
    offset = p["ssm_factor_offset"]
    return central + np.array([0.0, -offset, offset][:bounds])[:, None]
