"""Gases as CO2, and the years in which a balance changes its sign."""

from __future__ import annotations

from typing import Any

import numpy as np

KG_PER_T = 1000


def to_co2e(kg: Any, potential: Any) -> Any:
    """T CO2e of a mass in kg."""
    return kg * potential / KG_PER_T


def sign_changes(net: Any) -> Any:
    """1 where a value of the last axis has the other sign than the last one that had any.

    Zeros and missing values have no sign: the one before them goes on.
    """
    sign = np.sign(np.nan_to_num(net))
    position = np.arange(sign.shape[-1])
    last = np.maximum.accumulate(np.where(sign != 0, position, 0), axis=-1)
    held = np.take_along_axis(sign, last, axis=-1)
    turned = np.zeros(sign.shape)
    turned[..., 1:] = (held[..., 1:] * held[..., :-1]) < 0
    return turned
