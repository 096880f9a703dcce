"""How far country means are from the cells they were made of."""

import sys

import numpy as np
import pytest
import xarray as xr

from fourpermille.assessment import required_input


def weighted_median(values, weights):
    order = np.argsort(values)
    middle = np.cumsum(weights[order]) - weights[order] / 2
    return float(np.interp(weights.sum() / 2, middle, values[order]))


@pytest.fixture
def tool(repository, monkeypatch):
    monkeypatch.syspath_prepend(str(repository / "tools"))
    import world_croplands

    yield world_croplands
    for name in ("world_croplands", "sidecars"):
        sys.modules.pop(name, None)


def test_cells_ask_for_what_the_sidecar_says(tool, shared_data):
    grids = tool.read_grids(shared_data / "global_grid")
    kept, left_out = tool.choose_cells(grids)
    assert kept.sum() == 26_997
    assert left_out["counted"] == pytest.approx(1499.8, abs=0.1)

    def of_cells(name):
        return ("cell", "month"), np.ascontiguousarray(grids[name][:, kept].T)

    ds = xr.Dataset(
        {
            "air_temperature_degc": of_cells("tas"),
            "precipitation_mm": of_cells("pr_w5e5"),
            "pet_mm": of_cells("pet"),
            "soc_stock_tc_ha": ("cell", grids["shallow"][kept]),
        }
    )
    ds["plant_cover"] = xr.ones_like(ds["pet_mm"])
    for name, value in (("clay_percent", 23.4), ("depth_cm", 30.0), ("dpm_rpm_ratio", 1.44)):
        ds[name] = xr.full_like(ds["soc_stock_tc_ha"], value)
    extra = required_input(ds, growth="linear")["extra_input_tc_ha_yr"].values
    area = (grids["share"] * grids["cell_ha"])[kept]
    # 1.628 Gt C/yr and 0.942 t C/ha/yr: a second RothC, written apart from the engine.
    assert (extra * area).sum() / 1e9 == pytest.approx(1.6283, abs=1e-4)
    assert weighted_median(extra, area) == pytest.approx(0.94242, abs=1e-4)
