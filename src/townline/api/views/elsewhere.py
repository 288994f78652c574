"""The description of the API, and what stands at no address."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from townline.api.answering import base_of, refused
from townline.api.description import described
from townline.channels.kinds.open311.faults import missing


@csrf_exempt
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """The API as OpenAPI 3.1."""
    body = described(f"{base_of(request)}open311")
    return JsonResponse(
        body, headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
    )


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponse:
    """No call has this address. Without an ending the answer is XML, which every client reads."""
    form = "json" if request.path.endswith(".json") else "xml"
    sentence = "There is nothing at this address. Calls end in .xml or .json, like /open311/v2/services.xml."
    return refused(form, missing(sentence))
