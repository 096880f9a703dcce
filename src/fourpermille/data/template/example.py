"""The example in a template: one invented field with the mean climate of French croplands."""

from __future__ import annotations

from collections.abc import Iterator

from fourpermille.core.i18n import LANGUAGES, _, use_language
from fourpermille.core.scenario.columns import TableColumn, shown
from fourpermille.data.sample import Climate, country_climate

COUNTRY = "FRA"
MONTHS = 12


def example_place() -> list[object]:
    """Cells of the example row of places, in the order of the columns."""
    return [_name() if one.name == "place" else one.example for one in shown("places")]


def example_climate() -> Iterator[list[object]]:
    """Cells of the twelve example rows of climate."""
    climate = country_climate(COUNTRY)
    for month in range(MONTHS):
        yield [_climate_cell(one, month, climate) for one in shown("climate")]


def _climate_cell(column: TableColumn, month: int, climate: Climate) -> object:
    if column.name == "place":
        return _name()
    if column.name == "month":
        return month + 1
    if column.name in climate:
        return round(float(climate[column.name][month]), 1)
    return column.example


def rows(table: str) -> list[list[object]]:
    """Example rows of a table."""
    return [example_place()] if table == "places" else list(example_climate())


def example_names() -> list[str]:
    """Names of the example in every language."""
    names = []
    for language in LANGUAGES:
        with use_language(language):
            names.append(_name())
    return names


def _name() -> str:
    return _("example field")
