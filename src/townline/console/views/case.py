"""One request: what it is, what is promised, what can be done now."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from townline.console.deeds import DEEDS
from townline.console.facts import answers_of, facts_of, map_of, photos_of, timeline_of
from townline.console.frame import desk, show
from townline.console.promise import promise_of
from townline.contacts.access import person
from townline.identity.signin import Visit
from townline.requests.access import see, verbs_for
from townline.requests.errors import NoSuchRequest
from townline.requests.models import ServiceRequest
from townline.requests.queries import timeline
from townline.services.queries import definition


def seen(visit: Visit, number: str) -> ServiceRequest:
    """The request with this number; 404 also where it exists and this person may not know of it."""
    try:
        return see(visit.actor, visit.jurisdiction.pk, number)
    except NoSuchRequest as refusal:
        raise Http404 from refusal


#: One key for each verb that is used all day.
KEYS = {"close": "c", "hold": "h", "release": "g", "assign": "a", "comment": "m"}


@require_safe
@desk()
def case(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """The page of a request."""
    service_request = seen(visit, number)
    asked_by = definition(service_request.definition_id)
    newest_first = request.GET.get("timeline") != "oldest"
    context = {
        "service_request": service_request,
        "facts": facts_of(service_request),
        "answers": answers_of(service_request, asked_by),
        "words_are_private": asked_by.privacy.description == "staff",
        "photos": photos_of(service_request),
        "entries": timeline_of(timeline(service_request.pk), newest_first=newest_first),
        "newest_first": newest_first,
        "promise": promise_of(service_request),
        "verbs": verbs(visit, service_request),
        "map": map_of(service_request),
        "may_see_person": may_see_person(visit, service_request),
    }
    return show(request, visit, "console/case.html", context)


def verbs(visit: Visit, service_request: ServiceRequest) -> list[dict[str, str]]:
    """What this person may do with it now, each with what follows from it."""
    allowed = verbs_for(visit.actor, service_request)
    return [
        {
            "text": deed.text,
            "says": deed.consequence(service_request),
            "url": reverse(f"console:{deed.noun}", args=[service_request.number]),
            "tone": deed.tone,
            "key": KEYS.get(deed.verb, ""),
        }
        for deed in DEEDS
        if deed.verb in allowed
    ]


def may_see_person(visit: Visit, service_request: ServiceRequest) -> bool:
    """Whether somebody is known to have asked, and this person may look at who."""
    where = {
        "jurisdiction_id": service_request.jurisdiction_id,
        "department_id": service_request.department_id,
    }
    return service_request.customer_id is not None and visit.actor.may("see_personal", **where)


@require_safe
@desk("see_personal")
def contact(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """Who asked, and how to reach them. Each look is written down, so it is only ever shown on demand."""
    service_request = seen(visit, number)
    found = service_request.customer_id and person(
        actor=visit.actor,
        customer_id=service_request.customer_id,
        department_id=service_request.department_id,
        where=f"console: {service_request.number}",
    )
    if not found:
        raise Http404
    fetched = request.headers.get("HX-Request")
    template = "console/parts/contact.html" if fetched else "console/contact.html"
    return show(request, visit, template, {"service_request": service_request, "found": found})
