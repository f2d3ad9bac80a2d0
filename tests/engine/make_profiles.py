"""Small ICC profiles (ICC.1:2001-04) to test with; no system brings any."""

import struct


def _tag(kind: bytes, body: bytes) -> bytes:
    return kind + bytes(4) + body


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(x: float, y: float, z: float) -> bytes:
    return _tag(b"XYZ ", _fixed(x) + _fixed(y) + _fixed(z))


def _gamma(value: float) -> bytes:
    return _tag(b"curv", struct.pack(">IH", 1, round(value * 256)))


def _profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    name = b"test\0"
    tags = {
        b"desc": _tag(b"desc", struct.pack(">I", len(name)) + name + bytes(78)),
        b"cprt": _tag(b"text", b"CC0\0"),
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
        **tags,
    }
    offset = 128 + 4 + 12 * len(tags)
    table, data = struct.pack(">I", len(tags)), b""
    for signature, body in tags.items():
        padded = body + bytes(-len(body) % 4)
        table += signature + struct.pack(">II", offset + len(data), len(body))
        data += padded
    header = struct.pack(
        ">I4s4s4s4s4s", offset + len(data), bytes(4), b"\x02\x40\0\0", kind, space, connection
    )
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    header += _fixed(0.9642) + _fixed(1.0) + _fixed(0.8249)
    return header.ljust(128, b"\0") + table + data


def wide_rgb() -> bytes:
    """The primaries of Adobe RGB (1998), gamma 2.2: clearly wider than sRGB."""
    tags = {
        b"rXYZ": _xyz(0.60974, 0.31111, 0.01947),
        b"gXYZ": _xyz(0.20528, 0.62567, 0.06087),
        b"bXYZ": _xyz(0.14919, 0.06322, 0.74457),
    }
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _gamma(2.2))
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags)


def dark_grey() -> bytes:
    """Grey of gamma 3.0: darker in sRGB than its numbers."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": _gamma(3.0)})


def inverted_cmyk() -> bytes:
    """A print profile for which any ink at all is white and bare paper mid-grey: no guess comes near."""
    ramp = bytes(range(256))
    grid = bytes((128, 128, 128)) + bytes((255, 128, 128)) * 15
    matrix = b"".join(_fixed(v) for v in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    lut = _tag(b"mft1", bytes((4, 3, 2, 0)) + matrix + ramp * 4 + grid + ramp * 3)
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": lut})
