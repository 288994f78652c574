"""Public photos of requests."""

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from townline.api.answering import refused
from townline.channels.kinds.open311.faults import missing
from townline.channels.queries import is_public_photo
from townline.requests.actions.pictures import photo_path

KEPT_SECONDS = 86_400


@csrf_exempt
@require_safe
def photo(request: HttpRequest, name: str) -> FileResponse | HttpResponse:
    """The picture, if anyone may see it. It is a JPEG of ours, whatever was sent."""
    del request
    path = photo_path(name)
    if not is_public_photo(name) or not default_storage.exists(path):
        return refused("json", missing("There is no such photo."))
    headers = {
        "Cache-Control": f"public, max-age={KEPT_SECONDS}",
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(default_storage.open(path), content_type="image/jpeg", headers=headers)
