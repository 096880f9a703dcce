"""One file for each format: a reader says what it recognises and gives tables or a Dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fourpermille.core.registry import Registry

if TYPE_CHECKING:
    import xarray as xr

    from fourpermille.data.table import Tables


class Reader(Protocol):
    """A file format of places."""

    @property
    def extensions(self) -> tuple[str, ...]:
        """Ends of file names that announce this format, lower case with the point."""

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether the first bytes (``head``, up to 4096) are those of this format."""

    def read(self, path: Path) -> Tables | xr.Dataset:
        """Tables as they stand in the file, or a Dataset for formats with labelled arrays."""


READERS: Registry[type[Reader]] = Registry("file format", folder="fourpermille.data.readers")
