"""Pictures of a request: their files in the storage, their rows beside the request."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.text import clean_line
from townline.requests import access
from townline.requests.errors import RequestRefused
from townline.requests.models import Photo, ServiceRequest
from townline.requests.photos import MOST_PHOTOS, CleanPhoto, clean_photo

MOST_ALTOGETHER = 50


def photo_path(name: str) -> str:
    """Where the file of a photo lies in the storage."""
    return f"photos/{name[:2]}/{name}"


class Stored:
    """Files that were stored for a change which is not committed yet."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def keep(self, photo: CleanPhoto) -> str:
        """Store the picture's file under a name nobody can guess; returns the name."""
        name = f"{secrets.token_hex(16)}.jpg"
        self.names.append(name)
        default_storage.save(photo_path(name), ContentFile(photo.data))
        return name


@contextmanager
def kept_or_gone() -> Iterator[Stored]:
    """Take the stored files away again when the change they belong to fails."""
    stored = Stored()
    try:
        yield stored
    except BaseException:
        for name in stored.names:
            default_storage.delete(photo_path(name))
        raise


def write_photos(
    service_request: ServiceRequest,
    *,
    is_public: bool,
    photos: Iterable[tuple[str, CleanPhoto]],
    urls: Sequence[str],
) -> None:
    """Write the rows of pictures: stored ones with their names, and addresses of pictures that lie elsewhere."""
    now = clock.now()
    rows = [
        Photo(
            service_request=service_request,
            name=name,
            width=photo.width,
            height=photo.height,
            size=len(photo.data),
            is_public=is_public,
            added_at=now,
        )
        for name, photo in photos
    ]
    rows += [
        Photo(
            service_request=service_request,
            source_url=clean_line(url, 1000),
            is_public=is_public,
            added_at=now,
        )
        for url in urls
    ]
    if rows:
        Photo.objects.bulk_create(rows)


def add_photos(
    *, actor: Actor, service_request_id: int, photos: Sequence[bytes], urls: Sequence[str], is_public: bool
) -> None:
    """Add pictures to a request: at most five at a time and fifty altogether. The comment beside says why they came."""
    wanted = len(photos) + len(urls)
    if not wanted:
        return
    if wanted > MOST_PHOTOS:
        raise RequestRefused("photos_too_many", f"Send at most {MOST_PHOTOS} photos at a time.", "photo")
    clean = [clean_photo(data) for data in photos]
    with kept_or_gone() as stored, transaction.atomic():
        named = [(stored.keep(photo), photo) for photo in clean]
        service_request = access.lock(actor, service_request_id, "comment")
        if Photo.objects.filter(service_request=service_request).count() + wanted > MOST_ALTOGETHER:
            sentence = f"A request holds {MOST_ALTOGETHER} photos, and has them."
            raise RequestRefused("photos_too_many", sentence, "photo")
        write_photos(service_request, is_public=is_public, photos=named, urls=urls)
