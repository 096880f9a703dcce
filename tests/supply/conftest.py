"""Places that the tests of the supply share."""

from pathlib import Path

import pytest
import xarray as xr

import fourpermille as fpm

FIELDS = Path(__file__).resolve().parents[2] / "examples" / "three_fields"


@pytest.fixture(scope="session")
def three_fields() -> xr.Dataset:
    """The example of three fields with its climate."""
    return fpm.read_places(FIELDS / "fields.csv", climate_path=FIELDS / "climate.csv")
