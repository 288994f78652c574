"""Logging a call: choose the service in the caller's words, follow its script, end with the number and the promise."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from townline.console import script as call
from townline.console.frame import desk, show
from townline.console.promise import said_aloud
from townline.console.views.case import seen
from townline.identity.signin import Visit
from townline.kit.errors import Refused
from townline.places.queries import addresses_like
from townline.requests.access import visible_to
from townline.requests.actions import submit
from townline.requests.errors import AnswersRefused
from townline.requests.models import ServiceRequest
from townline.requests.queries import number_for
from townline.services import queries as services
from townline.services.queries import PublishedVersion

#: The choice of a place that is no known address.
AS_TYPED = "as typed"
#: Where the session keeps the number of the last call.
JUST_LOGGED = "just_logged"
Errors = list[tuple[str, str]]
RECEIVED_WRONG = "Write when the call came in like 2026-11-24 15:30, or leave it empty for now."
#: Fields of the refusals of lower areas, as this form calls them.
FIELDS = {"email": "caller_email", "phone": "caller_phone", "received_at": "received", "address": "place"}


@require_safe
@desk("log_requests")
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is it about? Services that fit the caller's words, and all of them by group."""
    words = request.GET.get("q", "").strip()[:200]
    results = _results(visit, words) if words else None
    if request.headers.get("HX-Request"):
        return show(request, visit, "console/parts/services.html", {"results": results or [], "words": words})
    groups: dict[str, list[PublishedVersion]] = {}
    for found in services.published(visit.jurisdiction.pk, unlisted=True):
        groups.setdefault(found.definition.group, []).append(found)
    return show(
        request, visit, "console/call_new.html", {"results": results, "words": words, "groups": groups}
    )


def _results(visit: Visit, words: str) -> list[dict[str, str]]:
    """Services for the words, best first; in front of them the request whose number was said."""
    results = []
    if number := any(letter.isdigit() for letter in words) and number_for(visit.jurisdiction.pk, words):
        note = "The request with this number"
        url = reverse("console:case", args=[number])
        results.append({"title": number, "note": note, "url": url, "action": "Open", "kind": "open"})
    for found in services.search(visit.jurisdiction.pk, words, 8, unlisted=True):
        definition = found.service.definition
        url = reverse("console:call_script", args=[definition.code])
        note = definition.description
        results.append(
            {"title": definition.name, "note": note, "url": url, "action": "Start", "kind": "phone"}
        )
    return results


@require_safe
@desk("log_requests")
def addresses(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Addresses that read like what is typed, as options of the field's list."""
    found = addresses_like(visit.jurisdiction.pk, request.GET.get("place", "")[:200], call.SUGGESTED)
    return show(request, visit, "console/parts/addresses.html", {"found": found})


@require_http_methods(["GET", "HEAD", "POST"])
@desk("log_requests")
def script(request: HttpRequest, visit: Visit, service_code: str) -> HttpResponse:
    """The script of one service, and the request at its end."""
    version = services.published_version(visit.jurisdiction.pk, service_code)
    if version is None:
        raise Http404
    taken = call.taken(version.definition, request.POST)
    looking = request.method != "POST" or "look" in request.POST or bool(request.headers.get("HX-Request"))
    if looking:
        return _script(request, visit, version, taken, [])
    return _log(request, visit, version, taken)


def _log(request: HttpRequest, visit: Visit, version: PublishedVersion, taken: call.Taken) -> HttpResponse:
    """Take the request, or show again what is to put right with everything that was typed."""
    choice = request.POST.get("place_choice", "")
    located = call.locate(
        visit.jurisdiction.pk, taken.fields["place"] if choice in {"", AS_TYPED} else choice
    )
    if located.maybe and choice != AS_TYPED:
        question = "Is it one of these addresses? Choose it, or keep the place as typed."
        return _script(request, visit, version, taken, [("place_choice", question)], maybe=True)
    try:
        received = call.received(taken.fields["received"], visit.jurisdiction)
    except ValueError:
        return _script(request, visit, version, taken, [("received", RECEIVED_WRONG)])
    sent = taken.sent(version.definition, located.place, received, visit.actor.user_id or 0)
    try:
        made = submit(actor=visit.actor, jurisdiction_id=visit.jurisdiction.pk, sent=sent)
    except Refused as refusal:
        return _script(request, visit, version, taken, _problems(refusal))
    request.session[JUST_LOGGED] = made.number
    return redirect("console:call_logged", number=made.number)


def _problems(refusal: Refused) -> Errors:
    """The refusal at the fields of this form."""
    if isinstance(refusal, AnswersRefused):
        return [(f"a-{code}", sentence) for code, sentence in refusal.problems.items()]
    field = FIELDS.get(refusal.field, refusal.field)
    return [(field if field in call.OWN else "", refusal.sentence)]


def _script(
    request: HttpRequest,
    visit: Visit,
    version: PublishedVersion,
    taken: call.Taken,
    errors: Errors,
    *,
    maybe: bool = False,
) -> HttpResponse:
    """The script as far as the call has come; for a change of an answer only what follows from it."""
    status = 422 if errors else 200
    context = _script_context(visit, version, taken, errors) | {"maybe": maybe}
    if request.headers.get("HX-Request"):
        return show(request, visit, "console/parts/asked.html", context)
    return show(request, visit, "console/call_script.html", context, status=status)


def _script_context(
    visit: Visit, version: PublishedVersion, taken: call.Taken, errors: Errors
) -> dict[str, Any]:
    definition = version.definition
    so_far = call.checked(definition, taken, visit.jurisdiction)
    now = call.asked_now(definition, so_far)
    located = call.locate(visit.jurisdiction.pk, taken.fields["place"])
    problems = {name.removeprefix("a-"): sentence for name, sentence in errors}
    return {
        "definition": definition,
        "lines": call.lines(definition, taken, now, problems),
        "asked": " ".join(sorted(now)),
        "stop": so_far.stop,
        "choices_of_place": [
            {"value": found.text, "text": found.text, "hint": found.zipcode} for found in located.maybe
        ]
        + [{"value": AS_TYPED, "text": f"As typed: {taken.fields['place']}"}],
        "near": call.near(visit.jurisdiction.pk, located, version.service_id),
        "fields": {**taken.fields, "key": taken.fields["key"] or secrets.token_urlsafe(16)},
        "errors": errors,
        "problems": problems,
    }


@require_safe
@desk("log_requests")
def logged(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """The end of a call: the number and the promise, to be read aloud."""
    number_of_this_call = request.session.get(JUST_LOGGED) == number
    # An officer may log for another department, whose requests they do not see; the caller still needs the number.
    found = ServiceRequest.objects.filter(number=number, jurisdiction_id=visit.jurisdiction.pk)
    service_request = (
        found.select_related("service", "team").first() if number_of_this_call else seen(visit, number)
    )
    if service_request is None:
        raise Http404
    context = {
        "service_request": service_request,
        "said": said_aloud(service_request),
        "may_open": visible_to(visit.actor, visit.jurisdiction.pk).filter(pk=service_request.pk).exists(),
    }
    return show(request, visit, "console/call_logged.html", context)
