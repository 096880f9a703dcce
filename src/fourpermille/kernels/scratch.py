"""Room for one block of cells, small enough to stay in the fastest cache."""

from __future__ import annotations

from typing import Any

import numpy as np

# Cells of a block: about 18 arrays of this length are in use at once.
BLOCK = 256


def scratch_like(array: Any) -> Any:
    """BLOCK numbers of the type of ``array``, not set to anything."""
    return np.empty(BLOCK, dtype=array.dtype)


def scratch_double(array: Any) -> Any:
    """BLOCK numbers in double precision, not set to anything."""
    return np.empty(BLOCK)
