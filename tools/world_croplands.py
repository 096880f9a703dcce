"""Compute the sample "croplands of the world by country" from 0.5 degree grids.

For each country: means over its cropland, weighted by cropland area, of the monthly climate and of
the soil carbon stock; the area; a representative point. Inputs are the climate, land use and soil
carbon debt grids of the reference data; the HWSD soil grid is not read, because nothing derived
from it may be shipped. The figures written are ours; the grids are not redistributed.

Run: ``FOURPERMILLE_DATA=... python tools/world_croplands.py``
"""

import csv
import os
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from sidecars import stamp

SAMPLE = (
    Path(__file__).resolve().parent.parent / "src/fourpermille/data/samples/world_croplands.csv"
)

# Which cells count, as in the published global run of this method.
CROPLAND_SHARE_ABOVE = 0.01
STOCK_ABOVE_TC_HA = 5.0
STOCK_BELOW_TC_HA = 200.0  # organic soils are outside RothC
# Which countries are listed: enough cropland for a mean of 0.5 degree cells to mean something.
CROPLAND_AT_LEAST_HA = 10_000.0
SHALLOW_CM, TARGET_CM, DEEP_CM = 30.0, 40.0, 100.0

# Monthly columns: variable of the climate grid, decimals written.
CLIMATE = {
    "air_temperature_degc": ("tas", 2),
    "precipitation_mm": ("pr_w5e5", 1),
    "pet_mm": ("pet", 1),
    "pet_thornthwaite_mm": ("pet_thornthwaite", 1),
}
REQUIRED = ("tas", "pr_w5e5", "pet")  # Thornthwaite is undefined in a few polar cells
MONTHS = [f"{month:02d}" for month in range(1, 13)]

# Areas without an ISO number are counted with the state they belong to in the lists of the United
# Nations; Aland with Finland, as France with its overseas departments. Kosovo is XKX.
COUNTED_WITH = {901: 196, 902: 706, 248: 246}
KOSOVO = 983
# The grid shows who controls Crimea; General Assembly resolution 68/262 counts it with Ukraine.
CRIMEA = {"south": 44.0, "north": 46.0, "west": 32.0, "east": 36.5, "grid": 643, "country": 804}


def read_grids(folder: Path) -> dict[str, Any]:
    """Arrays of the grids on the common 0.5 degree cells."""
    with xr.open_dataset(folder / "landuse_0p5deg.nc") as land:
        grids: dict[str, Any] = {
            "share": np.nan_to_num(land["cropland"].values.astype(float)),
            "cell_ha": land["cell_area"].values.astype(float),
            "country": land["country"].values.astype(int),
            "latitude": land["lat"].values,
            "longitude": land["lon"].values,
        }
    with xr.open_dataset(folder / "soc_debt_0p5deg.nc") as soil:
        grids["shallow"] = soil["soc_0_30_2010"].values.astype(float)
        grids["deep"] = soil["soc_0_100_2010"].values.astype(float)
    with xr.open_dataset(folder / "climate_0p5deg.nc") as climate:
        for source, _decimals in CLIMATE.values():
            grids[source] = climate[source].values.astype(float)
    return grids


def countries_of_cells(grids: dict[str, Any]) -> np.ndarray:
    """ISO number of each cell after the rules above; 0 where there is none."""
    code = grids["country"].copy()
    for area, state in COUNTED_WITH.items():
        code[code == area] = state
    rows = (grids["latitude"] > CRIMEA["south"]) & (grids["latitude"] < CRIMEA["north"])
    columns = (grids["longitude"] > CRIMEA["west"]) & (grids["longitude"] < CRIMEA["east"])
    code[rows[:, None] & columns[None, :] & (code == CRIMEA["grid"])] = CRIMEA["country"]
    return code


def choose_cells(grids: dict[str, Any]) -> tuple[np.ndarray, dict[str, float]]:
    """Mask of the cells that count, and the cropland (Mha) left out by each rule in turn."""
    cropland = grids["share"] * grids["cell_ha"]
    shallow = np.nan_to_num(grids["shallow"])
    climate = np.all([np.isfinite(grids[name]).all(axis=0) for name in REQUIRED], axis=0)
    rules = {
        "cropland share not above 1 %": grids["share"] > CROPLAND_SHARE_ABOVE,
        "no stock, or not above 5 tC/ha": shallow > STOCK_ABOVE_TC_HA,
        "stock not below 200 tC/ha": shallow < STOCK_BELOW_TC_HA,
        "no climate (coast, islands)": climate,
        "no country": countries_of_cells(grids) > 0,
    }
    kept = np.ones_like(climate)
    left_out = {"all cropland": cropland.sum() / 1e6}
    for name, rule in rules.items():
        left_out[name] = cropland[kept & ~rule].sum() / 1e6
        kept &= rule
    left_out["counted"] = cropland[kept].sum() / 1e6
    return kept, left_out


def stock_to_40_cm(shallow: np.ndarray, deep: np.ndarray) -> np.ndarray:
    """Stock to 40 cm by the power law through the stocks to 30 and 100 cm."""
    exponent = np.log(deep / shallow) / np.log(DEEP_CM / SHALLOW_CM)
    return shallow * (TARGET_CM / SHALLOW_CM) ** exponent


def middle(latitude: np.ndarray, longitude: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Weighted centre of points on the sphere (a mean of longitudes fails at 180 degrees)."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    x, y, z = (
        (weight * part).sum()
        for part in (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
    )
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))


def country_row(iso3: str, grids: dict[str, Any], cells: tuple[Any, ...]) -> dict[str, str]:
    """One row of the sample: means over `cells` weighted by their cropland area."""
    weight = (grids["share"] * grids["cell_ha"])[cells]

    def mean(values: np.ndarray) -> float:
        known = np.isfinite(values)
        if not known.any():
            return float("nan")
        return float((weight * values)[known].sum() / weight[known].sum())

    shallow, deep = grids["shallow"][cells], grids["deep"][cells]
    latitude, longitude = middle(grids["latitude"][cells[0]], grids["longitude"][cells[1]], weight)
    row = {
        "place": iso3,
        "country": iso3,
        "latitude": f"{latitude:.2f}",
        "longitude": f"{longitude:.2f}",
        "area_ha": f"{weight.sum():.0f}",
        "depth_cm": f"{SHALLOW_CM:.0f}",
        "soc_stock_tc_ha": f"{mean(shallow):.2f}",
        "soc_stock_0_40_tc_ha": f"{mean(stock_to_40_cm(shallow, deep)):.2f}",
    }
    for name, (source, decimals) in CLIMATE.items():
        for month, grid in zip(MONTHS, grids[source], strict=True):
            value = mean(grid[cells])
            row[f"{name}_{month}"] = "" if np.isnan(value) else f"{value:.{decimals}f}"
    return row


def iso3_codes(path: Path) -> dict[int, str]:
    """ISO3 code of each ISO number."""
    with path.open(encoding="utf-8", newline="") as file:
        codes = {int(row["iso_n3"]): row["iso_a3"] for row in csv.DictReader(file)}
    return codes | {KOSOVO: "XKX"}


def main() -> None:
    """Write the sample and say what was left out."""
    data = Path(os.environ["FOURPERMILLE_DATA"])
    grids = read_grids(data / "global_grid")
    iso3 = iso3_codes(data / "countries/countries.csv")
    kept, left_out = choose_cells(grids)
    cropland = grids["share"] * grids["cell_ha"]
    code = np.where(kept, countries_of_cells(grids), 0)
    rows, small = [], []
    for number in np.unique(code[code > 0]):
        cells = np.nonzero(code == number)
        area = cropland[cells].sum()
        if area >= CROPLAND_AT_LEAST_HA:
            rows.append(country_row(iso3[int(number)], grids, cells))
        else:
            small.append(f"{iso3[int(number)]} {area:.0f} ha")
    rows.sort(key=lambda row: row["place"])
    with SAMPLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    for name, area in left_out.items():
        print(f"{area:10.3f} Mha  {name}")
    listed = sum(float(row["area_ha"]) for row in rows)
    stock = sum(float(r["area_ha"]) * float(r["soc_stock_tc_ha"]) for r in rows) / listed
    print(f"{listed / 1e6:10.3f} Mha  in {len(rows)} countries; mean stock {stock:.2f} tC/ha")
    print(f"too small to list: {', '.join(small)}")
    print(f"sha256 {stamp(SAMPLE)}")


if __name__ == "__main__":
    main()
