"""Copies of the plain-Python kernels with other globals: how one text of the equations serves all.

In a copy, the kernels that it calls are replaced by their compiled selves, names such as ``exp``
by what a machine offers, and, for single precision, the numbers in the text by float32 ones
(Numba takes a literal for float64, which would spread).
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

# Whole numbers of the kernels that count; all others take part in sums and become float32.
WHOLE = {"BLOCK", "EXPONENT_BIAS", "MANTISSA_BITS", "YEAR"}
# Everything that "fast mathematics" means except "there is no NaN and no infinity".
REORDER = {"nsz", "arcp", "contract", "afn", "reassoc"}
HOME = __package__ + "."


def rebound(
    function: Any,
    single: bool,
    part: Callable[[Any], Any],
    replacements: Mapping[str, Any],
) -> Any:
    """Copy a function; ``part`` compiles the kernels it calls, ``replacements`` goes by name."""
    code, scope = function.__code__, function.__globals__

    def other(name: str, value: Any) -> Any:
        if name in replacements:
            return replacements[name]
        if isinstance(value, types.FunctionType) and value.__module__.startswith(HOME):
            return part(value)
        if single and name not in WHOLE and type(value) in (int, float):
            return np.float32(value)
        return value

    replaced = {name: other(name, scope[name]) for name in code.co_names if name in scope}
    if single:
        code = code.replace(co_consts=tuple(typed(c, single) for c in code.co_consts))
    copy = types.FunctionType(code, {**scope, **replaced}, function.__name__)
    copy.__module__ = function.__module__
    return copy


def typed(value: Any, single: bool) -> Any:
    """Give a number or a tuple of parameters the precision of the arrays."""
    precision = np.float32 if single else float
    if hasattr(value, "_fields"):
        return type(value)(*(precision(v) for v in value))
    return np.float32(value) if single and isinstance(value, float) else value
