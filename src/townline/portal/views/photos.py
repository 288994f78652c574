"""Photos: the public ones for anyone, all of a report for who has its link, those of a draft for its browser."""

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from townline.kit.text import clean_line
from townline.portal import drafts, pictures
from townline.portal.visit import own
from townline.requests.access import by_token
from townline.requests.actions.pictures import photo_path
from townline.requests.models import Photo


@require_safe
def public(request: HttpRequest, name: str) -> HttpResponse:
    """A photo anyone may see."""
    del request
    name = clean_line(name, 60)
    if not Photo.objects.filter(name=name, is_public=True, service_request__is_public=True).exists():
        raise Http404("photo")
    response = _picture(_stored(name))
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
@own
def of_follower(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A photo of the report behind the link."""
    del request
    name = clean_line(name, 60)
    service_request = by_token(clean_line(token, 60))
    if service_request is None or not service_request.photos.filter(name=name).exists():
        raise Http404("photo")
    return _picture(_stored(name))


@require_safe
@own
def of_draft(request: HttpRequest, code: str, key: str, name: str) -> HttpResponse:
    """A photo of a report that is being written in this browser."""
    draft = drafts.find(request, code, key)
    data = pictures.read(name) if draft and name in draft.photos else None
    if data is None:
        raise Http404("photo")
    return _picture(data)


def photos_of(found: QuerySet[Photo], view: str, *before: str) -> list[dict[str, object]]:
    """The photos of a request that lie with us, with the address at which this view shows them."""
    return [
        {"url": reverse(view, args=[*before, photo.name]), "width": photo.width, "height": photo.height}
        for photo in found.filter(name__isnull=False).order_by("pk")
    ]


def _stored(name: str) -> bytes:
    path = photo_path(name)
    if not default_storage.exists(path):
        raise Http404("photo")
    with default_storage.open(path) as file:
        return bytes(file.read())


def _picture(data: bytes) -> HttpResponse:
    headers = {
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Content-Disposition": "inline",
    }
    return HttpResponse(data, content_type="image/jpeg", headers=headers)
