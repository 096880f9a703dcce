"""From the header of a column to the variable, unit and month it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from fourpermille.core.headers import simplified
from fourpermille.core.i18n import _
from fourpermille.core.variables import canonical_name, variables
from fourpermille.data.problems import Problems
from fourpermille.data.table import Table, is_empty
from fourpermille.data.vocabulary import MONTHLY, STEPS

_UNIT = re.compile(r"\s*[\[(]([^\])]*)[\])]\s*")
_MONTH = re.compile(r"(?P<base>.*?)[\s_-]+(?P<month>0?[1-9]|1[0-2])")
_WORD = re.compile(r"(?P<base>.*?)[\s_-]+(?P<month>[^\W\d_]{3,})\.?")
_MONTHS = {  # the first letters in English, French and Spanish, without accents
    1: ("jan", "ene"),
    2: ("feb", "fev"),
    3: ("mar",),
    4: ("apr", "avr", "abr"),
    5: ("may", "mai"),
    6: ("jun", "juin"),
    7: ("jul", "juil"),
    8: ("aug", "aou", "ago"),
    9: ("sep",),
    10: ("oct",),
    11: ("nov",),
    12: ("dec", "dic"),
}
_NEAR = 0.84  # below this likeness a header is a note of its own and not a slip of the pen
LEAST_COLUMNS = 2  # from which a single header is no header
_SHORTEST = 4  # letters: shorter words resemble too many others


@dataclass(frozen=True)
class Column:
    """One column that is understood; ``name`` is canonical."""

    index: int
    header: str
    name: str
    unit: str | None = None
    month: int | None = None


def read_headers(table: Table, problems: Problems) -> tuple[list[Column], list[str]]:
    """Columns understood, and headers that mean nothing here.

    Reports headers that are misspelt, doubled, empty, or mean one of several variables.
    """
    columns: list[Column] = []
    unused: list[str] = []
    label = table.label
    if _is_title(table):
        problems.add(
            _("the first row is a title and no row of headers"),
            file=label,
            found=next(filter(None, table.headers)),
            allowed=_("a row of headers and a row for each place"),
            todo=_("Remove the rows above the headers, or start them with #."),
        )
        return [], []
    for index, header in enumerate(table.headers):
        if not header:
            _refuse_nameless(table, index, problems)
            continue
        column = understood(index, header)
        if column is not None:
            columns.append(column)
        elif not _reported(header, problems, label):
            unused.append(header)
    columns = _one_name(columns, unused)
    _refuse_doubles(columns, problems, label)
    return columns, unused


def _is_title(table: Table) -> bool:
    """Whether there is one header above several columns."""
    return len(table.headers) > LEAST_COLUMNS and sum(map(bool, table.headers)) == 1


def _one_name(columns: list[Column], unused: list[str]) -> list[Column]:
    """Of several columns that may name the places (id, name ...) keep ``place`` or the first."""
    names = [column for column in columns if column.name == "place"]
    if len(names) < 2:
        return columns
    kept = next((c for c in names if simplified(c.header) == "place"), names[0])
    unused += [column.header for column in names if column is not kept]
    return [column for column in columns if column.name != "place" or column is kept]


def _refuse_nameless(table: Table, index: int, problems: Problems) -> None:
    """Report a column without header at its first value; none is fine where there is no value."""
    for row, cells in zip(table.row_numbers, table.rows, strict=True):
        if not is_empty(cells[index]):
            problems.add(
                _("a column with values but no header"),
                file=table.label,
                row=row,
                column=f"{index + 1}",
                found=cells[index],
                allowed=_("as many values as headers"),
                todo=_(
                    "Give the column a header. If the numbers have decimal commas, use the "
                    "semicolon between columns."
                ),
            )
            return


def understood(index: int, header: str) -> Column | None:
    """The column of a header; None where nothing is meant for sure."""
    known = canonical_name(header)
    if known is not None:
        return Column(index, header, known[0], known[1])
    base, month = split_month(header)
    known = canonical_name(base) if month is not None else None
    if known is None or known[0] not in MONTHLY:
        return None
    return Column(index, header, known[0], known[1], month)


def split_month(header: str) -> tuple[str, int | None]:
    """``rain [mm] 3``, ``rain 3 [mm]``, ``rain_03``, ``rain_mar`` as that of the year and month."""
    unit = _UNIT.search(header)
    words = _UNIT.sub(" ", header).strip()
    match = _MONTH.fullmatch(words)
    month = int(match["month"]) if match else None
    if match is None:
        match = _WORD.fullmatch(words)
        month = _named_month(match["month"]) if match else None
    if match is None or month is None:
        return header, None
    return match["base"] + (f" [{unit[1]}]" if unit else ""), month


def _named_month(word: str) -> int | None:
    """Number of a month by the beginning of its name in English, French or Spanish."""
    plain = simplified(word)
    return next((m for m, names in _MONTHS.items() if plain.startswith(names)), None)


def nearest(header: str) -> str | None:
    """The known name that a header probably misspells; None if it is like none."""
    base, month = _bare(header)
    pool = {word: names[0] for word, names in _words().items() if len(word) >= _SHORTEST}
    near = get_close_matches(simplified(base), pool, n=1, cutoff=_NEAR)
    if not near:
        return None
    found = pool[near[0]]
    return f"{found}_{month:02d}" if month is not None and found in MONTHLY else found


def _bare(header: str) -> tuple[str, int | None]:
    """A header without unit and month."""
    return split_month(_UNIT.sub(" ", header).strip())


@cache
def _words() -> dict[str, list[str]]:
    """Names of variables by every word for them."""
    words: dict[str, list[str]] = {}
    for name, row in variables().items():
        for word in dict.fromkeys((name, *row.aliases, *row.labels.values())):
            names = words.setdefault(simplified(word), [])
            if name not in names:
                names.append(name)
    return words


def _reported(header: str, problems: Problems, label: str) -> bool:
    """Report a header that means one of several variables or misspells one; false if neither."""
    choices = _words().get(simplified(_bare(header)[0]), [])
    if len(choices) > 1:
        options = [f"{name} [{variables()[name].units}]" for name in choices]
        problems.add(
            _("a header that may mean several variables"),
            file=label,
            column=header,
            found=header,
            allowed=_(" or ").join(options),
            todo=_("Write the full name, or the unit in brackets."),
        )
        return True
    near = nearest(header)
    if near is None:
        return False
    problems.add(
        _("unknown column"),
        file=label,
        column=header,
        found=header,
        allowed=_("a name of the variables table, or a label with a unit in brackets"),
        todo=_("Did you mean {name}?").format(name=near),
    )
    return True


def _refuse_doubles(columns: list[Column], problems: Problems, label: str) -> None:
    seen: dict[tuple[str, int | None], str] = {}
    for column in columns:
        key = (column.name, column.month)
        if key in seen:
            problems.add(
                _("two columns give the same variable"),
                file=label,
                column=column.header,
                found=f"{seen[key]}, {column.header}",
                allowed=_("one column for {name}").format(name=column.name),
                todo=_("Remove or rename one of them."),
            )
        seen.setdefault(key, column.header)


def split_steps(columns: list[Column]) -> tuple[list[Column], dict[str, Column]]:
    """The columns of variables, and those of year and month."""
    steps = {column.name: column for column in columns if column.name in STEPS}
    return [column for column in columns if column.name not in STEPS], steps


def without_empty(table: Table, columns: list[Column]) -> tuple[list[Column], list[str]]:
    """Columns that hold something, and the variables whose columns hold nothing at all.

    Templates bring columns that not everybody fills; those count as not given.
    """
    filled = {c.name for c in columns if not all(map(is_empty, table.column(c.index)))}
    empty = dict.fromkeys(column.name for column in columns if column.name not in filled)
    return [column for column in columns if column.name in filled], list(empty)
