"""Equilibrium of a block of cells under the year of the spin-up, and under its mean modifier."""

from __future__ import annotations

from typing import Any

from fourpermille.kernels.gsocseq_steps import run_pools
from fourpermille.kernels.rothc import MONTHS_PER_YEAR
from fourpermille.kernels.scratch import BLOCK, scratch_double

YEAR = MONTHS_PER_YEAR  # counts months here, where the equations divide by it


def _fill(dpm: Any, rpm: Any, bio: Any, hum: Any, d: float, r: float, b: float, h: float) -> None:
    for i in range(BLOCK):
        dpm[i] = d
        rpm[i] = r
        bio[i] = b
        hum[i] = h


def seasonal_equilibrium(
    keep: Any,
    one: Any,
    share: Any,
    humified: Any,
    bio_share: float,
    dpm: Any,
    rpm: Any,
    bio: Any,
    hum: Any,
    formed_bio: Any,
    formed_hum: Any,
    end_dpm: Any,
    end_rpm: Any,
) -> None:
    """Pools that a year of 1 t C/ha, evenly spread, sustains: the year's map solved by hand.

    DPM and RPM stand alone; BIO and HUM are two equations once those two are known.
    """
    nothing, bio_bio, hum_bio = scratch_double(keep), scratch_double(keep), scratch_double(keep)
    _fill(dpm, rpm, bio, hum, 0.0, 0.0, 0.0, 0.0)
    run_pools(keep, 0, YEAR, one, share, humified, bio_share, dpm, rpm, bio, hum)
    for i in range(BLOCK):
        nothing[i] = 0.0
        end_dpm[i] = dpm[i]
        end_rpm[i] = rpm[i]
    _fill(dpm, rpm, bio, hum, 1.0, 1.0, 0.0, 0.0)
    run_pools(keep, 0, YEAR, nothing, share, humified, bio_share, dpm, rpm, bio, hum)
    for i in range(BLOCK):
        end_dpm[i] = end_dpm[i] / (1.0 - dpm[i])
        end_rpm[i] = end_rpm[i] / (1.0 - rpm[i])
        dpm[i] = end_dpm[i]
        rpm[i] = end_rpm[i]
        bio[i] = 0.0
        hum[i] = 0.0
    run_pools(keep, 0, YEAR, one, share, humified, bio_share, dpm, rpm, bio, hum)
    for i in range(BLOCK):
        formed_bio[i] = bio[i]
        formed_hum[i] = hum[i]
    _fill(dpm, rpm, bio, hum, 0.0, 0.0, 1.0, 0.0)
    run_pools(keep, 0, YEAR, nothing, share, humified, bio_share, dpm, rpm, bio, hum)
    for i in range(BLOCK):
        bio_bio[i] = bio[i]
        hum_bio[i] = hum[i]
    _fill(dpm, rpm, bio, hum, 0.0, 0.0, 0.0, 1.0)
    run_pools(keep, 0, YEAR, nothing, share, humified, bio_share, dpm, rpm, bio, hum)
    for i in range(BLOCK):
        bio_hum = bio[i]
        lost_bio, lost_hum = 1.0 - bio_bio[i], 1.0 - hum[i]
        both = lost_bio * lost_hum - bio_hum * hum_bio[i]
        bio[i] = (formed_bio[i] * lost_hum + formed_hum[i] * bio_hum) / both
        hum[i] = (formed_hum[i] * lost_bio + formed_bio[i] * hum_bio[i]) / both
        dpm[i] = end_dpm[i]
        rpm[i] = end_rpm[i]


def mean_rate_equilibrium(
    mean: Any, share: Any, humified: Any, parameters: Any, dpm: Any, rpm: Any, bio: Any, hum: Any
) -> None:
    """Pools that 1 t C/ha/yr sustains under the mean modifier of the year, in continuous time."""
    for i in range(BLOCK):
        ratio = humified[i] / (1.0 - humified[i])  # BIO and HUM formed per carbon dioxide
        dpm[i] = share[i] / (parameters.k_dpm * mean[i])
        rpm[i] = (1.0 - share[i]) / (parameters.k_rpm * mean[i])
        bio[i] = parameters.bio_share * ratio / (parameters.k_bio * mean[i])
        hum[i] = (1.0 - parameters.bio_share) * ratio / (parameters.k_hum * mean[i])
