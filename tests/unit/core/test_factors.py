"""Factor tables: every shipped one is whole; what is unsure or unknown is refused."""

import csv
from pathlib import Path

import pytest

from fourpermille.core.errors import InputError, UnknownNameError
from fourpermille.core.factors import factor_tables, load_factors, parse_factors

ABOUT = """
title = "Speeds"
about = "How fast."
[columns]
animal = { units = "text", about = "who" }
speed_km_h = { units = "km h-1", about = "how fast" }
source = { units = "text", about = "" }
confidence = { units = "text", about = "" }
"""
TABLE = """animal,speed_km_h,source,confidence
hare,70,seen,V
hare,72,told,M
snail,0.05,told,M
mole,,seen,V
"""


@pytest.mark.parametrize("name", factor_tables())
def test_every_table_loads_whole(name: str, repository: Path) -> None:
    folder = repository / "src/fourpermille/core/tables/factors"
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        raw = list(csv.DictReader(file))
    one = load_factors(name)
    assert len(one.rows) == len(raw)
    for row, cells in zip(one, raw, strict=True):
        assert {k: v for k, v in cells.items() if v.strip()} == {
            k: v if isinstance(v, str) else cells[k] for k, v in row.items() if v is not None
        }


@pytest.mark.parametrize("name", factor_tables())
def test_every_number_keeps_its_place(name: str) -> None:
    one = load_factors(name)
    only_words = all(column.is_text for column in one.columns.values())
    for row in one:
        assert row["source"]
        assert any(isinstance(v, float) for v in row.values()) or only_words


def test_a_row_from_memory_is_used_on_request_only() -> None:
    one = parse_factors("speeds", ABOUT, TABLE)
    with pytest.raises(InputError, match="from memory"):
        one.number("speed_km_h", animal="snail")
    assert one.number("speed_km_h", animal="snail", unverified=True) == 0.05


def test_two_rows_a_gap_and_a_wrong_word_are_told() -> None:
    one = parse_factors("speeds", ABOUT, TABLE)
    with pytest.raises(InputError, match="2 rows"):
        one.one(animal="hare")
    with pytest.raises(InputError, match="no number"):
        one.number("speed_km_h", animal="mole")
    with pytest.raises(UnknownNameError, match="snail"):
        one.one(animal="snall")
    with pytest.raises(UnknownNameError, match="speed_km_h"):
        one.number("speed", animal="mole")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("70,", "fast,", "not a number"),
        (",V", ",X", "source or confidence"),
        ("speed_km_h,", "speed,", "differ"),
    ],
)
def test_a_broken_table_does_not_load(before: str, after: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_factors("speeds", ABOUT, TABLE.replace(before, after, 1))
