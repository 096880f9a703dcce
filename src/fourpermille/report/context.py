"""Figures from the table ``context.toml``."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _table() -> dict[str, Any]:
    text = (files("fourpermille.report") / "context.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def context(name: str) -> float:
    """Return a figure of the table in the unit its row states."""
    return float(_table()[name]["value"])
