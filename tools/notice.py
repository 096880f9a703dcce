"""Write NOTICE from the files that describe the data in the package.

python tools/notice.py
"""

import sys
import textwrap
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "fourpermille"

HEAD = """\
fourpermille
Copyright 2026 the fourpermille contributors

Licensed under the Apache License, Version 2.0 (see LICENSE).

The package ships the tables below, made from the works named with them, each under
its own licence. The file beside each table says more: how it was made, what was
left out, and what each column comes from. Nothing in this package is endorsed by
the authors of these works, by the 4 per 1000 Initiative or by Rothamsted Research.
"""


def sidecars() -> list[Path]:
    """Return the files that describe shipped data: those that name one and its licence."""
    found = []
    for path in sorted(PACKAGE.rglob("*.toml")):
        head = tomllib.loads(path.read_text("utf-8"))
        if isinstance(head.get("file"), str) and "licence" in head:
            found.append(path)
    return found


def _wrapped(text: str, first: str, rest: str) -> str:
    return textwrap.fill(
        " ".join(text.split()),
        84,
        break_on_hyphens=False,
        initial_indent=first,
        subsequent_indent=rest,
    )


def notice() -> str:
    """Return the text of NOTICE."""
    parts = [HEAD]
    for path in sidecars():
        about = tomllib.loads(path.read_text("utf-8"))
        table = path.with_name(about["file"]).relative_to(ROOT)
        lines = [
            str(table),
            _wrapped(f"{about['title']}. Licence: {about['licence']}.", "  ", "  "),
        ]
        if about.get("attribution"):
            lines.append(_wrapped(about["attribution"], "  ", "  "))
        for source in about.get("sources", []):
            doi = f" doi:{source['doi']}" if source.get("doi") else ""
            text = f"{source['citation']}{doi} Licence: {source.get('licence', 'see the work')}."
            lines.append(_wrapped(text, "  - ", "    "))
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    target = ROOT / "NOTICE"
    target.write_text(notice(), "utf-8")
    sys.exit(0)
