"""What the compiled kernels need from the machine and plain Python spells differently."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils as numba_code
from numba.extending import intrinsic
from numba.np import arrayobj as numba_arrays

from fourpermille.kernels.scratch import BLOCK

arrayobj: Any = numba_arrays
cgutils: Any = numba_code


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


@intrinsic
def double_bits(_context: Any, value: Any) -> Any:
    """Bits of a float64 as an int64."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(value), code


@intrinsic
def bits_double(_context: Any, value: Any) -> Any:
    """float64 of the 64 bits of an integer."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(value), code


@intrinsic
def scratch_like(_context: Any, array: Any) -> Any:
    """BLOCK numbers of the type of ``array`` on the stack."""
    return _on_the_stack(array.dtype)(array), _stack_array


@intrinsic
def scratch_double(_context: Any, array: Any) -> Any:
    """BLOCK numbers in double precision on the stack."""
    return _on_the_stack(types.float64)(array), _stack_array


def _on_the_stack(dtype: Any) -> Any:
    return types.Array(dtype, 1, "C")


def _stack_array(context: Any, builder: Any, signature: Any, _arguments: Any) -> Any:
    """Memory of which the compiler knows that nobody else sees it.

    Arrays from outside might overlap, and with many of them the compiler gives up on SIMD.
    """
    block = signature.return_type
    element = context.get_data_type(block.dtype)
    width = context.get_abi_sizeof(element)
    built = arrayobj.make_array(block)(context, builder)
    arrayobj.populate_array(
        built,
        data=cgutils.alloca_once(builder, element, size=BLOCK),
        shape=cgutils.pack_array(builder, [context.get_constant(types.intp, BLOCK)]),
        strides=cgutils.pack_array(builder, [context.get_constant(types.intp, width)]),
        itemsize=context.get_constant(types.intp, width),
        meminfo=None,
    )
    return built._getvalue()


NATIVE = {
    "float_bits": float_bits,
    "bits_float": bits_float,
    "double_bits": double_bits,
    "bits_double": bits_double,
    "scratch_like": scratch_like,
    "scratch_double": scratch_double,
}
