"""On which line of a TOML file a key stands, for messages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?")
_KEY = re.compile(r"^\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"))*)\s*=(.*)$")
_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*')


@dataclass(frozen=True)
class Origin:
    """The file of a scenario and the lines of its keys; no part of what the scenario says."""

    file: str | None = field(default=None, compare=False)
    lines: Mapping[Path, int] = field(default_factory=dict, compare=False)

    def line(self, key: str) -> int | None:
        """Line of a dotted key, or of the table around it; None where nobody knows."""
        return line_of(dict(self.lines), dotted(key))


def dotted(key: str) -> Path:
    """The path of a dotted key; rows of tables are counted from 1 in it."""
    path: list[str | int] = []
    for part in key.split("."):
        name, bracket, number = part.rstrip("]").partition("[")
        path += [name, int(number) - 1] if bracket else [name]
    return tuple(path)


def key_lines(text: str) -> dict[Path, int]:
    """Return the line (from 1) of every table and key, by path; rows of tables by number.

    Good for messages: values that fill several lines are stepped over by counting brackets.
    """
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    inside, depth = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        if inside:
            inside = "" if inside in line else inside
            continue
        if depth > 0:
            depth += _brackets(line)
            continue
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                lines.setdefault(table, number)
                table = (*table, counts[table])
            lines.setdefault(table, number)
        elif match := _KEY.match(line):
            path = (*table, *_parts(match[1]))
            for length in range(len(table) + 1, len(path) + 1):
                lines.setdefault(path[:length], number)
            inside = _open_text(match[2])
            depth = 0 if inside else _brackets(match[2])
    return lines


def line_of(lines: dict[Path, int], path: Sequence[str | int]) -> int | None:
    """Line of a path, or of the nearest table around it; None where there is none."""
    for length in range(len(path), 0, -1):
        if tuple(path[:length]) in lines:
            return lines[tuple(path[:length])]
    return None


def _parts(dotted: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _brackets(text: str) -> int:
    bare = _STRINGS.sub("", text)
    return bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")


def _open_text(value: str) -> str:
    """Quotation marks of a text that goes on over the next lines."""
    for mark in ('"""', "'''"):
        if value.strip().startswith(mark) and value.count(mark) == 1:
            return mark
    return ""
