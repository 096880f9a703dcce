"""The GPU runs: in Numba's simulator, on a real device where there is one."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fourpermille.kernels import cuda, cuda_blocks, devices

from . import gpu_checks
from .grids import PARAMETERS, random_grid


def test_the_simulated_device_agrees_with_the_scalar_kernels() -> None:
    run = subprocess.run(
        [sys.executable, str(Path(gpu_checks.__file__))],
        env={**os.environ, "NUMBA_ENABLE_CUDASIM": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == "same", run.stderr


def test_a_real_device_agrees_with_the_scalar_kernels(gpu: str) -> None:
    assert gpu
    gpu_checks.everything(1000)


@pytest.mark.skipif(
    cuda.simulated() or importlib.util.find_spec("numba_cuda") is not None,
    reason="numba-cuda is here",
)
def test_without_the_extra_the_message_names_it() -> None:
    with pytest.raises(ImportError, match=r"fourpermille\[gpu\]"):
        cuda.run(*random_grid(2, 12, 1), PARAMETERS)
    assert devices.choose("auto") == "cpu"
    assert devices.cuda_device() is None


def test_without_a_device_the_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "toolkit", _no_device)
    with pytest.raises(RuntimeError, match="no CUDA device"):
        devices.choose("cuda")
    assert devices.choose("auto") == "cpu"
    assert devices.choose("cpu") == "cpu"


def _no_device() -> None:
    raise RuntimeError("no CUDA device answers")


def test_another_word_is_refused() -> None:
    with pytest.raises(ValueError, match="tpu"):
        devices.choose("tpu")


@pytest.mark.parametrize(("free", "each"), [(1e9, 1000), (8e10, 20_000), (1e12, 12), (10, 1000)])
def test_blocks_fit_the_device(free: float, each: int) -> None:
    cells = cuda_blocks.fitting_cells(free, each)
    assert cells % cuda_blocks.THREADS_PER_BLOCK == 0
    assert cells >= cuda_blocks.THREADS_PER_BLOCK
    fits = cuda_blocks.BLOCKS_UNDER_WAY * cells * each <= free
    assert fits or cells == cuda_blocks.THREADS_PER_BLOCK
    assert cells * each <= max(cuda_blocks.LARGEST_PINNED_BYTES, each * cells * (not fits))
