"""The part of a file that has arrived, and what must hold for the rest to fit to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from fourpermille.data.atomic import write_text


@dataclass(frozen=True)
class Part:
    """``<file>.part`` with notes beside it: address and mark of the version it came from.

    The mark is the server's ETag or date of change. Without one nothing tells that the rest
    belongs to the same version, so the download starts again.
    """

    path: Path

    @classmethod
    def of(cls, target: Path) -> Part:
        """Part of a file that is to lie at ``target``."""
        return cls(target.with_name(f"{target.name}.part"))

    @property
    def notes(self) -> Path:
        """File of the notes."""
        return self.path.with_name(f"{self.path.name}.json")

    @property
    def size(self) -> int:
        """Bytes that have arrived."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def mark(self, url: str) -> str:
        """The mark of the version, "" if none is known or another address was asked."""
        try:
            notes = json.loads(self.notes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ""
        return str(notes.get("mark", "")) if notes.get("url") == url else ""

    def note(self, url: str, mark: str) -> None:
        """Write down what the part belongs to."""
        write_text(self.notes, json.dumps({"url": url, "mark": mark}))

    def drop(self) -> None:
        """Forget what has arrived."""
        self.path.unlink(missing_ok=True)
        self.notes.unlink(missing_ok=True)
