"""Supply on grids: the cells of a store against a table of the same cells."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import fourpermille as fpm
from fourpermille.api.blocks import tiling
from fourpermille.core.scenario import parse_scenario
from tests.grids.world import write_world

GRID = (
    '\n[[practices]]\nid = "cover_crops"\ncurrent_fraction = 0.1\nfinal_fraction = 0.6\n'
    '[[practices]]\nid = "no_till"\nmethod = "ipcc"\ncurrent_fraction = 0.1\nfinal_fraction = 0.6\n'
    "[adoption]\nstart_year = 2025\nmidpoint_year = 2035\nsteepness_per_yr = 0.3\n"
    '[limits]\nnpp = "miami"\n'
)


def both_hemispheres(folder: Path) -> Path:
    """The small world from 57° N to 57° S, in blocks, with its practices."""
    scenario = write_world(folder)
    for name in ("climate.nc", "soil.nc"):
        with xr.open_dataset(folder / name) as ds:
            moved = ds.load().assign_coords(lat=57.0 - 6.0 * np.arange(ds.sizes["lat"]))
        moved.to_netcdf(folder / "moved.nc")
        (folder / "moved.nc").replace(folder / name)
    scenario.write_text(scenario.read_text("utf-8") + GRID, "utf-8")
    return scenario


def as_places(folder: Path, known: np.ndarray) -> xr.Dataset:
    """Answer of a run over a table of the cells of the small world that are known."""
    with (
        xr.open_dataset(folder / "climate.nc") as climate,
        xr.open_dataset(folder / "soil.nc") as soil,
    ):
        stock = soil["soc_crop"].where(soil["soc_crop"].notnull(), soil["soc"]).values
        fields, weather = [], []
        for number, (row, column) in enumerate(np.argwhere(known)):
            at = {"lat": row, "lon": column}
            fields.append(
                {
                    "place": f"p{number}",
                    "latitude": float(soil["lat"][row]),
                    "longitude": float(soil["lon"][column]),
                    "clay_percent": float(soil["clay"][at]),
                    "depth_cm": 30.0,
                    "soc_stock_tc_ha": stock[row, column],
                }
            )
            names = {"air_temperature_degc": "tas", "precipitation_mm": "pr", "pet_mm": "pet"}
            table = {name: climate[short][at].values for name, short in names.items()}
            weather.append(pd.DataFrame({"place": f"p{number}", "month": range(1, 13), **table}))
    pd.DataFrame(fields).to_csv(folder / "cells.csv", index=False)
    pd.concat(weather).assign(plant_cover=1).to_csv(folder / "weather.csv", index=False)
    head = 'id = "cells"\n[places]\nfile = "cells.csv"\nclimate_file = "weather.csv"\n'
    return fpm.run(parse_scenario(head + LAND + GRID, base_dir=folder), None).results


LAND = '[soil]\nland_use = "cropland"\n'


SAME = ("supply_stage_tc_ha_yr", "practice_worth_tc_ha_yr")


@pytest.mark.filterwarnings("ignore::fourpermille.core.errors.ApplicabilityWarning")
def test_a_grid_in_blocks_is_its_cells_as_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("zarr")
    pytest.importorskip("dask")
    monkeypatch.setattr(tiling.Tiling.of.__func__, "__defaults__", (96,))
    fpm.run(both_hemispheres(tmp_path), tmp_path / "run", report=False)
    summary = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    with xr.open_zarr(tmp_path / "run" / "results.zarr", consolidated=False, chunks=None) as ds:
        stage = ds["supply_stage_tc_ha_yr"].isel(stage=-1).values
        known = np.isfinite(stage)
        area = ds["area_ha"].values[known]
        mean = (stage[known] * area).sum() / area.sum()
        codes = ds["limiting_factor"].values
        names = dict(
            zip(
                ds["limiting_factor"].attrs["flag_values"],
                ds["limiting_factor"].attrs["flag_meanings"].split(),
                strict=True,
            )
        )
        gain = ds["supply_gain_tc_ha"].sel(year=30).values
        assert (ds["lat"].values[np.nonzero(known)[0]] < 0.0).any()
        alone = as_places(tmp_path, known)
        for name in SAME:
            other = str(next(dim for dim in alone[name].dims if dim != "cell"))
            cells = ds[name].transpose("lat", "lon", other).values[known]
            expected = alone[name].transpose("cell", other).values
            np.testing.assert_allclose(cells, expected, rtol=1e-9, atol=1e-12)
    assert [names[code] for code in codes[known]] == alone["limiting_factor"].values.tolist()
    assert known.sum() == summary["cells_counted"]
    assert summary["supply_mean_tc_ha_yr"] == pytest.approx(mean, rel=1e-9)
    shares = summary["limiting_fractions"]
    assert sum(shares.values()) == pytest.approx(1.0)
    whole = {
        names[code]: area[codes[known] == code].sum() / area.sum()
        for code in np.unique(codes[known])
    }
    assert shares == pytest.approx(whole)
    assert np.isfinite(gain[known]).all()
