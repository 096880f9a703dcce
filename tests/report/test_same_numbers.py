from collections import Counter
from io import BytesIO

import pypdf
import pytest
import xarray as xr

from fourpermille.report import write_report

from .reading import Page, numbers, pdf_text


def without_contents(html: str) -> str:
    """Drop the list of contents, which only the page has."""
    before, _nav, rest = html.partition('<nav class="contents"')
    return before + rest.partition("</nav>")[2]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("name", ["world", "fields", "trial"])
def test_page_and_pdf_hold_the_same_numbers(
    name: str, language: str, options: dict, request: pytest.FixtureRequest
) -> None:
    results: xr.Dataset = request.getfixturevalue(name)
    html, pdf = write_report(results, **options, languages=[language])
    page_text = without_contents(html.read_text(encoding="utf-8"))
    on_page = numbers(Page(page_text).text)
    data = pdf.read_bytes()
    in_pdf = numbers(pdf_text(data))
    assert on_page - in_pdf == Counter()

    # What the PDF has besides: labels of drawings (on the page inside the drawings), page numbers.
    drawn = numbers(" ".join(part for part in page_text.split("<svg")[1:]))
    pages = len(pypdf.PdfReader(BytesIO(data)).pages)
    allowed = set(drawn) | {str(n) for n in range(pages + 1)} | set(on_page)
    assert set(in_pdf) <= allowed


def test_the_pdf_is_archival_and_tagged(world: xr.Dataset, options: dict) -> None:
    _html, pdf = write_report(world, **options)
    reader = pypdf.PdfReader(pdf)
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "Croplands of the world"
    assert b"/Alt" in pdf.read_bytes() or "/Alt" in str(reader.trailer)
