"""One month of one cell in the order of the model: what grid and GPU runs have in common."""

from __future__ import annotations

from typing import Any

from numpy import float64  # float() leaves a float32 as it is when compiled

from fourpermille.kernels.rothc import (
    RothCParameters,
    cover_modifier,
    decompose,
    moisture_modifier,
    next_deficit,
    remaining_share,
    temperature_modifier,
)


def month_rate(
    air: float,
    rain: float,
    demand: float,
    plants: float,
    management: float,
    deficit: float,
    dry_limit: float,
    bare_limit: float,
    one_bar: float,
    wilting: float,
    minimum: float,
    parameters: RothCParameters,
) -> tuple[float, float]:
    """Deficit after the month, and the product of its modifiers."""
    covered = plants >= parameters.bare_cover_threshold
    after = next_deficit(deficit, rain, demand, covered, dry_limit, bare_limit)
    warmth = temperature_modifier(
        air,
        parameters.temperature_a,
        parameters.temperature_b,
        parameters.temperature_c,
        parameters.temperature_minimum_degc,
    )
    moisture = moisture_modifier(after, one_bar, wilting, minimum)
    return after, warmth * moisture * cover_modifier(plants, parameters.covered_modifier) * (
        management
    )


def quick_shares(rate: float, parameters: RothCParameters) -> tuple[float, float, float]:
    """Shares of DPM, RPM and BIO that a month leaves: in single precision where the weather is."""
    return (
        remaining_share(rate, parameters.k_dpm),
        remaining_share(rate, parameters.k_rpm),
        remaining_share(rate, parameters.k_bio),
    )


def month_pools(
    dpm: float,
    rpm: float,
    bio: float,
    hum: float,
    rate: float,
    keep_dpm: float,
    keep_rpm: float,
    keep_bio: float,
    plant: float,
    manure: float,
    plant_dpm: float,
    manure_dpm: float,
    manure_rpm: float,
    manure_hum: float,
    humified: float,
    parameters: RothCParameters,
) -> tuple[float, float, float, float]:
    """Pools after the month: decomposition, then the inputs.

    HUM is slow and large: a month changes it by less than single precision resolves well. Its
    share is therefore computed in double precision always, which costs little.
    """
    left: Any = decompose(
        dpm,
        rpm,
        bio,
        hum,
        keep_dpm,
        keep_rpm,
        keep_bio,
        remaining_share(float64(rate), float64(parameters.k_hum)),
        parameters.bio_share * humified,
        (1.0 - parameters.bio_share) * humified,
    )
    return (
        left[0] + (plant * plant_dpm + manure * manure_dpm),
        left[1] + (plant * (1.0 - plant_dpm) + manure * manure_rpm),
        left[2],
        left[3] + manure * manure_hum,
    )
