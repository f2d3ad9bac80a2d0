"""Picture files made for tests."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

from engine.types import U8


def smooth() -> U8:
    """Smooth, so that lossy formats stay near; without symmetry, so that a wrong turn shows."""
    y, x = np.mgrid[0:24, 0:40]
    return np.dstack([x * 6, y * 10, 255 - x * 3 - y * 4]).astype(np.uint8)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def png(width: int, height: int, *, depth: int = 8, kind: int = 2, rows: bytes = b"") -> bytes:
    """A PNG made by hand, for what Pillow does not write."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
