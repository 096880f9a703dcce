"""The same run in NumPy, as one would write it without a compiler, on the kernels' own equations.

The scalar functions choose with ``if``; on arrays that is ``numpy.where``. This is a reference for
speed and a second opinion, used by the benchmark only.
"""

from __future__ import annotations

import numpy as np

from benchmarks.world import PARAMETERS as P
from fourpermille.kernels.transient import Forcing, Soil, State


def numpy_run(forcing: Forcing, soil: Soil, start: State) -> np.ndarray:
    """Stock (years, cells) at the end of each year."""
    dpm, rpm, bio, hum = start.pools_tc_ha.copy()
    dry = start.soil_moisture_deficit_mm.copy()
    covered_limit, bare_limit, one_bar, wilting, lowest = soil.deficit_limits
    months = len(forcing.air_temperature_degc)
    out = np.empty((months // 12, dpm.size))
    for month in range(months):
        air, rain, demand, plants, _, plant, manure, share = (a[month % len(a)] for a in forcing)
        cold = air < P.temperature_minimum_degc
        warm = np.where(cold, P.temperature_minimum_degc, air)
        warmth = np.where(
            cold, 0, P.temperature_a / (1 + np.exp(P.temperature_b / (warm + P.temperature_c)))
        )
        limit = np.where(
            plants >= P.bare_cover_threshold, covered_limit, np.minimum(bare_limit, dry)
        )
        dry = np.maximum(limit, np.minimum(0, dry + rain - demand))
        moisture = lowest + (1 - lowest) * (wilting - dry) / (wilting - one_bar)
        moisture = np.where(dry > one_bar, 1, np.maximum(moisture, lowest))
        rate = warmth * moisture * (1 - (1 - P.covered_modifier) * plants)
        keep = [np.exp(-rate * k / 12) for k in (P.k_dpm, P.k_rpm, P.k_bio, P.k_hum)]
        lost = sum(p * (1 - k) for p, k in zip((dpm, rpm, bio, hum), keep, strict=True))
        formed = soil.humified_share * lost
        dpm = dpm * keep[0] + share * plant + soil.manure_split[0] * manure
        rpm = rpm * keep[1] + (1 - share) * plant + soil.manure_split[1] * manure
        bio = bio * keep[2] + P.bio_share * formed
        hum = hum * keep[3] + (1 - P.bio_share) * formed + soil.manure_split[2] * manure
        if month % 12 == 11:
            out[month // 12] = dpm + rpm + bio + hum + soil.iom_tc_ha
    return out
