"""A picture of few colours as PNG inside a drawing: for maps of too many places to draw singly."""

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
INDEXED = 3
BITS = 8


def indexed_png(pixels: NDArray[np.uint8], colours: tuple[str, ...]) -> bytes:
    """Return a PNG of palette numbers (rows, columns); number 0 is transparent, 1 the first colour.

    Source of the format: ISO/IEC 15948 (PNG), sections 10 and 11.
    """
    rows, columns = pixels.shape
    header = struct.pack(">IIBBBBB", columns, rows, BITS, INDEXED, 0, 0, 0)
    palette = b"\0\0\0" + b"".join(bytes.fromhex(colour.lstrip("#")) for colour in colours)
    filtered = b"".join(b"\0" + row.tobytes() for row in pixels)
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", palette),
            _chunk(b"tRNS", b"\0"),
            _chunk(b"IDAT", zlib.compress(filtered, 9)),
            _chunk(b"IEND", b""),
        )
    )


def data_address(png: bytes) -> str:
    """Return the picture as an address that holds it whole."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
