"""What drives RothC at a place: modifiers of every month, inputs by stream, soil constants."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import partial

import numpy as np

from fourpermille.core.errors import (
    ApplicabilityWarning,
    InputError,
    MissingVariableError,
    Problem,
)
from fourpermille.core.i18n import _, ngettext
from fourpermille.core.parameters import ParameterSet
from fourpermille.kernels.demand import LONGEST_WETTING_YEARS
from fourpermille.kernels.rothc import MONTHS_PER_YEAR, RothCParameters
from fourpermille.soil.annual_map import Array
from fourpermille.soil.backend import kernel
from fourpermille.soil.labels import Cells
from fourpermille.soil.moisture import MoistureOptions, deficit_limits

CLIMATE = (
    "air_temperature_degc",
    "precipitation_mm",
    "open_pan_evaporation_mm",
    "pet_mm",
    "plant_cover",
    "rate_modifier",
)
SOIL = ("clay_percent", "depth_cm", "dpm_rpm_ratio")
RATE_FACTORS = ("tillage_modifier", "paddy_modifier", "rate_calibration_factor")
INPUTS = (
    "plant_input_tc_ha_month",
    "plant_input_tc_ha_yr",
    "manure_input_tc_ha_month",
    "manure_input_tc_ha_yr",
)


@dataclass(frozen=True)
class Climate:
    """Rate modifiers (places, months) and what they came from.

    ``parts`` (places, months, 4): temperature, moisture and cover modifier, deficit (mm); None
    where the rate modifier was given as such. ``deficit`` (places): after the last month.
    """

    rate: Array
    parts: Array | None
    deficit: Array


def kernel_parameters(parameters: ParameterSet) -> RothCParameters:
    """The constants of a parameter set in the order of the kernel."""
    return RothCParameters(**{name: parameters[name] for name in RothCParameters._fields})


def humified_share(clay_percent: Array, parameters: ParameterSet) -> Array:
    """Share of decomposed carbon that stays in the soil, 1 / (1 + x), from clay (places, %)."""
    clay = np.ascontiguousarray(clay_percent, dtype=float)
    out = np.empty_like(clay)
    kernel("all_humified_shares", clay.size)(clay, kernel_parameters(parameters), out)
    return out


def dpm_share(cells: Cells) -> Array:
    """DPM share (places, months) of the plant inputs, r / (1 + r)."""
    ratio = cells.per_month("dpm_rpm_ratio")
    return np.asarray(ratio / (1.0 + ratio))


def input_pattern(cells: Cells, stream: str) -> Array:
    """Monthly amounts (places, months, t C/ha) of a stream, as given; zero where not given."""
    monthly, yearly = f"{stream}_input_tc_ha_month", f"{stream}_input_tc_ha_yr"
    if cells.has(monthly) and cells.has(yearly):
        raise InputError(
            Problem(
                what=_("the same input is given twice"),
                column=f"{monthly}, {yearly}",
                todo=_("Keep one of the two."),
            )
        )
    if cells.has(monthly):
        return cells.per_month(monthly)
    return cells.per_month(yearly, default=0.0) / MONTHS_PER_YEAR


def year_shares(amounts: Array) -> Array:
    """Monthly shares (places, 12) of a year's input; even where nothing is given."""
    total = amounts.sum(axis=1, keepdims=True)
    even = np.full_like(amounts, 1.0 / amounts.shape[1])
    return np.divide(amounts, total, out=even, where=total > 0)


def manure_split(cells: Cells, parameters: ParameterSet) -> Array:
    """(places, 3): DPM, RPM and HUM shares of manure and other amendments."""
    names = ("manure_dpm_fraction", "manure_rpm_fraction", "manure_hum_fraction")
    given = [name for name in names if cells.has(name)]
    if given and len(given) < len(names):
        raise MissingVariableError(
            Problem(
                what=_("an amendment's split needs its three shares"),
                column=", ".join(set(names) - set(given)),
                todo=_("Give all three shares, or none for farmyard manure."),
            )
        )
    defaults = (parameters["manure_dpm"], parameters["manure_rpm"], parameters["manure_hum"])
    split = np.stack(
        [cells.per_place(name, default=value) for name, value in zip(names, defaults, strict=True)],
        axis=-1,
    )
    if not np.allclose(split.sum(axis=-1)[np.isfinite(split.sum(axis=-1))], 1.0, atol=1e-9):
        raise InputError(
            Problem(
                what=_("the shares of an amendment don't add up to 1"),
                column=", ".join(names),
                found=float(split.sum(axis=-1)[0]),
                allowed="1",
            )
        )
    return split


def evaporation(cells: Cells, parameters: ParameterSet) -> Array:
    """Evaporation (places, months, mm): potential, or 0.75 of that of an open pan."""
    refuse_two_evaporations(cells)
    if cells.has("open_pan_evaporation_mm"):
        return parameters["open_pan_factor"] * cells.per_month("open_pan_evaporation_mm")
    return cells.per_month("pet_mm")


def refuse_two_evaporations(cells: Cells) -> None:
    """Raise InputError where potential and open-pan evaporation are both given."""
    if cells.has("pet_mm") and cells.has("open_pan_evaporation_mm"):
        raise InputError(
            Problem(
                what=_("two evaporations are given"),
                column="pet_mm, open_pan_evaporation_mm",
                todo=_("Keep pet_mm (used as it is) or open_pan_evaporation_mm (times 0.75)."),
            )
        )


def climate(
    cells: Cells, parameters: ParameterSet, options: MoistureOptions, start_deficit: Array | None
) -> Climate:
    """Modifiers of every month; the deficit starts where it repeats itself (climatology).

    A series starts at ``start_deficit``, or at field capacity where that is None.
    """
    extra = management_modifier(cells)
    if cells.has("rate_modifier"):
        given = [name for name in CLIMATE[:-1] if cells.has(name)]
        if given:
            raise InputError(
                Problem(
                    what=_("rate_modifier takes the place of all climate variables"),
                    column=", ".join(given),
                    todo=_("Remove them, or rate_modifier."),
                )
            )
        rate = cells.per_month("rate_modifier") * extra
        return Climate(rate, None, np.zeros(cells.size))
    p = kernel_parameters(parameters)
    limits = deficit_limits(cells, parameters, options)
    weather = (
        cells.per_month("precipitation_mm"),
        evaporation(cells, parameters),
        cells.per_month("plant_cover"),
        limits,
    )
    if start_deficit is None and cells.is_climatology:
        start_deficit = repeating_deficit(weather, p)
    elif start_deficit is None:
        start_deficit = np.zeros(cells.size)
    temperature = cells.per_month("air_temperature_degc")
    parts = np.empty((*temperature.shape, 4))
    deficit = np.empty(cells.size)
    kernel("all_modifiers", temperature.size)(
        temperature, *weather, start_deficit, p, parts, deficit
    )
    rate = parts[..., 0] * parts[..., 1] * parts[..., 2] * extra
    return Climate(rate, parts, deficit)


def repeating_deficit(weather: tuple[Array, Array, Array, Array], p: RothCParameters) -> Array:
    """Deficit (places, mm) at the end of December that the year repeats; warns where it drifts."""
    deficit = np.empty(weather[0].shape[0])
    years = np.empty(weather[0].shape[0], dtype=np.int64)
    kernel("all_periodic_deficits", weather[0].size)(
        *weather, p, LONGEST_WETTING_YEARS, deficit, years
    )
    warn_drifting(years, *(np.moveaxis(array, 0, -1) for array in weather))
    return deficit


def warn_drifting(years: Array, *given: Array) -> None:
    """Say at how many places the deficit finds no repeating year.

    ``years`` (places) as the kernels count them; ``given`` (…, places): what the deficit follows
    from. A place that lacks any of it has no deficit, and none that could drift.
    """
    places = np.flatnonzero(years > LONGEST_WETTING_YEARS)
    drifting = sum(all(np.isfinite(array[..., place]).all() for array in given) for place in places)
    if drifting:
        warnings.warn(ApplicabilityWarning(partial(_drifting, drifting)), stacklevel=3)


def _drifting(count: int) -> str:
    return ngettext(
        "{count} place: the soil moisture deficit doesn't repeat within {years} years",
        "{count} places: the soil moisture deficit doesn't repeat within {years} years",
        count,
    ).format(count=count, years=LONGEST_WETTING_YEARS)


def management_modifier(cells: Cells) -> Array:
    """Product (places, months) of the factors beside climate; 1 where none is given.

    Tillage, paddy rice and the rate factor of a bias correction.
    """
    out = np.ones((cells.size, cells.months))
    for name in RATE_FACTORS:
        if cells.has(name):
            out = out * cells.per_month(name)
    return out
