"""Photos of a draft: made safe at once, kept beside the real ones until the report is sent, then taken away."""

import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from townline.kit import clock
from townline.requests.errors import RequestRefused
from townline.requests.photos import LARGEST_BYTES, MOST_PHOTOS, clean_photo

FOLDER = "drafts"
KEPT_DAYS = 2
_NAME = re.compile(r"\d{4}-\d\d-\d\d-[0-9a-f]{32}\.jpg")


def add(kept: list[str], files: Iterable["UploadedFile[bytes]"]) -> tuple[list[str], str]:
    """The names of all photos with the new ones, and a sentence about one that could not be taken ("" if all were)."""
    names, problem = list(kept), ""
    for file in files:
        if len(names) >= MOST_PHOTOS:
            return names, f"{MOST_PHOTOS} photos are the most we can take. Take one away to add another."
        try:
            names.append(_store(file))
        except RequestRefused as refused:
            problem = f"{(file.name or 'A file')[:60]}: {refused.sentence}"
    return names, problem


def read(name: str) -> bytes | None:
    """The photo's bytes; None if it is gone."""
    if not _NAME.fullmatch(name) or not default_storage.exists(_path(name)):
        return None
    with default_storage.open(_path(name)) as file:
        return bytes(file.read())


def drop(names: Iterable[str]) -> None:
    """Take photos away that are sent or no longer wanted."""
    for name in names:
        if _NAME.fullmatch(name):
            default_storage.delete(_path(name))


def drop_old(today: date) -> None:
    """Take away what was left behind by reports that were never sent."""
    if not default_storage.exists(FOLDER):
        return
    first = (today - timedelta(days=KEPT_DAYS)).isoformat()
    days, _ = default_storage.listdir(FOLDER)
    for day in days:
        if day < first:
            # Another process may be taking the same day away.
            with suppress(FileNotFoundError):
                _drop_day(f"{FOLDER}/{day}")


def _drop_day(folder: str) -> None:
    _, names = default_storage.listdir(folder)
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def _store(file: "UploadedFile[bytes]") -> str:
    if (file.size or 0) > LARGEST_BYTES:
        raise RequestRefused(
            "photo_too_large", "The photo is larger than 10 MB. Send a smaller one.", "photo"
        )
    photo = clean_photo(file.read())
    today = clock.now().date()
    drop_old(today)
    name = f"{today.isoformat()}-{secrets.token_hex(16)}.jpg"
    default_storage.save(_path(name), ContentFile(photo.data))
    return name


def _path(name: str) -> str:
    return f"{FOLDER}/{name[:10]}/{name}"
