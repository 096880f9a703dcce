"""Compiles the scalar kernels for CUDA, with all that they call."""

from __future__ import annotations

from functools import cache
from typing import Any

from fourpermille.kernels.devices import toolkit
from fourpermille.kernels.rebind import REORDER, rebound


@cache
def device_function(function: Any, single: bool) -> Any:
    """Compile a kernel function for the device, with all that it calls."""
    copy = rebound(function, single, lambda part: device_function(part, single), {})
    return toolkit().jit(copy, device=True, fastmath=_liberties(single))


@cache
def device_kernel(function: Any, single: bool) -> Any:
    """Compile a function that a launch starts in every thread; Numba's module is its ``cuda``."""
    copy = rebound(
        function, single, lambda part: device_function(part, single), {"cuda": toolkit()}
    )
    return toolkit().jit(copy, fastmath=_liberties(single))


def _liberties(single: bool) -> Any:
    """As on the CPU: single precision may reorder and use the device's own exp and division."""
    return set(REORDER) if single else False
