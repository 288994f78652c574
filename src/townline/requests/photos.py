"""Pictures made safe: decoded with limits, turned upright, re-encoded. Pure but for Pillow."""

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from townline.requests.errors import RequestRefused

LARGEST_BYTES = 10 * 1024 * 1024
LARGEST_PIXELS = 40_000_000
LONGEST_EDGE = 2_048
MOST_PHOTOS = 5
QUALITY = 85
#: What Pillow raises at files that are broken on purpose or by accident (found by fuzzing), warnings included.
UNREADABLE = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError,
    AttributeError, ZeroDivisionError, struct.error, zlib.error, UserWarning,
)  # fmt: skip
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


@dataclass(frozen=True)
class CleanPhoto:
    """A JPEG of ours."""

    data: bytes
    width: int
    height: int


def clean_photo(data: bytes) -> CleanPhoto:
    """The picture as a JPEG of at most 2,048 pixels a side, without EXIF (and so without its place).

    Refuses files over 10 MB, pictures over 40 million pixels and whatever is no JPEG, PNG, WebP or GIF.
    """
    if len(data) > LARGEST_BYTES:
        raise RequestRefused(
            "photo_too_large", "The photo is larger than 10 MB. Send a smaller one.", "photo"
        )
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as found:
            return _encode(found)
    except RequestRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UNREADABLE as error:
        sentence = "This file is not a photo that can be read. Send a JPEG, PNG or WebP."
        raise RequestRefused("photo_unreadable", sentence, "photo") from error


def _too_many_pixels() -> RequestRefused:
    return RequestRefused(
        "photo_too_large", "The photo has more than 40 million pixels. Send a smaller one.", "photo"
    )


def _encode(found: Image.Image) -> CleanPhoto:
    if found.width * found.height > LARGEST_PIXELS:
        raise _too_many_pixels()
    found.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
    upright = _upright(found)
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    flat = Image.new("RGB", upright.size, "white")
    rgba = upright.convert("RGBA")
    flat.paste(rgba, mask=rgba.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return CleanPhoto(out.getvalue(), flat.width, flat.height)


def _upright(found: Image.Image) -> Image.Image:
    """The picture turned as it was taken; a picture whose EXIF is broken stays as it is."""
    try:
        return ImageOps.exif_transpose(found)
    except UNREADABLE:
        found.load()
        return found.copy()
