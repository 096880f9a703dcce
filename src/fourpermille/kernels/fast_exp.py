"""exp(x) for x <= 0 without a branch or a call, so that loops become SIMD.

Numba's wheels carry no vector mathematics, and one scalar ``exp`` in an inner loop keeps the whole
loop scalar. x = n ln 2 + r with |r| <= ln(2)/2; exp(r) by its Taylor series; 2**n by writing n
into the exponent bits. The series leaves 1e-10 (sixth power, single) and 7e-12 (ninth, double).
"""

from __future__ import annotations

import struct
from math import factorial, log

# Adding 1.5 * 2**23 to a float32 rounds it to a whole number, kept in the lowest bits.
ROUNDER = 1.5 * 2.0**23
ROUNDER_DOUBLE = 1.5 * 2.0**52
LOG2_E = 1.0 / log(2.0)
# ln 2 in two parts, the first with so few bits that n times it is exact.
LN2_HIGH = 355.0 / 512.0
LN2_LOW = log(2.0) - LN2_HIGH
LOWEST = -87.0  # exp is 1.6e-38 here, still a normal float32
EXPONENT_BIAS = 127
MANTISSA_BITS = 23
EXPONENT_BIAS_DOUBLE = 1023
MANTISSA_BITS_DOUBLE = 52
C2, C3, C4, C5, C6, C7, C8, C9 = (1.0 / factorial(power) for power in range(2, 10))


def float_bits(value: float) -> int:
    """The 32 bits of a float32 as an integer."""
    return int(struct.unpack("<i", struct.pack("<f", value))[0])


def bits_float(bits: int) -> float:
    """The float32 of 32 bits."""
    return float(struct.unpack("<f", struct.pack("<I", bits & 0xFFFFFFFF))[0])


def double_bits(value: float) -> int:
    """The 64 bits of a float64 as an integer."""
    return int(struct.unpack("<q", struct.pack("<d", value))[0])


def bits_double(bits: int) -> float:
    """The float64 of 64 bits."""
    return float(struct.unpack("<d", struct.pack("<Q", bits & 0xFFFFFFFFFFFFFFFF))[0])


def fast_exp(x: float) -> float:
    """exp(x), x <= 0, in single precision, to about one unit in the last place; NaN stays NaN."""
    held = LOWEST if x < LOWEST else x
    shifted = held * LOG2_E + ROUNDER
    n = shifted - ROUNDER
    r = (held - n * LN2_HIGH) - n * LN2_LOW
    series = 1.0 + r * (1.0 + r * (C2 + r * (C3 + r * (C4 + r * (C5 + r * C6)))))
    return series * bits_float((float_bits(shifted) + EXPONENT_BIAS) << MANTISSA_BITS)


def fast_exp_double(x: float) -> float:
    """exp(x), x <= 0, to 1e-11 of itself; NaN stays NaN."""
    held = LOWEST if x < LOWEST else x
    shifted = held * LOG2_E + ROUNDER_DOUBLE
    n = shifted - ROUNDER_DOUBLE
    r = (held - n * LN2_HIGH) - n * LN2_LOW
    tail = C5 + r * (C6 + r * (C7 + r * (C8 + r * C9)))
    series = 1.0 + r * (1.0 + r * (C2 + r * (C3 + r * (C4 + r * tail))))
    bits = (double_bits(shifted) + EXPONENT_BIAS_DOUBLE) << MANTISSA_BITS_DOUBLE
    return series * bits_double(bits)
