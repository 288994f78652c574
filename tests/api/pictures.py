"""Pictures for tests, good and evil."""

import io
import struct
import zipfile
import zlib

from PIL import Image


def jpeg(size: tuple[int, int] = (40, 30)) -> bytes:
    """A small good picture with a place in its EXIF."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at my home"
    Image.new("RGB", size, "gray").save(out, "JPEG", exif=exif)
    return out.getvalue()


def pixel_bomb() -> bytes:
    """A PNG of a few hundred bytes that says it has 2.5 billion pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def zip_bomb() -> bytes:
    """A megabyte of nothing, packed as a zip and called a picture."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("photo.jpg", b"\x00" * 10_000_000)
    return out.getvalue()
