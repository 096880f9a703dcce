"""The grid run on the cases computed with the programs of Rothamsted Research."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fourpermille.kernels import transient
from fourpermille.kernels.rothc import co2_ratio
from fourpermille.kernels.transient import Forcing, Soil, State

from .grids import PARAMETERS

CASES = Path(__file__).resolve().parents[2] / "golden" / "rothc_cases"
POOLS = ("dpm", "rpm", "bio", "hum")


@cache
def rows(table: str, case: str) -> list[dict[str, str]]:
    with (CASES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["case"] == case]


def standard_cases() -> list[str]:
    """Cases with the standard rule of moisture, the only one that needs no retention curve."""
    with (CASES / "sites.csv").open(encoding="utf-8", newline="") as file:
        options = ("opt_rm_moist", "opt_smd_bare")
        return [r["case"] for r in csv.DictReader(file) if all(r[o] == "1" for o in options)]


def grid(case: str, cells: int, dtype: type) -> tuple[Forcing, Soil, State]:
    (site,) = rows("sites", case)
    clay, depth = float(site["clay_pct"]), float(site["depth_cm"])
    driest = -(20 + 1.3 * clay - 0.01 * clay**2) * depth / 23
    limits = (driest, 0.556 * driest, 0.444 * driest, driest, float(site["min_rm_moist"]))
    first = int(rows("expected", case)[0]["step"])
    months = [row for row in rows("forcing", case) if int(row["step"]) >= first]

    def column(name: str) -> np.ndarray:
        values = np.array([float(row[name]) for row in months])
        return np.repeat(values[:, None], cells, axis=1).astype(dtype)

    ratio = column("dpm_rpm")
    forcing = Forcing(
        column("tmp_c"),
        column("rain_mm"),
        0.75 * column("evap_mm"),
        column("plant_cover"),
        1.0,
        column("c_inp_t_ha"),
        column("fym_t_ha"),
        ratio / (1 + ratio),
    )
    kept = 1 / (1 + co2_ratio(clay, 1.67, 1.85, 1.6, 0.0786))
    start = rows("initial", case)[0]
    pools = np.array([float(start[pool]) for pool in POOLS])
    soil = Soil(np.array(limits), np.array([0.49, 0.49, 0.02]), kept, float(site["iom_t_ha"]))
    return forcing, soil, State(pools, float(start["smd_mm"]))


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-8), (np.float32, 1e-4)])
@pytest.mark.parametrize("case", standard_cases())
def test_years_and_end_of_a_case(case: str, dtype: type, tolerance: float) -> None:
    found = transient.run(*grid(case, 3, dtype), PARAMETERS)
    wanted = rows("expected", case)
    stock = [float(row["soc"]) for row in wanted[11::12]]
    assert np.abs(found.soc_stock_tc_ha - np.array(stock)[:, None]).max() < tolerance
    end = [float(wanted[-1][pool]) for pool in POOLS]
    assert np.abs(found.end.pools_tc_ha - np.array(end)[:, None]).max() < tolerance
    deficit = float(wanted[-1]["smd_mm"])
    assert np.abs(found.end.soil_moisture_deficit_mm - deficit).max() < 10 * tolerance
