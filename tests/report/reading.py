"""Read pages and PDFs back the way a reader would: texts, numbers, figures, tables."""

import re
from collections import Counter
from html.parser import HTMLParser
from io import BytesIO

import pypdf

# A number with its separators of thousands and decimals in any of the three languages.
NUMBER = re.compile(r"[−+]?\d+(?:[.,\u202f]\d+)*")
SKIPPED = {"style", "script", "title", "svg"}


class Page(HTMLParser):
    """The parts of a page that tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.figures: list[dict[str, int]] = []
        self.rows: list[list[str]] = []
        self.tables: list[list[list[str]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.attributes.append((tag, found))
        if tag not in {"meta", "link", "br"}:
            self.open.append(tag)
        if tag == "figure":
            self.figures.append({"drawings": 0, "described": 0, "tables": 0})
        if "figure" in self.open and self.figures:
            if tag == "svg":
                self.figures[-1]["drawings"] += 1
                self.figures[-1]["described"] += bool(found.get("aria-label"))
            self.figures[-1]["tables"] += tag == "table"
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.rows.append([])
            self.tables[-1].append(self.rows[-1])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if SKIPPED & set(self.open):
            return
        self.words.append(data)
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join(self.words)


def numbers(text: str) -> Counter[str]:
    """Count the numbers of a text."""
    return Counter(NUMBER.findall(text))


def pdf_text(data: bytes) -> str:
    """Return the words of a PDF."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
