"""The plain C++ loop: compiled when the benchmark runs, called on the same arrays."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.world import MANURE, PARAMETERS
from fourpermille.kernels.transient import Forcing, Soil, State, Transient

SOURCE = Path(__file__).parent / "cpp" / "rothc_loop.cpp"
FLAGS = ("-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC")
NAMES = (
    "temperature_a",
    "temperature_b",
    "temperature_c",
    "temperature_minimum_degc",
    "covered_modifier",
    "bare_cover_threshold",
    "k_dpm",
    "k_rpm",
    "k_bio",
    "k_hum",
    "bio_share",
)


def compiler() -> str | None:
    """Path of g++, or None."""
    return shutil.which("g++")


def plain_loop(forcing: Forcing, soil: Soil, start: State) -> Callable[[], Transient]:
    """The C++ loop, ready to run on float32 arrays of a grid."""
    library = _build()
    months, cells = forcing.air_temperature_degc.shape
    values = (*(getattr(PARAMETERS, name) for name in NAMES), *MANURE)
    constants = (ctypes.c_float * len(values))(*values)
    given = (
        *forcing[:4],
        forcing.plant_input_tc_ha_month,
        forcing.manure_input_tc_ha_month,
        soil.deficit_limits,
        forcing.plant_dpm_share,
        soil.humified_share,
        soil.iom_tc_ha,
    )
    assert all(a.dtype == np.float32 and a.flags.c_contiguous for a in (*given, *start))

    def run() -> Transient:
        pools, deficit = (a.copy() for a in start)
        stock = np.empty((months // 12, cells), np.float32)
        pointers = [a.ctypes.data_as(ctypes.c_void_p) for a in (*given, pools, deficit, stock)]
        library.rothc_run(ctypes.c_long(cells), ctypes.c_long(months), constants, *pointers)
        return Transient(stock, State(pools, deficit))

    return run


def _build() -> ctypes.CDLL:
    folder = Path(tempfile.mkdtemp(prefix="rothc-loop-"))
    target = folder / "rothc_loop.so"
    subprocess.run([compiler() or "g++", *FLAGS, str(SOURCE), "-o", str(target)], check=True)
    library = ctypes.CDLL(str(target))
    shutil.rmtree(folder)
    return library
