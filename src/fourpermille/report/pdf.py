"""Content as an archival PDF (PDF/A), set by Typst from the same texts as the page."""

import json
from dataclasses import asdict
from datetime import datetime
from importlib.resources import files
from typing import Any, Literal

from fourpermille.core.errors import MissingExtraError
from fourpermille.report.content import Content
from fourpermille.report.runs import runs

# Archival, with text that can be searched and copied, and tagged for reading aloud.
STANDARD: Literal["a-2a"] = "a-2a"


def render_pdf(content: Content, *, made: datetime) -> bytes:
    """Return the PDF; the same content and time give the same bytes.

    Raises MissingExtraError when the extra ``report`` is not installed.
    """
    try:
        import typst  # optional dependency
    except ImportError as error:
        raise MissingExtraError("report", "typst") from error

    template = (files("fourpermille.report") / "templates" / "report.typ").read_bytes()
    compiler = typst.Compiler(
        template,
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(_with_runs(asdict(content)), ensure_ascii=False)},
    )
    pdf = compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=made)
    if not isinstance(pdf, bytes):
        raise TypeError("the PDF came as several files")
    return pdf


def _with_runs(value: Any) -> Any:
    """Replace each text that may carry marks by its runs; editions of drawings stay text."""
    if isinstance(value, dict):
        return {
            key: part
            if key in {"narrow", "wide", "paper", "id", "kind", "align", "language", "words"}
            else _with_runs(part)
            for key, part in value.items()
            if key not in {"narrow", "wide"}
        }
    if isinstance(value, list | tuple):
        return [_with_runs(part) for part in value]
    return runs(value) if isinstance(value, str) else value
