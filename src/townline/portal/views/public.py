"""Public reports: the list, the page of one, and "me too"."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from townline.identity.rules import RESIDENT
from townline.kit.geo import Point
from townline.kit.text import clean_line
from townline.portal import asking, limits, reading, townmap, words
from townline.portal.views.photos import photos_of
from townline.portal.visit import Visit, about, failure, mine, page, resident, towns, visitor
from townline.requests import actions
from townline.requests.errors import RequestRefused
from townline.requests.models import ServiceRequest
from townline.requests.queries import public_timeline
from townline.services.queries import answers_from_json, definition, published

ME_TOO = "me_too"
MOST_ME_TOO = 200


def _public(request: HttpRequest, number: str) -> ServiceRequest:
    """The public request with this number, in any spelling; 404 for one that does not exist or is not public."""
    service_request = reading.public_report(towns(request), clean_line(number, 100))
    if service_request is None:
        raise Http404("report")
    return service_request


@require_safe
@resident
def reports(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Public reports, newest first: open ones, or those closed in the last 90 days."""
    closed = request.GET.get("show") == "closed"
    found = (reading.closed_lately if closed else reading.open_reports)(visit.jurisdiction_id)
    code = clean_line(request.GET.get("service", ""), 80)
    if code:
        found = found.filter(service__code=code)
    rows, further = reading.reports_page(found, reading.read_before(request.GET.get("before", "")))
    shown, items = townmap.with_requests(visit.jurisdiction, rows)
    context = {
        "map": shown,
        "items": [{**item, "url": reverse("portal:request", args=[item["number"]])} for item in items],
        "closed": closed,
        "code": code,
        "services": published(visit.jurisdiction_id),
        "next": reverse("portal:reports", query={**request.GET.dict(), "before": further}) if further else "",
        "days": reading.FIGURE_DAYS,
    }
    return page(request, visit, "reports", context)


@require_safe
@about(_public)
def show(request: HttpRequest, visit: Visit, service_request: ServiceRequest) -> HttpResponse:
    """What anyone may know of a report."""
    if request.path != reverse("portal:request", args=[service_request.number]):
        return redirect("portal:request", number=service_request.number)
    response = page(request, visit, "request", _context(request, visit, service_request))
    # It differs for whoever joined or reported it.
    response.headers["Cache-Control"] = "private"
    return response


def _context(request: HttpRequest, visit: Visit, service_request: ServiceRequest) -> dict[str, object]:
    asked = definition(service_request.definition_id)
    shows_words = asked.privacy.description == "public"
    shown, items = townmap.with_requests(visit.jurisdiction, [service_request])
    entries = public_timeline(service_request.pk)
    return {
        "shown": service_request,
        "service": asked,
        "promise": words.promise(service_request, visit.jurisdiction),
        "steps": words.steps(service_request, entries),
        "timeline": words.timeline(
            [one for one in entries if shows_words or one.verb != "comment" or one.actor_kind != "resident"]
        ),
        "answers": asking.shown_answers(asked, answers_from_json(service_request.answers), public_only=True),
        "description": service_request.description if shows_words else "",
        "photos": photos_of(service_request.photos.filter(is_public=True), "portal:photo"),
        "map": {**shown, "center": list(service_request.location or Point(0, 0)), "zoom": 16},
        "items": items,
        "joined": service_request.number in request.session.get(ME_TOO, []),
        "just_joined": "joined" in request.GET,
        "is_mine": service_request.token in mine(request),
    }


@require_POST
@about(_public)
def me_too(request: HttpRequest, visit: Visit, service_request: ServiceRequest) -> HttpResponse:
    """Count that somebody else has the same problem, once for each browser."""
    if service_request.token in mine(request):
        return redirect("portal:request", number=service_request.number)
    if limits.too_many(request):
        return limits.wait(request, visit, "You are not counted yet.")
    try:
        actions.me_too(actor=RESIDENT, service_request_id=service_request.pk, visitor=visitor(request))
    except RequestRefused as refused:
        return failure(request, 409, "This report is closed", refused.sentence, found=visit.jurisdiction)
    joined = [one for one in request.session.get(ME_TOO, []) if one != service_request.number]
    request.session[ME_TOO] = [service_request.number, *joined][:MOST_ME_TOO]
    return redirect(f"{reverse('portal:request', args=[service_request.number])}?joined=1")
