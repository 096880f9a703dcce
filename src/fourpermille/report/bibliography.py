"""Works and data as lines to read, from the BibTeX entries and datasets of a result."""

import json
import re
from collections.abc import Mapping
from typing import Any

from fourpermille.core.provenance import references

FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*?)\},?\s*$", re.MULTILINE)
# What every report of this kind stands on, when a result names no works.
BASIC = ("coleman_jenkinson_1996", "falloon_1998", "4p1000_initiative")
# This package cites itself in the footer.
OWN = "fourpermille"
WHERE = ("journal", "booktitle", "institution", "publisher")


def works(provenance: Mapping[str, Any]) -> list[str]:
    """Return the works a result names, one line each, in the order of their text."""
    known = references()
    named = [key.strip() for key in str(provenance.get("references") or "").split(",")]
    keys = dict.fromkeys([*BASIC, *named])
    return sorted(line(known[key]) for key in keys if key in known and key != OWN)


def line(entry: str) -> str:
    """Write a BibTeX entry as one line: authors (year). Title. Where, volume, pages. Note."""
    fields = {name.lower(): _clean(value) for name, value in FIELD.findall(entry)}
    authors = fields.get("author", "").replace(" and ", "; ")
    where = next((fields[name] for name in WHERE if name in fields), "")
    volume = " ".join(filter(None, (where, fields.get("volume", ""))))
    place = ", ".join(filter(None, (volume, fields.get("pages", ""))))
    year = f" ({fields['year']})" if "year" in fields else ""
    parts = [authors + year, fields.get("title", ""), place, fields.get("note", "")]
    if "doi" in fields:
        parts.append(f"doi:{fields['doi']}")
    return " ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts if part)


def datasets(provenance: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Return the data a result was computed from: name with licence, and sources, of each file."""
    given = provenance.get("datasets") or []
    if isinstance(given, str):
        given = json.loads(given)
    return [(_name(one), _sources(str(one.get("citation", "")))) for one in given]


def _name(one: Mapping[str, Any]) -> str:
    licence = f" ({one['licence']})" if one.get("licence") else ""
    return f"**{one.get('name', '')}**{licence}"


def _sources(citation: str) -> list[str]:
    parts = [part.strip() for part in citation.split(".; ") if part.strip()]
    return [part if part.endswith(".") else f"{part}." for part in parts]


def _clean(text: str) -> str:
    """Take the marks of BibTeX out of a text."""
    for mark, sign in (("``", "“"), ("''", "”"), ("--", "–"), ("{", ""), ("}", ""), ("\\&", "&")):
        text = text.replace(mark, sign)
    return text
