"""Pictures are made ours: nothing foreign in them, nothing too large."""

import contextlib
import io
import random
import zlib

import pytest
from PIL import Image

from tests.world import World
from townline.requests.actions.pictures import photo_path
from townline.requests.errors import RequestRefused
from townline.requests.models import Photo
from townline.requests.photos import LARGEST_BYTES, LONGEST_EDGE, clean_photo


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[2] = (42.0, 21.0, 36.0)
    return picture(exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_common_pictures_become_jpegs_of_ours(kind: str) -> None:
    found = clean_photo(picture(kind))
    with Image.open(io.BytesIO(found.data)) as image:
        assert (image.format, image.size) == ("JPEG", (640, 480))


def test_the_place_and_everything_else_in_exif_is_gone() -> None:
    found = clean_photo(with_place())
    assert b"taken at home" not in found.data
    with Image.open(io.BytesIO(found.data)) as image:
        assert dict(image.getexif()) == {}


def test_a_large_picture_is_made_smaller() -> None:
    found = clean_photo(picture(size=(4000, 3000)))
    assert max(found.width, found.height) == LONGEST_EDGE


def _bomb() -> bytes:
    """A PNG of 20,000 by 20,000 pixels in a few kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    side = 20_000
    header = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes((side // 8 + 1) * 100), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "not a photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not a photo"),
        (b"%PDF-1.7", "not a photo"),
        (picture()[:200], "not a photo"),
        (_bomb(), "40 million pixels"),
        (b"\xff\xd8" + bytes(LARGEST_BYTES), "larger than 10 MB"),
    ],
    ids=["empty", "svg", "pdf", "cut", "bomb", "heavy"],
)
def test_what_is_no_honest_picture_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(RequestRefused, match=sentence):
        clean_photo(data)


def test_a_picture_is_kept_under_a_name_nobody_can_guess(world: World, settings: object) -> None:
    taken = world.report(photos=[with_place()])
    photo = Photo.objects.get(service_request=taken)
    assert photo.name is not None
    kept = settings.MEDIA_ROOT / photo_path(photo.name)  # type: ignore[attr-defined]
    assert kept.stat().st_size == photo.size
    assert len(photo.name) == len("0" * 32 + ".jpg")


def test_a_bad_picture_refuses_the_whole_report(world: World) -> None:
    with pytest.raises(RequestRefused):
        world.report(photos=[b"not a picture"])
    assert not Photo.objects.exists()


def test_too_many_pictures_are_refused(world: World) -> None:
    with pytest.raises(RequestRefused, match="at most 5"):
        world.report(photos=[picture()] * 6)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG", "GIF"])
def test_a_picture_broken_anywhere_is_taken_or_refused_and_never_breaks_us(kind: str) -> None:
    chance = random.Random(311)
    whole = with_place() if kind == "JPEG" else picture(kind)
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        with contextlib.suppress(RequestRefused):
            clean_photo(bytes(broken))
