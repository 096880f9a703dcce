"""Scenarios over the three fields of the examples, and their answers."""

from pathlib import Path

import pandas as pd
import xarray as xr

import fourpermille as fpm
from fourpermille.core.scenario import parse_scenario

ROOT = Path(__file__).resolve().parents[2]
FIELDS = ROOT / "examples" / "three_fields"
HEAD = f"""
id = "give"
[places]
file = '{FIELDS / "fields.csv"}'
climate_file = '{FIELDS / "climate.csv"}'
[adoption]
start_year = 2025
curve = "immediate"
"""
ALL = "current_fraction = 0.0\nfinal_fraction = 1.0\n"
COVER = f'[[practices]]\nid = "cover_crops"\n{ALL}'
MANURE = f'[[practices]]\nid = "manure"\n{ALL}'
SLOW = HEAD.replace(
    'curve = "immediate"', "midpoint_year = 2040\nsteepness_per_yr = 0.3\nabandonment_per_yr = 0.02"
)


def run(text: str) -> xr.Dataset:
    return fpm.run(parse_scenario(text, base_dir=ROOT), None).results


def fields_with(folder: Path, column: str, words: list[str], lose: str = "") -> str:
    """The head of a scenario whose fields have one more column of words."""
    fields = pd.read_csv(FIELDS / "fields.csv")
    fields[column] = words
    fields.drop(columns=lose or []).to_csv(folder / "fields.csv", index=False)
    return HEAD.replace(str(FIELDS / "fields.csv"), str(folder / "fields.csv"))
