"""Datasets told in lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fourpermille.core.i18n import _, ngettext
from fourpermille.core.sizes import size_in_words

MOST_FILES = 12  # of a dataset with hundreds, a few show the pattern
Row = Mapping[str, Any]


def size(count: int | None) -> str:
    """A number of bytes as people say it; "" for an unknown one."""
    return "" if count is None else size_in_words(count)


def state(row: Row) -> str:
    """Whether a dataset is here, in part, or how it can be had."""
    if row["files_here"] and row["files_here"] == row["files_count"]:
        return _("here")
    if row["files_here"]:
        return f"{row['files_here']}/{row['files_count']}"
    if row["login_needed"]:
        return _("login")
    return _("download") if row["downloadable"] else _("by hand")


def list_lines(rows: Mapping[str, Row]) -> Iterator[str]:
    """A table with a line for each dataset; (?) is a licence that nobody has confirmed."""
    head = (_("dataset"), _("state"), _("size"), _("licence"), _("title"))
    cells = [
        (id, state(row), size(row["size_bytes"]), _licence(row), row["title"])
        for id, row in rows.items()
    ]
    widths = [min(max(len(line[i]) for line in [head, *cells]), 40) for i in range(4)]
    for line in [head, *cells]:
        left = "  ".join(_fit(text, width) for text, width in zip(line, widths, strict=False))
        yield f"{left}  {line[-1]}".rstrip()


def _licence(row: Row) -> str:
    return row["licence"] + (" (?)" if row["licence_confidence"] == "U" else "")


def _fit(text: str, width: int) -> str:
    return (text if len(text) <= width else f"{text[: width - 1]}…").ljust(width)


def info_lines(one: Row) -> Iterator[str]:
    """Everything about a dataset."""
    yield f"{one['id']}: {one['title']}"
    if one["about"]:
        yield one["about"]
    licence = one["licence"]
    facts = (
        (
            _("Licence"),
            " ".join(filter(None, (licence["name"], licence["url"]))) + _unsure(licence),
        ),
        ("", licence["note"]),
        (_("May be passed on"), _("yes") if one["redistributable"] else _("no")),
        (_("Producer"), one["producer"]),
        (_("Cite"), one["citation"]),
        (
            "DOI",
            one["doi"] + (_memory() if one["citation_confidence"] == "U" and one["doi"] else ""),
        ),
        (_("Version"), " ".join(filter(None, (one["version"], one["published"])))),
        (_("Page"), one["homepage"]),
        (_("Format"), one["format"]),
        (_("Projection"), one["crs"]),
        (_("Resolution"), one["resolution"]),
        (_("Cells"), one["registration"]),
        (_("Period"), one["period"]),
        (_("Size"), size(one["size_bytes"])),
        (_("State"), state({**one, "licence": licence["name"]})),
        (_("How to get it"), one["obtain"]),
    )
    for name, text in facts:
        if text:
            yield f"  {name + ': ' if name else ''}{text}"
    yield from _files(one["files"])
    yield from _variables(one["variables"])
    if one["traps"]:
        yield _("Traps:")
        yield from (f"  - {trap}" for trap in one["traps"])


def _memory() -> str:
    return " " + _("(from memory, untested)")


def _unsure(row: Row) -> str:
    return _memory() if row["confidence"] == "U" else ""


def _files(files: list[Row]) -> Iterator[str]:
    if files:
        yield _("Files:")
    for file in files[:MOST_FILES]:
        known = ", ".join(filter(None, (size(file["size_bytes"]), file["about"])))
        yield f"  {file['name']}" + (f" ({known})" if known else "")
        if file["url"]:
            yield f"    {file['url']}{_unsure(file)}"
        if file["sha256"]:
            yield f"    sha256 {file['sha256']}"
        if file["path"]:
            yield "    " + _("here: {path}").format(path=file["path"])
    if len(files) > MOST_FILES:
        more = len(files) - MOST_FILES
        yield "  " + ngettext(
            "and {count} more: see --json", "and {count} more: see --json", more
        ).format(count=more)


def _variables(variables: Mapping[str, Row]) -> Iterator[str]:
    if variables:
        yield _("Variables:")
    for name, row in variables.items():
        means = f" = {row['name']}" if row["name"] else ""
        yield f"  {name}{means} [{row['units']}] {row['about']}{_unsure(row)}".rstrip()


def verdict_line(row: Row) -> str:
    """What was found of a file."""
    if not row["ok"]:
        return _("BAD {path}: {problem}").format(path=row["path"], problem=row["problem"])
    if not row["hash_known"]:
        return _("OK  {path} (size and kind; no hash is known)").format(path=row["path"])
    return _("OK  {path}").format(path=row["path"])
