"""What a document says, before anyone decides how it looks.

Every number is turned into text once, here, in the language of the document. The web page and
the PDF are two renderings of the same content, so they cannot disagree.
Text may mark **strong words** and `code`; nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from fourpermille.report.drawing.editions import Editions

Align = Literal["left", "right"]


@dataclass(frozen=True)
class Column:
    """One column of a table: heading, unit in brackets below it, and alignment."""

    heading: str
    unit: str = ""
    align: Align = "right"


@dataclass(frozen=True)
class Table:
    """A table of finished texts; the first column names the row."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    folded: bool = False
    label: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Figure:
    """A drawing in three widths (phone, screen, paper), its words, and the numbers behind it."""

    id: str
    caption: str
    alt: str
    drawing: Editions
    table: Table
    note: str = ""
    label: str = ""
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True)
class Paragraph:
    """Plain prose; ``lead`` sets it larger, at the head of a section."""

    text: str
    lead: bool = False
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Bullets:
    """A list of short statements."""

    items: tuple[str, ...]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True)
class Box:
    """Something the reader must not miss: a warning or an explanation of scale."""

    title: str
    paragraphs: tuple[str, ...]
    kind: Literal["box"] = "box"


@dataclass(frozen=True)
class Code:
    """Lines to type or to copy, shown as they are."""

    text: str
    kind: Literal["code"] = "code"


@dataclass(frozen=True)
class KeyFigure:
    """One headline figure: value, unit, and what it means in plain words."""

    value: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str
    kind: Literal["heading"] = "heading"


Block = Paragraph | Bullets | Box | Code | Figure | Table | Heading


@dataclass(frozen=True)
class Section:
    """A numbered question and the blocks that answer it."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Content:
    """One whole document in one language."""

    language: str
    title: str
    kicker: str
    summary: str
    facts: tuple[str, ...]
    about: str
    key_figures: tuple[KeyFigure, ...]
    sections: tuple[Section, ...]
    footer: str
    words: dict[str, str] = field(default_factory=dict)

    def blocks(self) -> Iterator[Block]:
        """Give every block of every section in reading order."""
        return chain.from_iterable(section.blocks for section in self.sections)

    def figures(self) -> list[Figure]:
        """Give the figures in reading order."""
        return [block for block in self.blocks() if isinstance(block, Figure)]

    def tables(self) -> list[Table]:
        """Give every table, those of the figures among them, in reading order."""
        found: list[Table] = []
        for block in self.blocks():
            if isinstance(block, Table):
                found.append(block)
            elif isinstance(block, Figure):
                found.append(block.table)
        return found


def only(*blocks: Block | Sequence[Block] | None) -> tuple[Block, ...]:
    """Flatten blocks and drop those that are None, so that sections read as plain lists."""
    kept: list[Block] = []
    for block in blocks:
        if block is None:
            continue
        if isinstance(block, Sequence):
            kept.extend(block)
        else:
            kept.append(block)
    return tuple(kept)
