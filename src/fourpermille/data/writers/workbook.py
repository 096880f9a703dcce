"""All tables in one Excel workbook with number formats, definitions and a chart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype

from fourpermille.core.errors import MissingExtraError
from fourpermille.core.i18n import _
from fourpermille.core.scenario.columns import unit_words
from fourpermille.core.variables import is_known, variable
from fourpermille.data.atomic import whole
from fourpermille.data.writers.tables import definition, definitions

SHEET_NAME_LENGTH = 31  # Excel's limit
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
MOST_BARS = 60
MOST_LINES = 4
DATE = datetime(1980, 1, 1, tzinfo=UTC)  # the same tables give the same bytes on any day

# What people look for first; a chart shows the first of these that a table of places has.
CHARTED = ("extra_input_tc_ha_yr", "carbon_input_tc_ha_yr", "soc_stock_tc_ha")


def write_workbook(
    frames: Mapping[str, pd.DataFrame], path: str | Path, *, created: datetime = DATE
) -> Path:
    """Write one sheet for each frame, a sheet of definitions and a chart where one makes sense.

    Raises
    ------
    MissingExtraError
        xlsxwriter isn't installed (extra ``report``).
    """
    try:
        import xlsxwriter  # optional dependency
    except ImportError as error:
        raise MissingExtraError("report", _("writing Excel workbooks")) from error
    target = Path(path)
    options = {"nan_inf_to_errors": False, "strings_to_urls": False, "strings_to_formulas": False}
    with whole(target) as draft, xlsxwriter.Workbook(str(draft), options) as book:
        book.set_properties({"created": created.replace(tzinfo=None)})
        formats = _formats(book)
        used: set[str] = set()
        for name, frame in frames.items():
            sheet = sheet_name(name, used)
            page = book.add_worksheet(sheet)
            _fill(page, frame, formats)
            _chart(book, page, sheet, frame)
        _fill(book.add_worksheet(sheet_name(_("definitions"), used)), definitions(frames), formats)
    return target


def sheet_name(name: str, used: set[str]) -> str:
    """A name that Excel accepts and no other sheet has."""
    base = name.translate(FORBIDDEN)[:SHEET_NAME_LENGTH] or _("sheet")
    found, count = base, 1
    while found.casefold() in used:
        count += 1
        found = f"{base[: SHEET_NAME_LENGTH - 4]} {count}"
    used.add(found.casefold())
    return found


def _formats(book: Any) -> dict[str, Any]:
    return {
        "header": book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"}),
        "integer": book.add_format({"num_format": "0"}),
        "large": book.add_format({"num_format": "#,##0"}),
        "usual": book.add_format({"num_format": "0.00"}),
        "small": book.add_format({"num_format": "0.0000"}),
        "text": book.add_format({}),
    }


def _fill(page: Any, frame: pd.DataFrame, formats: Mapping[str, Any]) -> None:
    """Header with units, then the cells; missing values stay empty."""
    for index, column in enumerate(frame.columns):
        unit = shown_unit(str(column), frame)
        title = f"{column} [{unit}]" if unit else str(column)
        page.write_string(0, index, title, formats["header"])
        values = frame[column]
        style = formats[_style(values)]
        width = max([len(title) * 0.6, 9, *(len(str(v)) for v in values.head(50) if _text(v))])
        page.set_column(index, index, min(width + 2, 60))
        for row, value in enumerate(values.tolist(), start=1):
            if value is None or value is pd.NaT or value != value:
                continue
            if _text(value):
                page.write_string(row, index, str(value), style)
            else:
                page.write_number(row, index, float(value), style)
    page.freeze_panes(1, 1)
    if len(frame):
        page.autofilter(0, 0, len(frame), max(len(frame.columns) - 1, 0))


def shown_unit(column: str, frame: pd.DataFrame) -> str:
    """Unit of a column as people write it, which the readers understand; empty for none."""
    if is_known(column):
        return unit_words(variable(column))
    unit = definition(column, frame)[0]
    return "" if unit in ("1", "text") else unit


def _text(value: object) -> bool:
    return isinstance(value, bool) or not isinstance(value, int | float)


def _style(values: pd.Series[Any]) -> str:
    """Number format by the size of the values."""
    if is_bool_dtype(values) or not is_numeric_dtype(values):
        return "text"
    if is_integer_dtype(values):
        return "integer"
    sizes = values.abs()
    largest = float(sizes[sizes < float("inf")].max()) if len(values) else 0.0
    if largest >= 10_000:
        return "large"
    return "small" if largest < 0.1 else "usual"


def _chart(book: Any, page: Any, sheet: str, frame: pd.DataFrame) -> None:
    """Lines over years (of the first place), or bars over places, right of the table."""
    columns = [str(column) for column in frame.columns]
    if not len(frame):
        return
    title, last = sheet, len(frame)
    if "year" in columns:
        across, kind = "year", "line"
        numeric = [c for c in columns if c != "year" and is_numeric_dtype(frame[c])]
        same_unit = [c for c in numeric if shown_unit(c, frame) == shown_unit(numeric[0], frame)]
        shown = same_unit[:MOST_LINES]
        if "place" in columns:  # rows of a place stand together
            title = str(frame["place"].iloc[0])
            others = (frame["place"] != frame["place"].iloc[0]).to_numpy()
            last = int(others.argmax()) if others.any() else last
    elif "place" in columns and len(frame) <= MOST_BARS and frame["place"].is_unique:
        across, kind = "place", "column"
        shown = [c for c in CHARTED if c in columns][:1]
    else:
        return
    if not shown:
        return
    chart = book.add_chart({"type": kind})
    for name in shown:
        at = columns.index(name)
        chart.add_series(
            {
                "name": _words(definition(name, frame)[1]),
                "categories": [sheet, 1, columns.index(across), last, columns.index(across)],
                "values": [sheet, 1, at, last, at],
            }
        )
    if kind == "column":
        title = definition(shown[0], frame)[1]
    chart.set_title({"name": _words(title), "name_font": {"size": 11}})
    chart.set_y_axis({"name": shown_unit(shown[0], frame)})
    chart.set_x_axis({"name": definition(across, frame)[1]})
    chart.set_legend({"none": True} if len(shown) == 1 else {"position": "bottom"})
    page.insert_chart(1, len(columns) + 1, chart)


def _words(text: str) -> str:
    """A title that stays text: the writer takes ``name!A1`` for the address of a cell.

    A word joiner (U+2060) after the mark, which nobody sees, keeps them apart.
    """
    return text.replace("!", "!\u2060")
