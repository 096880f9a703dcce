"""Six plots as people have them, in every format."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MONTHS = range(1, 13)
SOIL = ("place", "country", "latitude", "longitude", "area_ha", "clay_percent", "depth_cm",
        "soc_stock_tc_ha", "land_use")  # fmt: skip
CLIMATE = ("air_temperature_degc", "precipitation_mm", "pet_mm", "plant_cover")

Rows = list[dict[str, Any]]
Write = Callable[..., Path]


@pytest.fixture
def plots() -> Rows:
    """Six plots; Namibia's code and one missing clay are among them."""
    countries = ["FRA", "NA", "Espagne", "Côte d’Ivoire", "DE", "MEX"]
    names = ["Près d'été", "Otjiwarongo", "Parcela 3", "Champ 4", "Feld 5", "Campo 6"]
    latitudes = (43.5, -20.5, 40.25, 7.5, 51.0, 19.5)
    longitudes = (3.25, 16.75, -3.5, -5.5, 10.25, -99.25)
    rows: Rows = []
    for i, (name, country) in enumerate(zip(names, countries, strict=True)):
        row: dict[str, Any] = {
            "place": name,
            "country": country,
            "latitude": latitudes[i],
            "longitude": longitudes[i],
            "area_ha": 1.5 + i,
            "clay_percent": None if i == 4 else 12.25 + 5 * i,
            "depth_cm": 30,
            "soc_stock_tc_ha": 40.5 + 3 * i,
            "land_use": "cropland",
        }
        for month in MONTHS:
            row[f"air_temperature_degc_{month:02d}"] = 1.5 * month - 2.25 + i
            row[f"precipitation_mm_{month:02d}"] = 50.5 + month + i
            row[f"pet_mm_{month:02d}"] = 10.25 * month
            row[f"plant_cover_{month:02d}"] = 1 if month < 9 else 0.5
        rows.append(row)
    return rows


def cell_text(value: Any, comma: bool) -> str:
    """A cell as a spreadsheet program writes it into CSV."""
    if value is None:
        return ""
    return str(value).replace(".", ",") if comma and not isinstance(value, str) else str(value)


@pytest.fixture
def write_csv(tmp_path: Path) -> Write:
    """Write rows as CSV in the manner asked for."""

    def write(
        rows: Rows,
        name: str = "plots.csv",
        *,
        sep: str = ",",
        comma: bool = False,
        encoding: str = "utf-8",
        newline: str = "\n",
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=sep, lineterminator=newline)
            writer.writerow(rows[0])
            for row in rows:
                writer.writerow([cell_text(value, comma) for value in row.values()])
        return path

    return write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Write:
    """Write sheets (name to rows) as a workbook."""

    def write(name: str = "plots.xlsx", **sheets: Rows) -> Path:
        import openpyxl

        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            page = book.create_sheet(title)
            page.append(list(rows[0]))
            for row in rows:
                page.append(list(row.values()))
        path = tmp_path / name
        book.save(path)
        return path

    return write


@pytest.fixture
def long_climate() -> Callable[[Rows], tuple[Rows, Rows]]:
    """Split wide rows into places and a climate table with one row a month."""

    def split(rows: Rows) -> tuple[Rows, Rows]:
        places = [{key: row[key] for key in row if key in SOIL} for row in rows]
        climate = [
            {"place": row["place"], "month": month}
            | {name: row[f"{name}_{month:02d}"] for name in CLIMATE}
            for row in rows
            for month in MONTHS
        ]
        return places, climate

    return split
