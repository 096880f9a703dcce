"""Write the documents of a run: one page and one PDF for each language."""

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xarray as xr

from fourpermille.core.i18n import use_language
from fourpermille.report.base import DOCUMENTS, DocumentKind
from fourpermille.report.facts import Facts, Outlines
from fourpermille.report.html import render_html
from fourpermille.report.numbering import numbered
from fourpermille.report.pdf import render_pdf


def write_report(
    results: xr.Dataset,
    *,
    scenario: Mapping[str, Any],
    summary: Mapping[str, Any],
    provenance: Mapping[str, Any],
    folder: Path | str,
    outlines: Outlines | None = None,
    inputs_table: Sequence[Mapping[str, Any]] = (),
    languages: Sequence[str] = ("en",),
    pdf: bool = True,
    warned: Mapping[str, Sequence[str]] | None = None,
) -> list[Path]:
    """Write ``report.html`` and ``report.pdf`` into a folder and return the paths.

    The first language takes the plain names, each further one carries its code
    (``report_fr.html``). Each file appears whole or not at all. ``outlines`` are the borders of
    countries (ISO3 code to rings of longitude and latitude); without them places are shown as
    bars. ``inputs_table`` has the columns of ``tables.inputs_frame``.
    ``warned``: the warnings of the run in each language; where it lacks one, as results hold them.

    Raises MissingExtraError when the extra ``report`` is not installed.
    """
    made = _time(provenance)
    finished: list[tuple[str, bytes]] = []
    kind = kind_of(results)
    for number, language in enumerate(languages):
        told = (warned or {}).get(language)
        attrs = {} if told is None else {"warnings": json.dumps(list(told), ensure_ascii=False)}
        ending = "" if number == 0 else f"_{language}"
        with use_language(language):
            facts = Facts(
                results.assign_attrs(attrs),
                scenario,
                summary,
                provenance,
                outlines or {},
                tuple(inputs_table),
            )
            content = numbered(kind.build(facts))
            finished.append((f"report{ending}.html", render_html(content).encode()))
            printed = render_pdf(content, made=made) if pdf else None
            if printed is not None:
                finished.append((f"report{ending}.pdf", printed))
    return [_write(Path(folder) / name, data) for name, data in finished]


def kind_of(results: xr.Dataset) -> DocumentKind:
    """Return the kind of document that suits the results.

    Raises ValueError when no kind does.
    """
    for name in DOCUMENTS.names():
        kind = DOCUMENTS.get(name)
        if kind.suits(results):
            return kind
    raise ValueError(f"no document suits results with the dimensions {tuple(results.dims)}")


def _time(provenance: Mapping[str, Any]) -> datetime:
    """Return the time of the run, so that the same run gives the same file."""
    for key in ("created", "time", "date", "finished", "timestamp"):
        try:
            found = datetime.fromisoformat(str(provenance.get(key)))
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return datetime.now(UTC)


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as part:
        part.write(data)
    part_path = Path(part.name)
    part_path.chmod(0o666 & ~_umask())
    os.replace(part_path, path)  # noqa: PTH105  # one step, also where the file exists
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
