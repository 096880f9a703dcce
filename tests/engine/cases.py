"""The reference cases as Datasets of the package's vocabulary."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
POOLS = ("dpm", "rpm", "bio", "hum")
SERIES = {
    "air_temperature_degc": "tmp_c",
    "precipitation_mm": "rain_mm",
    "open_pan_evaporation_mm": "evap_mm",
    "plant_cover": "plant_cover",
    "plant_input_tc_ha_month": "c_inp_t_ha",
    "manure_input_tc_ha_month": "fym_t_ha",
    "dpm_rpm_ratio": "dpm_rpm",
    "modern_percent": "modern_pct",
}


@cache
def table(name: str) -> pd.DataFrame:
    """One of the files of the cases."""
    return pd.read_csv(GOLDEN / "rothc_cases" / f"{name}.csv")


def names(spin_up: str | None = None) -> list[str]:
    """Cases, all or those with one kind of spin-up."""
    sites = table("sites")
    return list(sites["case"] if spin_up is None else sites["case"][sites["spin_up"] == spin_up])


def site(case: str) -> pd.Series:
    """The row of a case in sites.csv."""
    sites = table("sites").set_index("case")
    return sites.loc[case]


def options(case: str) -> dict[str, int]:
    """Moisture options of a case."""
    row = site(case)
    return {"moisture_option": int(row.opt_rm_moist), "bare_option": int(row.opt_smd_bare)}


def state(case: str, name: str | None = None) -> pd.Series:
    """The state before the first expected step, or the named one."""
    rows = table("initial")
    rows = rows[rows["case"] == case]
    return rows.iloc[0] if name is None else rows[rows["state"] == name].iloc[0]


def expected(case: str) -> pd.DataFrame:
    """Reference results of a case, month by month."""
    rows = table("expected")
    return rows[rows["case"] == case].reset_index(drop=True)


def dataset(case: str, rows: pd.DataFrame, dim: str) -> xr.Dataset:
    """Forcing rows of a case on ``month`` or ``time``, with its soil."""
    row = site(case)
    ds = xr.Dataset(
        {name: (dim, rows[column].to_numpy(float)) for name, column in SERIES.items()}
    ).assign(
        clay_percent=float(row.clay_pct),
        depth_cm=float(row.depth_cm),
        iom_tc_ha=float(row.iom_t_ha),
        minimum_moisture_modifier=float(row.min_rm_moist),
    )
    if np.isfinite(row.silt_pct):
        ds = ds.assign(
            silt_percent=float(row.silt_pct),
            bulk_density_g_cm3=float(row.bulk_density_g_cm3),
            soc_content_g_kg=10.0 * float(row.oc_pct),
        )
    return ds


def spin_up_year(case: str) -> xr.Dataset:
    """The twelve months that the reference repeats."""
    rows = table("forcing")
    return dataset(case, rows[rows["case"] == case][:12], "month")


def run_from_state(case: str) -> xr.Dataset:
    """The months of the expected results, with the reference's starting pools."""
    rows = table("forcing")
    rows = rows[(rows["case"] == case) & (rows["step"] >= expected(case)["step"].min())]
    start = state(case)
    pools = {f"{pool}_tc_ha": float(start[pool]) for pool in POOLS}
    return dataset(case, rows, "time").assign(
        {**pools, "soil_moisture_deficit_mm": float(start.smd_mm)}
    )
