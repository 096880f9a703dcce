"""exp(x) for x <= 0 in single precision, without a branch or a call, so that loops become SIMD.

Numba's wheels carry no vector mathematics, and one scalar ``exp`` in an inner loop keeps the whole
loop scalar. x = n ln 2 + r with |r| <= ln(2)/2; exp(r) by the Taylor series to the sixth power
(remainder below 1.3e-7 of 2**-6 there); 2**n by writing n into the exponent bits.
"""

from __future__ import annotations

import struct
from math import log

# Adding 1.5 * 2**23 to a float32 rounds it to a whole number, kept in the lowest bits.
ROUNDER = 1.5 * 2.0**23
LOG2_E = 1.0 / log(2.0)
# ln 2 in two parts, the first with so few bits that n times it is exact.
LN2_HIGH = 355.0 / 512.0
LN2_LOW = log(2.0) - LN2_HIGH
LOWEST = -87.0  # exp is 1.6e-38 here, still a normal float32
EXPONENT_BIAS = 127
MANTISSA_BITS = 23
C2, C3, C4, C5, C6 = 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720


def float_bits(value: float) -> int:
    """The 32 bits of a float32 as an integer."""
    return int(struct.unpack("<i", struct.pack("<f", value))[0])


def bits_float(bits: int) -> float:
    """The float32 of 32 bits."""
    return float(struct.unpack("<f", struct.pack("<I", bits & 0xFFFFFFFF))[0])


def fast_exp(x: float) -> float:
    """exp(x), x <= 0, to about one unit in the last place; NaN stays NaN."""
    held = LOWEST if x < LOWEST else x
    shifted = held * LOG2_E + ROUNDER
    n = shifted - ROUNDER
    r = (held - n * LN2_HIGH) - n * LN2_LOW
    series = 1.0 + r * (1.0 + r * (C2 + r * (C3 + r * (C4 + r * (C5 + r * C6)))))
    return series * bits_float((float_bits(shifted) + EXPONENT_BIAS) << MANTISSA_BITS)
