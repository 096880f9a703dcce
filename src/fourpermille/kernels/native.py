"""What the kernels need from the machine and plain Python spells differently."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


@intrinsic
def float_bits(_context: Any, value: Any) -> Any:
    """Bits of a float32 as an int32."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(32))

    return types.int32(value), code


@intrinsic
def bits_float(_context: Any, value: Any) -> Any:
    """float32 of the low 32 bits of an integer."""

    def code(_context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        bits = arguments[0]
        if signature.args[0].bitwidth > 32:
            bits = builder.trunc(bits, ir.IntType(32))
        return builder.bitcast(bits, ir.FloatType())

    return types.float32(value), code


NATIVE = {"float_bits": float_bits, "bits_float": bits_float}
