"""Three fields on disk, and the command line called as a person would, in this process."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from fourpermille.cli.main import main

MONTHS = range(1, 13)
TEMPERATURE = (7, 8, 11, 13, 17, 21, 24.5, 24, 20, 16, 11, 7.5)
RAIN = (58, 50, 48, 62, 55, 38, 19, 45, 90, 113, 84, 66)
PET = (22, 32, 60, 84, 118, 150, 180, 155, 100, 58, 30, 20)
HEADER = "place,country,latitude,longitude,area_ha,clay_percent,depth_cm,soc_stock_tc_ha"
FIELDS = (
    "terrace,FRA,43.72,3.51,4.2,18,30,38.5",
    "valley,FRA,43.65,3.43,7.8,31,30,61.0",
    "plateau,FRA,43.81,3.6,5.5,24,30,47.2",
)
SCENARIO = """id = "fields"
title = "Three fields"

[places]
file = "fields.csv"
climate_file = "climate.csv"

[target]
years = 30
"""


@dataclass(frozen=True)
class Said:
    """What a command line gave back."""

    code: int
    out: str
    err: str


@pytest.fixture
def farm(tmp_path: Path) -> Path:
    """Folder with a scenario, a table of fields and a table of climate."""
    folder = tmp_path / "farm"
    folder.mkdir()
    (folder / "fields.csv").write_text("\n".join([HEADER, *FIELDS]) + "\n")
    rows = ["place,month,air_temperature_degc,precipitation_mm,pet_mm,plant_cover"]
    for place in ("terrace", "valley", "plateau"):
        for m, t, r, p in zip(MONTHS, TEMPERATURE, RAIN, PET, strict=True):
            rows.append(f"{place},{m},{t},{r},{p},{int(m not in (8, 9))}")
    (folder / "climate.csv").write_text("\n".join(rows) + "\n")
    (folder / "fields.toml").write_text(SCENARIO)
    return folder


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Call ``4p1000`` with words; gives exit code, stdout and stderr."""

    def call(*words: object) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return call
