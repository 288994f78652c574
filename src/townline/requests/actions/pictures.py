"""Pictures that come after the request was made."""

from collections.abc import Sequence

from django.db import transaction

from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.text import clean_line
from townline.requests import access
from townline.requests.actions.submit import store_photo
from townline.requests.errors import RequestRefused
from townline.requests.models import Photo
from townline.requests.photos import MOST_PHOTOS, clean_photo

MOST_ALTOGETHER = 50


@transaction.atomic
def add_photos(
    *, actor: Actor, service_request_id: int, photos: Sequence[bytes], urls: Sequence[str], is_public: bool
) -> None:
    """Add pictures to a request: at most five at a time and fifty altogether. The comment beside says why they came."""
    wanted = len(photos) + len(urls)
    if not wanted:
        return
    if wanted > MOST_PHOTOS:
        raise RequestRefused("photos_too_many", f"Send at most {MOST_PHOTOS} photos at a time.", "photo")
    service_request = access.lock(actor, service_request_id, "comment")
    if Photo.objects.filter(service_request=service_request).count() + wanted > MOST_ALTOGETHER:
        raise RequestRefused(
            "photos_too_many", f"A request holds {MOST_ALTOGETHER} photos, and has them.", "photo"
        )
    now = clock.now()
    for photo in [clean_photo(data) for data in photos]:
        Photo.objects.create(
            service_request=service_request,
            name=store_photo(photo),
            width=photo.width,
            height=photo.height,
            size=len(photo.data),
            is_public=is_public,
            added_at=now,
        )
    Photo.objects.bulk_create(
        Photo(
            service_request=service_request,
            source_url=clean_line(url, 1000),
            is_public=is_public,
            added_at=now,
        )
        for url in urls
    )
