"""The blocks of a grid: rectangles that cover it, each read, answered and written as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# Cells of a block: few enough that what a cell needs while it is answered (some 20 kB) fits in
# less than 1 GiB, enough that a block outweighs what starting it costs.
BLOCK_CELLS = 32_768
WIDEST = 4096


@dataclass(frozen=True)
class Block:
    """Rows and columns of a grid, from and up to (not including)."""

    number: int
    row: int
    row_end: int
    column: int
    column_end: int

    @property
    def rows(self) -> slice:
        """Rows as a slice."""
        return slice(self.row, self.row_end)

    @property
    def columns(self) -> slice:
        """Columns as a slice."""
        return slice(self.column, self.column_end)

    @property
    def region(self) -> dict[str, slice]:
        """Rows and columns by dim, as Zarr regions are named."""
        return {"lat": self.rows, "lon": self.columns}


@dataclass(frozen=True)
class Tiling:
    """A grid of ``rows`` and ``columns`` cut into blocks of one size, smaller at the edges."""

    rows: int
    columns: int
    block_rows: int
    block_columns: int

    @classmethod
    def of(cls, rows: int, columns: int, block_cells: int = BLOCK_CELLS) -> Tiling:
        """Cut a grid: whole rows where they are short, else squares."""
        if columns <= WIDEST:
            return cls(rows, columns, max(1, min(rows, block_cells // columns)), columns)
        side = max(1, round(block_cells**0.5))
        return cls(rows, columns, min(rows, side), min(columns, side))

    def __len__(self) -> int:
        down = -(-self.rows // self.block_rows)
        return down * -(-self.columns // self.block_columns)

    def __iter__(self) -> Iterator[Block]:
        number = 0
        for row in range(0, self.rows, self.block_rows):
            for column in range(0, self.columns, self.block_columns):
                end = min(row + self.block_rows, self.rows)
                column_end = min(column + self.block_columns, self.columns)
                yield Block(number, row, end, column, column_end)
                number += 1
