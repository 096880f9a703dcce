"""Whether the files of a dataset on this machine are what the catalogue says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fourpermille.core.i18n import _
from fourpermille.data.catalogue.entry import DataFile, Entry
from fourpermille.data.catalogue.looks import why_not
from fourpermille.data.catalogue.record import known_hash, recorded, sha256_of


@dataclass(frozen=True)
class Verdict:
    """What was found of one file; ``problem`` is "" where nothing is wrong.

    ``hash_known`` tells whether there was a hash to compare with: without one, size and kind
    alone were looked at.
    """

    file: str
    path: Path
    size_bytes: int
    hash_known: bool
    problem: str

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problem


def verify_file(
    one: Entry, file: DataFile, path: Path, tell: Callable[[int], None] = lambda done: None
) -> Verdict:
    """Check size, hash and kind of a file that lies at ``path``."""
    size, wanted = path.stat().st_size, known_hash(one, file)
    return Verdict(file.name, path, size, bool(wanted), _problem(one, file, path, wanted, tell))


def _problem(
    one: Entry, file: DataFile, path: Path, wanted: str, tell: Callable[[int], None]
) -> str:
    size = path.stat().st_size
    expected = file.size_bytes if file.size_exact else None
    expected = expected or recorded(one, file).get("size_bytes")
    if expected is not None and size != expected:
        return _("it has {found} bytes instead of {wanted}").format(found=size, wanted=expected)
    if wanted and sha256_of(path, tell) != wanted:
        return _("its hash is not that of the catalogue or of the first download")
    return why_not(path, file.name)
