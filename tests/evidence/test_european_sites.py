"""Sixteen European experiments: what an inversion of RothC asks for, beside four models."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import fourpermille as fpm

DATA = os.environ.get("FOURPERMILLE_DATA")
pytestmark = pytest.mark.skipif(not DATA, reason="needs the reference data (FOURPERMILLE_DATA)")


@pytest.fixture(scope="module")
def sites() -> dict[str, np.ndarray]:
    assert DATA is not None
    path = Path(DATA) / "lte" / "bruni_european_ltes_16sites.csv"
    with path.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    names = {
        "stock": "initial_soc_t_ha",
        "input": "litter_input_t_c_ha_yr",
        "clay": "clay_fraction",
        "mean": "required_additional_input_mmm",
        "sd": "required_input_sd",
    }
    return {key: np.array([float(row[name]) for row in rows]) for key, name in names.items()}


def balanced(sites: dict[str, np.ndarray]) -> xr.Dataset:
    """Places whose rate is the one at which the stated input sustains the stock."""
    rate = np.ones(16)
    for _step in range(30):
        ds = xr.Dataset(
            {
                "rate_modifier": ("site", rate),
                "clay_percent": ("site", 100 * sites["clay"]),
                "soc_stock_tc_ha": ("site", sites["stock"]),
                "dpm_rpm_ratio": 1.44,
                "depth_cm": 30.0,
            }
        )
        rate = rate * sites["input"] / fpm.required_input(ds)["carbon_input_tc_ha_yr"].values
    return ds


@pytest.mark.parametrize(
    ("growth", "percent", "amount"), [("compound", 50.5, 0.72), ("linear", 47.6, 0.68)]
)
def test_mean_of_the_sites(
    sites: dict[str, np.ndarray], growth: str, percent: float, amount: float
) -> None:
    found = fpm.required_input(balanced(sites), growth=growth)
    extra = found["extra_input_tc_ha_yr"].values
    assert found["carbon_input_tc_ha_yr"].values == pytest.approx(sites["input"], rel=1e-6)
    assert float((100 * extra / sites["input"]).mean()) == pytest.approx(percent, abs=0.5)
    assert float(extra.mean()) == pytest.approx(amount, abs=0.01)
    # Every site lies within two standard deviations of the models, yet the mean is far lower.
    assert (np.abs(extra - sites["mean"]) <= 2 * sites["sd"]).all()
    assert float(sites["mean"].mean()) == pytest.approx(1.21, abs=0.005)
