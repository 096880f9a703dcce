"""Axes: round steps, and the way from a value to a place on the canvas."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Steps that people count in.
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
# Digits that a label shows at most: values that agree so far are one value, and the rest rounding.
MOST_DIGITS = 6


def is_flat(low: float, high: float) -> bool:
    """Say whether two ends of a range can't be told apart on an axis."""
    return not high - low > 10.0**-MOST_DIGITS


def nice_step(span: float, count: int) -> float:
    """Return a round step that divides the span into about so many parts."""
    if not span > 0:
        return 1.0
    rough = span / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in ROUND if step * power >= rough * (1 - 1e-9))


def nice_ticks(low: float, high: float, count: int) -> list[float]:
    """Return round values that cover low to high, both ends included; two at least."""
    if is_flat(low, high):
        low = high = round((low + high) / 2, MOST_DIGITS)
    step = nice_step(high - low, count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if last == first:
        last += 1
    return [round(i * step, 12) for i in range(first, last + 1)]


def decimals(ticks: list[float]) -> int:
    """Return the digits after the point that tell the ticks apart."""
    for digits in range(MOST_DIGITS + 1):
        if all(abs(t - round(t, digits)) < 1e-9 for t in ticks):
            return digits
    return MOST_DIGITS


@dataclass(frozen=True)
class Scale:
    """A straight way from values (low to high) to pixels (start to end)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value; the middle where the ends are the same."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def many(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the pixel of each of many values."""
        if self.high == self.low:
            return np.full(values.shape, self(self.low))
        share = (values - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)
