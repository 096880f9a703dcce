"""The two marks that text may carry, read once for both renderers.

What comes from data may hold the same signs without meaning them: it goes through ``literal``.
"""

import re
import unicodedata
from typing import Literal

Run = tuple[Literal["plain", "strong", "code"], str]
MARKS = re.compile(r"\*\*(?P<strong>.+?)\*\*|`(?P<code>[^`]+)`")

# Stand-ins for the signs of marks that are part of a name; no font has them, and none is needed.
STAND_INS = {"*": "\ue000", "`": "\ue001"}
_TO_STAND_IN = str.maketrans(STAND_INS)
_FROM_STAND_IN = str.maketrans({mark: sign for sign, mark in STAND_INS.items()})


def clean(text: str) -> str:
    """Replace what no line of text may hold: control characters, and half characters."""
    if text.isprintable():  # holds none of them; said at once, for the names of millions of cells
        return text
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co") else c for c in text)


def literal(text: str) -> str:
    """Return a text from data so that none of its signs are read as marks."""
    return clean(text).translate(_TO_STAND_IN)


# Places where a line must not break: inside a unit, and between a number and its unit.
UNIT = re.compile(r"\b([GM]?t) (C|CO₂)\b|(?<=\d) (?=(?:[%‰]|[GM]?t\b|kg\b|cm\b|M?ha\b|per 1000))")


def bound(text: str) -> str:
    """Keep numbers and units together by spaces that do not break."""
    return UNIT.sub(lambda m: f"{m[1]}\u00a0{m[2]}" if m[1] else "\u00a0", text)


def runs(text: str) -> list[Run]:
    """Split text into plain, strong and code runs.

    Returns pairs of kind and text; the texts joined give the text without its marks.
    """
    text = bound(text)
    found: list[Run] = []
    end = 0
    for match in MARKS.finditer(text):
        if match.start() > end:
            found.append(("plain", text[end : match.start()]))
        if match["strong"] is not None:
            found.append(("strong", match["strong"]))
        else:
            found.append(("code", match["code"]))
        end = match.end()
    if end < len(text):
        found.append(("plain", text[end:]))
    return [(kind, part.translate(_FROM_STAND_IN)) for kind, part in found]


def plain(text: str) -> str:
    """Return the text without its marks."""
    return "".join(part for _kind, part in runs(text))
