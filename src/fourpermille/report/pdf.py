"""Content as an archival PDF (PDF/A), set by Typst from the same texts as the page."""

import json
import warnings
from dataclasses import asdict
from datetime import datetime
from importlib.resources import files
from typing import Any

from fourpermille.core.errors import ApplicabilityWarning, MissingExtraError
from fourpermille.core.i18n import _
from fourpermille.report.content import Content
from fourpermille.report.runs import runs

# Archival, with text that can be searched and copied, and tagged for reading aloud.
STANDARD = "a-2a"


def render_pdf(content: Content, *, made: datetime) -> bytes | None:
    """Return the PDF; the same content and time give the same bytes.

    Where the fonts that come along lack a letter (of a name in another script), the fonts of the
    machine are looked through, too, and if that isn't enough, the PDF is an ordinary one, with
    a sign for each letter without a shape. None where no PDF can be made at all: the page holds
    the same. Both are told by an ApplicabilityWarning.

    Raises MissingExtraError when the extra ``report`` is not installed.
    """
    try:
        import typst  # optional dependency
    except ImportError as error:
        raise MissingExtraError("report", "typst") from error

    text = json.dumps(_with_runs(asdict(content)), ensure_ascii=False)
    problem = ""
    ways: list[tuple[bool, list[str]]] = [(True, [STANDARD]), (False, [STANDARD]), (False, [])]
    for own_fonts_only, standards in ways:
        try:
            pdf = _compiled(typst, text, made, own_fonts_only, standards)
        except RuntimeError as error:  # the compiler says of what kind in words only
            problem = str(error).splitlines()[0]
            continue
        if not standards:
            _tell(_("the PDF of the report is no archival one"), problem)
        return pdf
    _tell(_("the report has no PDF; the page holds the same"), problem)
    return None


def _compiled(
    typst: Any, text: str, made: datetime, own_fonts_only: bool, standards: list[Any]
) -> bytes:
    template = (files("fourpermille.report") / "templates" / "report.typ").read_bytes()
    compiler = typst.Compiler(
        template, ignore_system_fonts=own_fonts_only, sys_inputs={"content": text}
    )
    pdf = compiler.compile(format="pdf", pdf_standards=standards, timestamp=made)
    if not isinstance(pdf, bytes):
        raise TypeError("the PDF came as several files")
    return pdf


def _tell(what: str, problem: str) -> None:
    message = _("{what}: {reason}").format(what=what, reason=problem)
    warnings.warn(message, ApplicabilityWarning, stacklevel=3)


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
