"""Photos, for staff who may see the request they belong to."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from townline.console.frame import desk
from townline.identity.signin import Visit
from townline.requests.access import visible_to
from townline.requests.actions.pictures import photo_path
from townline.requests.models import Photo


@require_safe
@desk()
def photo(request: HttpRequest, visit: Visit, name: str) -> HttpResponse:
    """One picture of a request; whether others exist is not told."""
    del request
    found = Photo.objects.filter(
        name=name[:60], service_request__in=visible_to(visit.actor, visit.jurisdiction.pk)
    ).first()
    if found is None or not default_storage.exists(photo_path(name)):
        raise Http404
    with default_storage.open(photo_path(name)) as file:
        return HttpResponse(file.read(), content_type="image/jpeg")
