"""What the kernel of the sequestration protocol (GSOCseq) is given and gives back.

All arrays are contiguous, cells last. ``bounds`` counts the variants of a cell that run side by
side: the central one, and the two that bound it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourpermille.kernels.rothc import RothCParameters

Array = NDArray[np.floating[Any]]


class Weather(NamedTuple):
    """Months of a phase (rows, cells), float64 or float32; fewer rows repeat.

    Air temperature (degC), precipitation and evaporation (mm), plant cover (share).
    """

    temperature: Array
    precipitation: Array
    evaporation: Array
    cover: Array


class Land(NamedTuple):
    """Land use of the cells (rows, cells): one row that stays, or spin-up, each year, forward.

    ``dpm`` is the DPM share of the plant input, ``npp`` the factor of productivity, ``management``
    a factor of decay (flooded rice).
    """

    dpm: Array
    npp: Array
    management: Array


class Soil(NamedTuple):
    """Soil of the cells (bounds, cells): stock and inert carbon (t C/ha), clay (%).

    ``wilting`` is the largest deficit (mm).
    """

    stock: Array
    inert: Array
    clay: Array
    wilting: Array


class Changes(NamedTuple):
    """What a bound does to the climate (bounds): relative shifts of temperature and rain."""

    temperature: Array
    precipitation: Array


class Moisture(NamedTuple):
    """Shares of the largest deficit, and the lowest modifier."""

    bare_share: float
    script_bare_share: float
    one_bar_share: float
    minimum: float


class Productivity(NamedTuple):
    """The Miami model's constants, in the order of its parameter set."""

    ceiling_g_m2_yr: float
    temperature_constant: float
    temperature_slope: float
    precipitation_slope: float


class Rules(NamedTuple):
    """Whether a defect of the protocol's scripts is repeated (all False: the exact protocol)."""

    explicit_euler: bool
    eleven_steps: bool
    december_limit: bool
    january_restart: bool
    bare_limit: bool
    mean_rate: bool
    signed_shift: bool
    no_frost_limit: bool


class Context(NamedTuple):
    """The constants and rules of a run."""

    parameters: RothCParameters
    moisture: Moisture
    npp: Productivity
    rules: Rules


class Outcome(NamedTuple):
    """Results (bounds, cells): stocks (t C/ha), inputs (t C/ha/yr), and years of response.

    ``gain`` is the stock at the end per t C/ha/yr of input in every year of the forward phase.
    """

    spun_up: Array
    present: Array
    final: Array
    gain: Array
    spin_up_input: Array
    usual_input: Array
