"""Which version of a kernel runs: plain Python for a few sites, compiled for many."""

from __future__ import annotations

from collections.abc import Callable

from fourpermille.kernels import cells

# Below this many monthly values the plain version is done before the compiled one is loaded.
SMALLEST_COMPILED = 2_000


def kernel(name: str, values: int) -> Callable[..., None]:
    """The loop ``name`` of ``kernels.cells`` for an array of ``values`` elements."""
    if values < SMALLEST_COMPILED:
        plain: Callable[..., None] = getattr(cells, name)
        return plain
    from fourpermille.kernels.compile import compiled_loop  # slow import

    return compiled_loop(name)
