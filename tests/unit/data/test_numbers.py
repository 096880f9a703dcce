"""Cells as numbers, and tables from rows."""

import math
from datetime import date

import numpy as np
import pytest

from fourpermille.data.calendar import days_of, month_starts
from fourpermille.data.headers import nearest, split_month
from fourpermille.data.numbers import NotANumber, number, uses_decimal_comma
from fourpermille.data.table import make_table


@pytest.mark.parametrize(
    ("cell", "comma", "value"),
    [
        ("12.5", False, 12.5), ("12,5", True, 12.5), (" 7 ", False, 7), ("\u22123.5", False, -3.5),
        ("1\u202f234,5", True, 1234.5), ("1 234 567", False, 1234567), ("1e3", False, 1000),
        (",5", True, 0.5), ("5.", False, 5), (3, True, 3), (2.5, True, 2.5),
    ],
)  # fmt: skip
def test_what_is_a_number(cell, comma, value):
    assert number(cell, comma) == value


@pytest.mark.parametrize("cell", [None, "", "  ", "\t"])
def test_what_is_missing(cell):
    assert math.isnan(number(cell))


@pytest.mark.parametrize(
    ("cell", "comma", "why"),
    [
        ("abc", False, "text"), ("12 34", False, "text"), ("1.234,5", True, "text"),
        ("1,234.5", False, "text"), ("12,5", False, "comma"), ("12.5", True, "point"),
        (True, False, "true or false"), (date(2024, 5, 1), False, "date"), ("=A1", False, "formula"),
        (float("nan"), False, "finite"), (float("inf"), False, "finite"), ("-INF", False, "finite"),
        ("1e999", False, "finite"), ("NA", False, "text"), ("-", False, "text"),
    ],
)  # fmt: skip
def test_what_is_no_number(cell, comma, why):
    with pytest.raises(NotANumber, match=why):
        number(cell, comma)


def test_the_decimal_mark_of_most_numbers_counts():
    assert uses_decimal_comma(["1,5", "2,5", "3.5", "7", "text, more"])
    assert not uses_decimal_comma(["1,5", "2.5", 3.5])
    assert not uses_decimal_comma(["1", "2"])


def test_tables_start_at_the_header():
    rows = [(1, ["# survey", "x"]), (2, ["", ""]), (3, ["a", " b  c ", ""]), (4, ["", ""]),
            (5, ["1"]), (6, ["1", "2", "", "4"])]  # fmt: skip
    table = make_table("t", rows)
    assert table.headers == ("a", "b c", "", "")
    assert table.rows == (("1", None, None, None), ("1", "2", "", "4"))
    assert table.row_numbers == (5, 6)


@pytest.mark.parametrize(
    ("header", "base", "month"),
    [
        ("rain [mm] 3", "rain [mm]", 3), ("rain 03 [mm]", "rain [mm]", 3), ("rain_12", "rain", 12),
        ("rain-1", "rain", 1), ("rain", "rain", None), ("rain 13", "rain 13", None),
        ("rain_00", "rain_00", None),
    ],
)  # fmt: skip
def test_months_in_headers(header, base, month):
    assert split_month(header) == (base, month)


@pytest.mark.parametrize(
    "note", ["remark", "Crop rotation", "surveyor", "id2", "notes 2024", "pH2"]
)
def test_notes_are_no_slips_of_the_pen(note):
    assert nearest(note) is None


def test_days_and_starts_of_months():
    months = np.arange(1, 13)
    assert days_of(months).sum() == pytest.approx(365.2425)
    assert days_of(months, np.full(12, 2024)).sum() == 366
    assert days_of(np.array([2, 2, 0]), np.array([1900, 2000, 2000])).tolist() == [28, 29, 0]
    starts = month_starts(np.array([1, 1969, 2024]), np.array([1, 12, 2]))
    assert [str(start)[:7] for start in starts] == ["0001-01", "1969-12", "2024-02"]
