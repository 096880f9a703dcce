"""The places of a trial: of a sample, or their own with the climate of a sample or of a grid."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from fourpermille.core.parameters import load_parameters
from fourpermille.data.catalogue.locate import locate
from fourpermille.data.read import read_places
from fourpermille.data.sample import sample_path


def places_of(told: Mapping[str, Any]) -> xr.Dataset:
    """Places of a sample, or of their own with the climate of a sample's place or of a grid."""
    if "sample" in told:
        sample = read_places(sample_path(told["sample"]))
        if "like" not in told:
            return sample.assign(dpm_rpm_ratio=load_parameters("land_use")["cropland"])
        names = [str(name) for name in sample["place"].values]
        model = sample.isel(cell=names.index(told["like"]))
        return xr.concat([_own(model, row) for row in told["own"]], "cell")
    found = []
    for row in told["own"]:
        climate = {
            name: _cell(reference, row["latitude"], row["longitude"])
            for name, reference in told["climate"].items()
        }
        found.append(_own(xr.Dataset(climate, {"month": np.arange(1, 13)}), row))
    return xr.concat(found, "cell")


def _own(model: xr.Dataset, row: Mapping[str, Any]) -> xr.Dataset:
    """One place: what a row says, over what its model has."""
    values = {
        name: ("month", np.asarray(value, float)) if isinstance(value, list) else value
        for name, value in row.items()
    }
    if isinstance(row.get("plant_cover"), float):
        values["plant_cover"] = ("month", np.full(12, row["plant_cover"]))
    return model.drop_vars(list(row), errors="ignore").assign(values)


def located(reference: str) -> tuple[Path, str]:
    """File and variable of ``dataset:variable``; FileNotFoundError where it isn't here."""
    id, _colon, name = reference.partition(":")
    return locate(id), name


def _cell(reference: str, latitude: float, longitude: float) -> xr.DataArray:
    """Twelve months of the cell of a grid that holds a place."""
    path, name = located(reference)
    with xr.open_dataset(path) as ds:
        cell = ds[name].sel(lat=latitude, lon=longitude, method="nearest")
        return xr.DataArray(np.asarray(cell.values, float), dims="month")
