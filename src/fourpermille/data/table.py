"""A table as it stands in a file: headers, cells, and where each row came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fourpermille.core.errors import Problem

Cell = object  # text, number, date, truth value, or None where empty


@dataclass(frozen=True)
class Table:
    """Headers and rows of one sheet, layer or text file.

    ``label`` is the name used in messages, ``row_numbers`` are those a person sees in the file.
    ``computed`` holds values per row, by canonical name, that the reader worked out itself
    (such as areas from geometry); they are used where no column gives them. ``short_rows`` are
    the numbers of rows with fewer cells than there are headers, ``doubts`` what else the reader
    has to say.
    """

    label: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_numbers: tuple[int, ...]
    computed: Mapping[str, np.ndarray] = field(default_factory=dict)
    short_rows: tuple[int, ...] = ()
    doubts: tuple[Problem, ...] = ()

    def column(self, index: int) -> list[Cell]:
        """The cells of one column, top to bottom."""
        return [row[index] for row in self.rows]


@dataclass(frozen=True)
class Tables:
    """What a tabular file holds: places, and the monthly climate where it has its own table."""

    places: Table
    climate: Table | None = None


def places_and_climate(places: Table, climate: Table | None) -> Tables:
    """The tables of one file; a climate sheet without rows, as in templates, is none."""
    return Tables(places, climate if climate is not None and climate.rows else None)


def is_empty(cell: Cell) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def make_table(label: str, numbered: Iterable[tuple[int, Sequence[Cell]]]) -> Table:
    """Table of numbered rows: leading blank and ``#`` rows are skipped, the next is the header.

    Rows without any content are left out. Rows are cut or filled to the width of the header,
    except that surplus content stays visible under an empty header.
    """
    header: tuple[str, ...] | None = None
    rows: list[tuple[Cell, ...]] = []
    numbers: list[int] = []
    for number, cells in numbered:
        if all(is_empty(cell) for cell in cells):
            continue
        if header is None:
            if str(cells[0] if cells[0] is not None else "").lstrip().startswith("#"):
                continue
            header = _trimmed(cells)
            continue
        rows.append(tuple(cells))
        numbers.append(number)
    header = header or ()
    short = [n for n, row in zip(numbers, rows, strict=True) if len(row) < len(header)]
    width = max([len(header), *(_used(row) for row in rows)])
    header = header + ("",) * (width - len(header))
    filled = tuple((row + (None,) * width)[:width] for row in rows)
    return Table(label, header, filled, tuple(numbers), short_rows=tuple(short))


def _trimmed(cells: Sequence[Cell]) -> tuple[str, ...]:
    texts = ["" if cell is None else " ".join(str(cell).split()) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _used(row: Sequence[Cell]) -> int:
    """Width of a row up to its last cell with content."""
    return max((index + 1 for index, cell in enumerate(row) if not is_empty(cell)), default=0)
