"""Climate zones: the published rules one by one, and a map that others made."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from fourpermille.assessment.climate_zone import ZONES, climate_zone, zone_name


@pytest.mark.parametrize(
    ("mean", "warmest", "rain", "pet", "height", "zone"),
    [
        (22, 25, 1500, 1400, 1200, "tropical_montane"),
        (25, 27, 2400, 1400, 100, "tropical_wet"),
        (25, 27, 1500, 1400, 100, "tropical_moist"),
        (25, 27, 996, 1400, 1000, "tropical_dry"),
        (18, 25, 1500, 1400, 1200, "warm_temperate_moist"),
        (12, 22, 600, 600, 10, "warm_temperate_dry"),
        (10, 20, 700, 600, 10, "cool_temperate_moist"),
        (0.5, 15, 300, 500, 10, "cool_temperate_dry"),
        (0, 10, 500, 300, 10, "boreal_moist"),
        (-5, 12, 200, 300, 10, "boreal_dry"),
        (-9, 9.9, 500, 300, 10, "polar_moist"),
        (-9, 5, 100, 300, 10, "polar_dry"),
        (np.nan, 5, 100, 300, 10, ""),
    ],
)
def test_rules(
    mean: float, warmest: float, rain: float, pet: float, height: float, zone: str
) -> None:
    months = np.full((1, 12), mean, float)
    months[0, 6] = warmest
    months[0, 0] = 2 * mean - warmest  # the mean stays
    even = np.ones((1, 12)) / 12
    found = climate_zone(months, rain * even, pet * even, np.array([height], float))
    assert ZONES[int(found[0])] == zone
    assert zone_name(zone)


def test_most_of_the_world_lies_where_others_put_it(shared_data: Path) -> None:
    """Other climate data and a rule on frost: most cells agree, none lacks a zone that has data."""
    other = shared_data.parent / "science" / "tables" / "ipcc_climate_zones_0p5deg.nc"
    if not other.is_file():
        pytest.skip("no map of climate zones beside the reference data")
    theirs = xr.open_dataset(other)
    name = next(str(n) for n in theirs.data_vars)
    theirs = theirs[name].sortby("lat", ascending=False)
    climate = xr.open_dataset(shared_data / "global_grid" / "climate_0p5deg.nc")
    land = xr.open_dataset(shared_data / "global_grid" / "landuse_0p5deg.nc")
    months = [
        climate[n].transpose("lat", "lon", "month").values.reshape(-1, 12)
        for n in ("tas", "pr_w5e5", "pet")
    ]
    ours = climate_zone(*months, land["elevation"].values.ravel())
    codes = theirs.values.ravel()
    crops = (land["cropland"].values.ravel() > 0.01) & (ours > 0)
    both = crops & np.isfinite(codes) & (codes > 0)
    assert both.sum() > 25_000
    assert (ours[both] == codes[both]).mean() > 0.75  # moist and dry hang on the evapotranspiration
    belts = np.array([0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    assert (belts[ours[both]] == belts[codes[both].astype(int)]).mean() > 0.85
