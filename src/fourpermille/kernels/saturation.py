"""Gains that end, and gains that are lost again: closed forms in years since the beginning."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


def fading_gain(age: Any, rate: Any, fading_years: Any, room: Any = None) -> Array:
    """Gain after ``age`` years of a rate that fades with a time constant.

    Without ``room``: rate tau (1 - e^(-t/tau)). With it, the rate is besides in proportion to the
    room that is left: G' = rate e^(-t/tau) (1 - G / room), whose solution is
    room (1 - exp(-G_0 / room)), G_0 being the gain without it. A loss needs no room.
    """
    free = np.asarray(rate * fading_years * -np.expm1(-np.asarray(age, float) / fading_years))
    return free if room is None else gain_within(free, room)


def gain_within(free: Any, room: Any) -> Array:
    """What a gain becomes where its rate is in proportion to the room that is left.

    G' = G_0' (1 - G / room) has the solution room (1 - exp(-G_0 / room)). No room, no gain; a loss
    needs none; where the room is missing, so is the gain.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        held = room * -np.expm1(-free / room)
    full = np.asarray(room) <= 0.0  # False where it is missing
    return np.asarray(np.where(free > 0.0, np.where(full, 0.0, held), free))


def even_gain(age: Any, rate: Any, years: Any) -> Array:
    """Gain after ``age`` years of a constant rate that stops after ``years``."""
    return np.asarray(rate * np.minimum(np.asarray(age, float), years))


def retained_share(age: Any, hazard: float, loss_years: float) -> Array:
    """Expected share of a gain that is still there ``age`` years after it was made.

    A field gives up with a constant hazard h a year; from then on its gain decays with the time
    constant tau: e^(-h t) + h (e^(-t/tau) - e^(-h t)) / (h - 1/tau), and e^(-h t) (1 + h t) where
    h = 1/tau.
    """
    t = np.asarray(age, float)
    apart = hazard - 1.0 / loss_years
    kept = np.exp(-hazard * t)
    # (e^(-t/tau) - e^(-h t)) / (h - 1/tau), stable where the two rates meet
    z = apart * t
    near = np.abs(z) < 1.0
    small = np.where(near & (z != 0.0), z, 1.0)
    slope = np.where(z == 0.0, 1.0, np.expm1(small) / small)
    far = (np.exp(-t / loss_years) - kept) / (apart if apart else 1.0)
    return np.asarray(kept + hazard * np.where(near, kept * t * slope, far))
