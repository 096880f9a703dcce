"""What can compute here: the processor always, CUDA devices where numba-cuda finds them."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any, NamedTuple

CPU, CUDA, AUTO = "cpu", "cuda", "auto"
DEVICES = (CPU, CUDA, AUTO)
# numba.cuda and the package that holds it since it left Numba.
PACKAGE = "numba_cuda"


class CudaDevice(NamedTuple):
    """A device as its driver describes it; memory in bytes, free at the time of asking."""

    name: str
    free_bytes: float
    total_bytes: float


def simulated() -> bool:
    """Whether Numba plays the GPU on the CPU."""
    return os.environ.get("NUMBA_ENABLE_CUDASIM", "0") == "1"


def toolkit() -> Any:
    """Give Numba's CUDA module, or say what is missing.

    Raises ImportError without numba-cuda, RuntimeError without a device.
    """
    if not simulated() and find_spec(PACKAGE) is None:
        raise ImportError(
            "The GPU run needs numba-cuda: pip install 'fourpermille[gpu]'. "
            "The same run works on the CPU without it."
        )
    from numba import cuda as module  # slow import

    if not simulated() and not module.is_available():
        raise RuntimeError("numba-cuda is installed, but no CUDA device answers.")
    return module


def choose(device: str) -> str:
    """``cpu`` or ``cuda``; ``auto`` is CUDA where it can run.

    Raises ValueError for another word, ImportError or RuntimeError where CUDA is asked for and
    can't be had.
    """
    if device not in DEVICES:
        raise ValueError(f"device is {device!r}, allowed are {DEVICES}")
    if device == CPU:
        return CPU
    try:
        toolkit()
    except (ImportError, RuntimeError):
        if device == CUDA:
            raise
        return CPU
    return CUDA


def cuda_device() -> CudaDevice | None:
    """The CUDA device that runs would use, or None."""
    if choose(AUTO) == CPU:
        return None
    module = toolkit()
    name = "simulated" if simulated() else module.get_current_device().name
    text = name.decode() if isinstance(name, bytes) else str(name)
    return CudaDevice(text, *free_memory(module))


def free_memory(module: Any) -> tuple[float, float]:
    """Free and total bytes of the current device."""
    free, total = module.current_context().get_memory_info()
    return float(free), float(total)
