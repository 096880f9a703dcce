"""The GPU run: in Numba's simulator, and what is said where it can't run."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fourpermille.kernels import cuda

from .grids import PARAMETERS, random_grid

SIMULATE = """
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from grids import PARAMETERS, plain_run, random_grid
from fourpermille.kernels import cuda
for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 1e-4)):
    for cells, months in ((0, 12), (1, 13), (3, 36)):
        grid = random_grid(cells, months, 21, dtype)
        found = cuda.run(*grid, PARAMETERS)
        wanted = plain_run(*grid)
        assert found.soc_stock_tc_ha.shape == (months // 12, cells)
        assert found.soc_stock_tc_ha.dtype == dtype
        for one, other in ((found, wanted), (found.end, wanted.end)):
            apart = np.abs(one[0] - other[0]).max(initial=0.0)
            assert apart < tolerance, (dtype, cells, apart)
print("same")
"""


def test_the_simulated_device_agrees_with_the_scalar_kernels() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SIMULATE, str(Path(__file__).parent)],
        env={**os.environ, "NUMBA_ENABLE_CUDASIM": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == "same", run.stderr


@pytest.mark.skipif(
    cuda.simulated() or importlib.util.find_spec("numba_cuda") is not None,
    reason="numba-cuda is here",
)
def test_without_the_extra_the_message_names_it() -> None:
    with pytest.raises(ImportError, match=r"fourpermille\[gpu\]"):
        cuda.run(*random_grid(2, 12, 1), PARAMETERS)
