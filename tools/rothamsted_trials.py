"""Lay out the sample of the Rothamsted trials: places with their climate, and measured stocks.

Stocks: the series of Broadbalk and Hoosfield published by the e-RA (CC BY 4.0), values unchanged.
Climate: the worked example of the RothC description. Values no source gives are listed, with the
reason for each, in the sidecars.

Run: ``FOURPERMILLE_DATA=... python tools/rothamsted_trials.py``
"""

import csv
import os
from pathlib import Path

from sidecars import stamp

FOLDER = Path(__file__).resolve().parent.parent / "src/fourpermille/data/samples/rothamsted_trials"
CASE = "c01_hoosfield_unmanured"
DEPTH_CM = 23
# Broadbalk as published by the e-RA; Hoosfield lies on the same farm.
PLACES = {
    "broadbalk": ("Broadbalk continuous wheat", 51.81, -0.37),
    "hoosfield": ("Hoosfield continuous barley", 51.81, -0.37),
}
SERIES = {
    "broadbalk_nil": ("broadbalk", "Nil"),
    "broadbalk_n3pk": ("broadbalk", "N3PK"),
    "broadbalk_fym": ("broadbalk", "FYM since 1843"),
    "hoosfield_unfertilized": ("hoosfield", "Unfertilized"),
    "hoosfield_fym": ("hoosfield", "FYM"),
    "hoosfield_fym_1852_1871": ("hoosfield", "FYM 1852-1871"),
}
CLIMATE = {
    "air_temperature_degc": "tmp_c",
    "precipitation_mm": "rain_mm",
    "open_pan_evaporation_mm": "evap_mm",
    "plant_cover": "plant_cover",
}
START = "estimated start value"


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, rows: list[dict[str, object]]) -> None:
    """Write a table of the sample and stamp its sidecar."""
    path = FOLDER / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows, sha256 {stamp(path)}")


def measurements(published: list[dict[str, str]]) -> list[dict[str, object]]:
    """Measured and estimated stocks of the chosen treatments."""
    found: list[dict[str, object]] = []
    for series, (place, treatment) in SERIES.items():
        for row in published:
            if (row["experiment"], row["treatment"]) == (PLACES[place][0], treatment):
                status = "estimated" if row["status"] == START else row["status"]
                found.append(
                    {
                        "series": series,
                        "year": row["year"],
                        "soc_stock_tc_ha": row["soc_t_ha"],
                        "status": status,
                    }
                )
    return found


def places(
    published: list[dict[str, str]], months: list[dict[str, str]], clay: str
) -> list[dict[str, object]]:
    """Both fields with the stock at the start and the climate of the worked example."""
    found = []
    for place, (experiment, latitude, longitude) in PLACES.items():
        starts = {
            row["soc_t_ha"]
            for row in published
            if row["experiment"] == experiment and row["status"] == START
        }
        (start,) = starts
        row: dict[str, object] = {
            "place": place,
            "country": "GBR",
            "latitude": latitude,
            "longitude": longitude,
            "clay_percent": clay,
            "depth_cm": DEPTH_CM,
            "soc_stock_tc_ha": start,
        }
        for name, source in CLIMATE.items():
            for number, month in enumerate(months, 1):
                row[f"{name}_{number:02d}"] = month[source]
        found.append(row)
    return found


def main() -> None:
    """Write both tables."""
    data = Path(os.environ["FOURPERMILLE_DATA"])
    published = rows_of(data / "lte/rothamsted_soc_timeseries.csv")
    cases = data / "rothc_reference/cases"
    months = [row for row in rows_of(cases / "forcing.csv") if row["case"] == CASE][:12]
    (site,) = (row for row in rows_of(cases / "sites.csv") if row["case"] == CASE)
    write("measurements.csv", measurements(published))
    write("places.csv", places(published, months, site["clay_pct"]))


if __name__ == "__main__":
    main()
