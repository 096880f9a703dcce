"""The repeating year of one cell of a grid as an affine map, kept in scalars.

The same year as ``places.annual_map``, read from arrays with the month first and the cell last and
without any array for the result: what a GPU thread keeps in its registers. Always in double
precision, since a slow pool turns over by so little in a year that single precision would lose it.
"""

from __future__ import annotations

from typing import Any

from numpy import float64, nan

from fourpermille.kernels.rothc import (
    MONTHS_PER_YEAR,
    RothCParameters,
    decompose,
    next_deficit,
    remaining_share,
)
from fourpermille.kernels.transient_month import month_rate

YEAR = MONTHS_PER_YEAR  # counts months here, where the equations divide by it

# Matrix of the year without its zeros: what is left of DPM and RPM, then what DPM, RPM, BIO and HUM
# leave as BIO and as HUM.
Matrix = tuple[float, float, float, float, float, float, float, float, float, float]
Four = tuple[float, float, float, float]


def row(month: int, rows: int) -> int:
    """The row of a month where one row holds for all months."""
    return month if rows > 1 else 0


def settled_deficit(
    cell: int,
    precipitation: Any,
    evaporation: Any,
    cover: Any,
    limits: Any,
    parameters: RothCParameters,
    most_years: int,
) -> tuple[float, int]:
    """December deficit that repeats itself, from field capacity, as ``places.periodic_deficit``."""
    deficit = 0.0
    for year in range(most_years):
        after = deficit
        for month in range(YEAR):
            plants: Any = float64(cover[row(month, cover.shape[0]), cell])
            covered = plants >= parameters.bare_cover_threshold
            after = next_deficit(
                after,
                float64(precipitation[row(month, precipitation.shape[0]), cell]),
                float64(evaporation[row(month, evaporation.shape[0]), cell]),
                covered,
                float64(limits[0, cell]),
                float64(limits[1, cell]),
            )
        if after == deficit or after != after:
            return after, year
        deficit = after
    return deficit, most_years + 1


def year_of_cell(
    cell: int,
    temperature: Any,
    precipitation: Any,
    evaporation: Any,
    cover: Any,
    management: Any,
    plant_share: Any,
    manure_share: Any,
    plant_dpm: Any,
    limits: Any,
    manure_split: Any,
    humified: Any,
    deficit: float,
    parameters: RothCParameters,
) -> tuple[Matrix, Four, Four, float, float]:
    """Matrix of the year, pools left by a tonne of plants and of manure, mean rate modifier.

    Read off by stepping unit vectors through the months, from a deficit. That after the last month
    comes at the end.
    """
    to_bio = parameters.bio_share * float64(humified[cell])
    to_hum = (1.0 - parameters.bio_share) * float64(humified[cell])
    dpm = rpm = bio_bio = hum_hum = 1.0
    bio_dpm = hum_dpm = bio_rpm = hum_rpm = hum_bio = bio_hum = 0.0
    plant_d = plant_r = plant_b = plant_h = 0.0
    manure_d = manure_r = manure_b = manure_h = 0.0
    total = 0.0
    dry = deficit
    for month in range(YEAR):
        dry, rate = month_rate(
            float64(temperature[row(month, temperature.shape[0]), cell]),
            float64(precipitation[row(month, precipitation.shape[0]), cell]),
            float64(evaporation[row(month, evaporation.shape[0]), cell]),
            float64(cover[row(month, cover.shape[0]), cell]),
            float64(management[row(month, management.shape[0]), cell]),
            dry,
            float64(limits[0, cell]),
            float64(limits[1, cell]),
            float64(limits[2, cell]),
            float64(limits[3, cell]),
            float64(limits[4, cell]),
            parameters,
        )
        total += rate
        k_d = remaining_share(rate, parameters.k_dpm)
        k_r = remaining_share(rate, parameters.k_rpm)
        k_b = remaining_share(rate, parameters.k_bio)
        k_h = remaining_share(rate, parameters.k_hum)
        dpm, _r, bio_dpm, hum_dpm = decompose(
            dpm, 0.0, bio_dpm, hum_dpm, k_d, k_r, k_b, k_h, to_bio, to_hum
        )
        _d, rpm, bio_rpm, hum_rpm = decompose(
            0.0, rpm, bio_rpm, hum_rpm, k_d, k_r, k_b, k_h, to_bio, to_hum
        )
        _d, _r, bio_bio, hum_bio = decompose(
            0.0, 0.0, bio_bio, hum_bio, k_d, k_r, k_b, k_h, to_bio, to_hum
        )
        _d, _r, bio_hum, hum_hum = decompose(
            0.0, 0.0, bio_hum, hum_hum, k_d, k_r, k_b, k_h, to_bio, to_hum
        )
        plant_d, plant_r, plant_b, plant_h = decompose(
            plant_d, plant_r, plant_b, plant_h, k_d, k_r, k_b, k_h, to_bio, to_hum
        )
        manure_d, manure_r, manure_b, manure_h = decompose(
            manure_d, manure_r, manure_b, manure_h, k_d, k_r, k_b, k_h, to_bio, to_hum
        )
        litter = float64(plant_share[row(month, plant_share.shape[0]), cell])
        easy = float64(plant_dpm[row(month, plant_dpm.shape[0]), cell])
        dung = float64(manure_share[row(month, manure_share.shape[0]), cell])
        plant_d += litter * easy
        plant_r += litter * (1.0 - easy)
        manure_d += dung * float64(manure_split[0, cell])
        manure_r += dung * float64(manure_split[1, cell])
        manure_h += dung * float64(manure_split[2, cell])
    return (
        (dpm, rpm, bio_dpm, bio_rpm, bio_bio, bio_hum, hum_dpm, hum_rpm, hum_bio, hum_hum),
        (plant_d, plant_r, plant_b, plant_h),
        (manure_d, manure_r, manure_b, manure_h),
        total / MONTHS_PER_YEAR,
        dry,
    )


def after_year(matrix: Matrix, pools: Four, received: Four) -> Four:
    """Pools a year later."""
    dpm, rpm, bio, hum = pools
    return (
        matrix[0] * dpm + received[0],
        matrix[1] * rpm + received[1],
        matrix[2] * dpm + matrix[3] * rpm + matrix[4] * bio + matrix[5] * hum + received[2],
        matrix[6] * dpm + matrix[7] * rpm + matrix[8] * bio + matrix[9] * hum + received[3],
    )


def repeating_pools(matrix: Matrix, received: Four) -> Four:
    """Pools x with x = A x + b: DPM and RPM stand alone, BIO and HUM are two equations.

    NaN where a pool doesn't decay (frozen all year), since no equilibrium exists there.
    """
    loss_bio, loss_hum = 1.0 - matrix[4], 1.0 - matrix[9]
    if not (1.0 - matrix[0] > 0.0 and 1.0 - matrix[1] > 0.0 and loss_bio > 0.0 and loss_hum > 0.0):
        return nan, nan, nan, nan
    dpm = received[0] / (1.0 - matrix[0])
    rpm = received[1] / (1.0 - matrix[1])
    to_bio = received[2] + matrix[2] * dpm + matrix[3] * rpm
    to_hum = received[3] + matrix[6] * dpm + matrix[7] * rpm
    whole = loss_bio * loss_hum - matrix[5] * matrix[8]
    return (
        dpm,
        rpm,
        (to_bio * loss_hum + matrix[5] * to_hum) / whole,
        (to_hum * loss_bio + matrix[8] * to_bio) / whole,
    )
