"""Find and run the examples of a page, in order, in one folder."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<language>[^\n`]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.M | re.S
)
MAGIC = "%%writefile "


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    language: str
    body: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    """Fenced blocks of a Markdown page, in order."""
    text = page.read_text("utf-8")
    for found in FENCE.finditer(text):
        language = found["language"].strip()
        yield Block(language, found["body"], text.count("\n", 0, found.start()) + 2)


def commands(body: str) -> Iterator[list[str]]:
    """Words of the ``4p1000`` calls of a console block; what else it shows is not run."""
    for line in body.splitlines():
        if line.startswith("$ 4p1000 "):
            yield shlex.split(line[2:], comments=True)


def cell(body: str) -> tuple[str, str | list[list[str]]]:
    """Take a notebook cell apart: a file to write, commands to run, or Python."""
    if body.startswith(MAGIC):
        first, _, rest = body.partition("\n")
        return first.removeprefix(MAGIC).strip(), rest
    if body.startswith("!"):
        return "!", [shlex.split(line[1:]) for line in body.splitlines() if line.startswith("!")]
    return "", body
