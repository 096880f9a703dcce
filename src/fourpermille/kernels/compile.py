"""Compiles the plain-Python kernels as they stand, in several flavours, with a cache on disk.

No equation is written again: Numba gets a copy of a kernel with other globals (``rebind``).

* ``exact``: float64 with ``math.exp``.
* ``double``: float64, the branch-free exponential (1e-11 of itself), no reordering.
* ``fast``: float32, the branch-free exponential, reordering allowed (NaN still means missing).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.extending import overload

from fourpermille.kernels import cells, fast_exp
from fourpermille.kernels.native import NATIVE
from fourpermille.kernels.rebind import REORDER, rebound, typed
from fourpermille.kernels.threads import run_threaded

FLAVOURS = ("exact", "double", "fast")


def compiled(function: Callable[..., Any], flavour: str) -> Callable[..., Any]:
    """A kernel function compiled in a flavour, with all kernels that it calls."""
    if flavour not in FLAVOURS:
        raise ValueError(f"flavour is {flavour!r}, allowed are {FLAVOURS}")
    return _entry(function, flavour)


def compiled_loop(name: str) -> Callable[..., None]:
    """The loop ``name`` of ``kernels.cells``, compiled, its places shared among the processors.

    Runs in float32 where every floating array is float32, else in float64.
    """
    return compiled_places(getattr(cells, name))


@cache
def compiled_places(function: Callable[..., None]) -> Callable[..., None]:
    """A loop whose array arguments all have the place first, compiled and threaded."""

    def loop(*arguments: Any) -> None:
        arrays = [a for a in arguments if isinstance(a, np.ndarray)]
        single = all(a.dtype == np.float32 for a in arrays if a.dtype.kind == "f")
        flavour = "fast" if single else "exact"
        kernel = compiled(function, flavour)
        given = [_plain(a) if isinstance(a, np.ndarray) else typed(a, single) for a in arguments]
        run_threaded(kernel, given, arrays[0].shape[0])

    loop.__name__ = function.__name__
    return loop


def _plain(array: np.ndarray) -> np.ndarray:
    """Contiguous and writable, so that one compiled version serves all callers."""
    if array.flags.c_contiguous and array.flags.writeable:
        return array
    return np.array(array, order="C")


@cache
def _entry(function: Callable[..., Any], flavour: str) -> Callable[..., Any]:
    """The compiled function, kept on disk where a folder for that can be written."""
    try:
        return _numba(function, flavour, on_disk=True)
    except RuntimeError:  # no folder to keep it in: compile in every process
        return _part(function, flavour)


@cache
def _part(function: Callable[..., Any], flavour: str) -> Callable[..., Any]:
    """The compiled function as a part of others, which are kept on disk with it."""
    return _numba(function, flavour, on_disk=False)


def _numba(function: Callable[..., Any], flavour: str, on_disk: bool) -> Callable[..., Any]:
    fast = flavour == "fast"
    names = NATIVE | {"exp": _exp_by_type} if fast else NATIVE
    if flavour == "double":
        names = NATIVE | {"exp": _part(fast_exp.fast_exp_double, "exact")}
    copy = rebound(function, fast, lambda part: _part(part, flavour), names)
    # Numba names its cache after this: flavours and versions of the source must not share it.
    copy.__qualname__ = f"{function.__name__}_{flavour}_{_source_hash()}"
    return numba.njit(
        copy,
        cache=on_disk,
        nogil=True,
        error_model="numpy",
        boundscheck=False,
        forceinline=not on_disk,  # a call that stays in a loop keeps the loop scalar
        fastmath=_liberties(function, flavour),
    )


def _liberties(function: Any, flavour: str) -> Any:
    """What the compiler may do to the order of the arithmetic."""
    if function.__module__ == fast_exp.__name__:
        return {"contract"}  # the exponentials count on the order
    return {"fast": REORDER, "double": {"contract"}}.get(flavour, False)


def _exp_by_type(x: float) -> float:
    """Stand for the fast exponentials where a kernel calls ``exp``."""
    raise NotImplementedError


@overload(_exp_by_type, jit_options={"forceinline": True})
def _choose_exp(x):  # Numba compares signatures to the letter: no annotations
    single = _part(fast_exp.fast_exp, "fast")
    double = _part(fast_exp.fast_exp_double, "exact")
    if x == numba.float32:
        return lambda x: single(x)
    return lambda x: double(x)


@cache
def _source_hash() -> str:
    """Changes when any kernel source changes: Numba itself looks at the outermost file only."""
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
