"""Find and run the examples of a page, in order, in one folder.

A block that needs the shared reference data says so with a last word ``data`` on its fence
(``console data``, ``python data``). Readers of Markdown take the first word for the language.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<language>[^\n`]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.M | re.S
)
MAGIC = "%%writefile "
WITH_DATA = " data"


@dataclass(frozen=True)
class Block:
    """One fenced block of a page; ``needs_data``: only where the reference data are there."""

    language: str
    body: str
    line: int
    needs_data: bool = False


def blocks(page: Path) -> Iterator[Block]:
    """Fenced blocks of a Markdown page, in order."""
    text = page.read_text("utf-8")
    for found in FENCE.finditer(text):
        words = found["language"].strip()
        language = words.removesuffix(WITH_DATA)
        line = text.count("\n", 0, found.start()) + 2
        yield Block(language, found["body"], line, needs_data=language != words)


def commands(body: str) -> Iterator[list[str]]:
    """Words of the ``4p1000`` calls of a console block; what else it shows is not run.

    ``$NAME`` is replaced from the environment, as a shell would.
    """
    for line in body.splitlines():
        if line.startswith("$ 4p1000 "):
            yield [os.path.expandvars(word) for word in shlex.split(line[2:], comments=True)]


def cell(body: str) -> tuple[str, str | list[list[str]]]:
    """Take a notebook cell apart: a file to write, commands to run, or Python."""
    if body.startswith(MAGIC):
        first, _, rest = body.partition("\n")
        return first.removeprefix(MAGIC).strip(), rest
    if body.startswith("!"):
        return "!", [shlex.split(line[1:]) for line in body.splitlines() if line.startswith("!")]
    return "", body
