"""The sequestration protocol (GSOCseq) for blocks of cells: spin-up, warm-up, forward.

Months outside, cells inside, so that the inner loops become SIMD; every block is full, so that
each cell meets the same instructions wherever it stands. All bounds of a block follow each other
while its weather is in the cache.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fourpermille.kernels.gsocseq_equilibrium import (
    mean_rate_equilibrium,
    seasonal_equilibrium,
)
from fourpermille.kernels.gsocseq_steps import (
    month_rates,
    productivity,
    run_pools,
    shares_left,
    step_deficit,
)
from fourpermille.kernels.rothc import MONTHS_PER_YEAR, co2_ratio
from fourpermille.kernels.scratch import BLOCK, scratch_double

YEAR = MONTHS_PER_YEAR  # counts months here, where the equations divide by it


def run_blocks(
    first: int,
    last: int,
    warm_up_years: int,
    forward_years: int,
    most_wetting_years: int,
    spin_up: Any,
    warm_up: Any,
    forward: Any,
    land: Any,
    soil: Any,
    changes: Any,
    context: Any,
    out: Any,
) -> None:
    """Run the cells ``first`` to ``last`` of arrays with at least BLOCK cells, all bounds.

    ``land`` rows: spin-up, every year of the warm-up, forward; or one for all.
    """
    keep = np.empty((4, YEAR, BLOCK))
    parameters, rules = context.parameters, context.rules
    bio_share = parameters.bio_share
    co2 = parameters.co2_factor, parameters.co2_base, parameters.co2_span, parameters.co2_clay
    dry, rate, mean = scratch_double(keep), scratch_double(keep), scratch_double(keep)
    dpm, rpm = scratch_double(keep), scratch_double(keep)
    bio, hum = scratch_double(keep), scratch_double(keep)
    gain_dpm, gain_rpm = scratch_double(keep), scratch_double(keep)
    gain_bio, gain_hum = scratch_double(keep), scratch_double(keep)
    amount, one, base = scratch_double(keep), scratch_double(keep), scratch_double(keep)
    humified = scratch_double(keep)
    npp, usual, wet = scratch_double(keep), scratch_double(keep), scratch_double(keep)
    rows = land.dpm.shape[0]
    for wanted in range(first, last, BLOCK):
        begin = min(wanted, out.present.shape[1] - BLOCK)
        end = begin + BLOCK
        for bound in range(soil.stock.shape[0]):
            warmer, wetter = changes.temperature[bound], changes.precipitation[bound]
            wilting, clay = soil.wilting[bound, begin:end], soil.clay[bound, begin:end]
            stock, inert = soil.stock[bound, begin:end], soil.inert[bound, begin:end]
            # --- spin-up: the year that repeats itself, and the input that sustains the stock
            share, care = land.dpm[0, begin:end], land.management[0, begin:end]
            for i in range(BLOCK):
                humified[i] = 1.0 / (1.0 + co2_ratio(clay[i], *co2))
                dry[i] = 0.0
            for _again in range(most_wetting_years):
                for i in range(BLOCK):
                    mean[i] = dry[i]
                for month in range(YEAR):
                    step_deficit(spin_up, month, begin, wetter, wilting, context, dry)
                if _settled(mean, dry):
                    break
            for i in range(BLOCK):
                mean[i] = 0.0
                one[i] = 1.0 / MONTHS_PER_YEAR
            for month in range(YEAR):
                step_deficit(spin_up, month, begin, wetter, wilting, context, dry)
                month_rates(spin_up, month, begin, warmer, wilting, care, context, dry, rate)
                shares_left(rate, context, keep, month)
                for i in range(BLOCK):
                    mean[i] += rate[i] / MONTHS_PER_YEAR
            if rules.mean_rate:
                mean_rate_equilibrium(mean, share, humified, parameters, dpm, rpm, bio, hum)
            else:
                seasonal_equilibrium(
                    keep,
                    one,
                    share,
                    humified,
                    bio_share,
                    dpm,
                    rpm,
                    bio,
                    hum,
                    gain_bio,
                    gain_hum,
                    mean,
                    rate,
                )
            spin_up_input = out.spin_up_input[bound, begin:end]
            spun_up = out.spun_up[bound, begin:end]
            for i in range(BLOCK):
                asked = (stock[i] - inert[i]) / ((dpm[i] + rpm[i]) + (bio[i] + hum[i]))
                dpm[i] *= asked
                rpm[i] *= asked
                bio[i] *= asked
                hum[i] *= asked
                spin_up_input[i] = asked
                spun_up[i] = (dpm[i] + rpm[i]) + (bio[i] + hum[i]) + inert[i]
            # --- warm-up: year by year, inputs in proportion to productivity
            productivity(
                spin_up, 0, begin, warmer, wetter, land.npp[0, begin:end], context, wet, base
            )
            for i in range(BLOCK):
                usual[i] = 0.0
            for year in range(warm_up_years):
                row = (1 + year) % rows
                share, care = land.dpm[row, begin:end], land.management[row, begin:end]
                grown = land.npp[row, begin:end]
                productivity(warm_up, year, begin, warmer, wetter, grown, context, wet, npp)
                for i in range(BLOCK):
                    given = spin_up_input[i] * (npp[i] / base[i])
                    usual[i] += given
                    amount[i] = given / MONTHS_PER_YEAR
                for month in range(YEAR):
                    step = year * YEAR + month
                    step_deficit(warm_up, step, begin, wetter, wilting, context, dry)
                    if month < YEAR - 1 or not rules.eleven_steps:
                        month_rates(warm_up, step, begin, warmer, wilting, care, context, dry, rate)
                        shares_left(rate, context, keep, 0)
                        run_pools(
                            keep, 0, 1, amount, share, humified, bio_share, dpm, rpm, bio, hum
                        )
            present, usual_input = out.present[bound, begin:end], out.usual_input[bound, begin:end]
            for i in range(BLOCK):
                present[i] = (dpm[i] + rpm[i]) + (bio[i] + hum[i]) + inert[i]
                usual_input[i] = usual[i] / warm_up_years
                amount[i] = usual_input[i] / MONTHS_PER_YEAR
                gain_dpm[i] = 0.0
                gain_rpm[i] = 0.0
                gain_bio[i] = 0.0
                gain_hum[i] = 0.0
            # --- forward: business as usual, and what one t C/ha/yr more adds
            row = (1 + warm_up_years) % rows
            share, care = land.dpm[row, begin:end], land.management[row, begin:end]
            settled = False
            for year in range(forward_years):
                if not settled:
                    for i in range(BLOCK):
                        mean[i] = dry[i]
                    for month in range(YEAR):
                        step_deficit(forward, month, begin, wetter, wilting, context, dry)
                        month_rates(
                            forward, month, begin, warmer, wilting, care, context, dry, rate
                        )
                        shares_left(rate, context, keep, month)
                    settled = _settled(mean, dry)
                steps = YEAR - 1 if rules.eleven_steps and year == forward_years - 1 else YEAR
                run_pools(keep, 0, steps, amount, share, humified, bio_share, dpm, rpm, bio, hum)
                run_pools(
                    keep,
                    0,
                    steps,
                    one,
                    share,
                    humified,
                    bio_share,
                    gain_dpm,
                    gain_rpm,
                    gain_bio,
                    gain_hum,
                )
            final, gain = out.final[bound, begin:end], out.gain[bound, begin:end]
            for i in range(BLOCK):
                final[i] = (dpm[i] + rpm[i]) + (bio[i] + hum[i]) + inert[i]
                gain[i] = (gain_dpm[i] + gain_rpm[i]) + (gain_bio[i] + gain_hum[i])


def mean_months(first: int, last: int, rows: Any, out: Any) -> None:
    """Mean of each month over the years of a series (months, cells)."""
    years = rows.shape[0] // YEAR
    for month in range(YEAR):
        for cell in range(first, last):
            out[month, cell] = 0.0
        for year in range(years):
            for cell in range(first, last):
                out[month, cell] += rows[year * YEAR + month, cell]
        for cell in range(first, last):
            out[month, cell] /= years


def _settled(before: Any, after: Any) -> bool:
    """Whether the deficit of every cell repeats itself; a missing one counts as settled."""
    moving = 0
    for i in range(BLOCK):
        moving += 1 if after[i] < before[i] or after[i] > before[i] else 0
    return moving == 0
