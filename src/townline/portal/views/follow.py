"""Following a report: by its own link, which is the permission, or by its number."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from townline.identity.rules import RESIDENT
from townline.kit.text import clean_line, clean_text
from townline.portal import asking, limits, reading, words
from townline.portal.drafts import KEPT_TYPED
from townline.portal.views.photos import photos_of
from townline.portal.visit import Visit, about, mine, own, page, resident, towns
from townline.requests import access, actions
from townline.requests.errors import RequestRefused
from townline.requests.models import ServiceRequest
from townline.requests.queries import timeline
from townline.services.queries import answers_from_json, definition

LONGEST_NOTE = 2_000
NOTE = "note"


@require_safe
@resident
def search(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Find a report by its number; and the reports made in this browser."""
    typed = clean_line(request.GET.get("number", ""), 100)
    if typed and (public := reading.public_report(towns(request), typed)):
        return redirect("portal:request", number=public.number)
    found = [access.by_token(token) for token in mine(request)]
    context = {
        "typed": typed,
        "problem": _problem(typed, asked="number" in request.GET),
        "mine": [
            {"request": one, "state": words.state_of(one), "word": words.state_word(one)}
            for one in found
            if one
        ],
    }
    response = page(request, visit, "follow_search", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _problem(typed: str, *, asked: bool) -> str:
    if not asked:
        return ""
    if not typed:
        return "Write the number of the report. It looks like TL-2611-0042-7."
    return f"We find no public report with the number {typed}. Check each digit."


def _by(request: HttpRequest, token: str) -> ServiceRequest:
    del request
    found = access.by_token(clean_line(token, 60))
    if found is None:
        raise Http404("follow")
    return found


@require_safe
@own
@about(_by)
def show(request: HttpRequest, visit: Visit, service_request: ServiceRequest) -> HttpResponse:
    """Everything the one who reported it may see, and a place to add something."""
    asked = definition(service_request.definition_id)
    entries = timeline(service_request.pk)
    note = request.session.get(NOTE, {}) if "check" in request.GET else {}
    context = {
        "shown": service_request,
        "service": asked,
        "promise": words.promise(service_request, visit.jurisdiction),
        "steps": words.steps(service_request, entries),
        "timeline": words.timeline([one for one in entries if one.is_public or one.actor_kind == "resident"]),
        "answers": asking.shown_answers(asked, answers_from_json(service_request.answers)),
        "photos": photos_of(service_request.photos.all(), "portal:follow_photo", service_request.token),
        "note": note,
        "added": "added" in request.GET,
        "is_read_by_all": service_request.is_public and asked.privacy.description == "public",
        "longest": LONGEST_NOTE,
    }
    return page(request, visit, "follow", context)


@require_safe
@own
@about(_by)
def sent(request: HttpRequest, visit: Visit, service_request: ServiceRequest) -> HttpResponse:
    """The confirmation: number, promise, what happens next."""
    context = {
        "shown": service_request,
        "service": definition(service_request.definition_id),
        "promise": words.promise(service_request, visit.jurisdiction),
        "link": request.build_absolute_uri(reverse("portal:follow", args=[service_request.token])),
        "reachable": service_request.customer_id is not None,
    }
    return page(request, visit, "sent", context)


@require_POST
@own
@about(_by)
def notes(request: HttpRequest, visit: Visit, service_request: ServiceRequest) -> HttpResponse:
    """Add something to one's own report."""
    typed = clean_text(request.POST.get("text", ""), KEPT_TYPED)
    back = reverse("portal:follow", args=[service_request.token])
    if limits.too_many(request):
        return limits.wait(request, visit, "Your note was not added; go back to find it in its field.")
    asked = definition(service_request.definition_id)
    is_public = service_request.is_public and asked.privacy.description == "public"
    try:
        _check_length(typed)
        actions.comment(
            actor=RESIDENT, service_request_id=service_request.pk, text=typed, is_public=is_public
        )
    except RequestRefused as refused:
        request.session[NOTE] = {"text": typed, "problem": refused.sentence}
        return redirect(f"{back}?check=1#add")
    request.session.pop(NOTE, None)
    return redirect(f"{back}?added=1")


def _check_length(typed: str) -> None:
    if len(typed) > LONGEST_NOTE:
        sentence = f"This is longer than {LONGEST_NOTE:,} characters. Shorten it, or send it as two notes."
        raise RequestRefused("text_too_long", sentence, "text")
