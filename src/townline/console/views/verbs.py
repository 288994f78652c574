"""The verbs on a request, each a thing with its own address: a form that also works inside the request's page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from townline.console.deeds import BY_NOUN, KEPT_TYPED, Deed, Question
from townline.console.frame import View, desk, show
from townline.identity.signin import Visit
from townline.kit.errors import Refused
from townline.kit.text import clean_text
from townline.requests.access import see, verbs_for, visible_to
from townline.requests.errors import NoSuchRequest
from townline.requests.models import ServiceRequest, TimelineEntry
from townline.requests.queries import changes_since, last_change


def _seen(visit: Visit, number: str) -> ServiceRequest:
    try:
        return see(visit.actor, visit.jurisdiction.pk, number)
    except NoSuchRequest as refusal:
        raise Http404 from refusal


def _view(noun: str) -> View:
    deed = BY_NOUN[noun]

    @require_http_methods(["GET", "HEAD", "POST"])
    @desk()
    def view(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
        service_request = _seen(visit, number)
        _allow(visit, service_request, deed)
        if deed.verb not in verbs_for(visit.actor, service_request):
            return _too_late(request, service_request)
        if request.method == "POST":
            return _act(request, visit, service_request, deed)
        return _form(request, visit, service_request, deed, deed.questions(service_request))

    return view


def _allow(visit: Visit, service_request: ServiceRequest, deed: Deed) -> None:
    """Refuse with 403 what the role never allows here; what only the state forbids is said on the request's page."""
    where = {
        "jurisdiction_id": service_request.jurisdiction_id,
        "department_id": service_request.department_id,
    }
    if not visit.actor.may(deed.verb, **where):
        raise PermissionDenied


def _too_late(request: HttpRequest, service_request: ServiceRequest) -> HttpResponse:
    words = {"open": "open", "held": "on hold", "closed": "closed"}[service_request.state]
    messages.warning(request, f"{service_request.number} is {words} now, so this cannot be done any more.")
    return redirect("console:case", number=service_request.number)


def _act(request: HttpRequest, visit: Visit, service_request: ServiceRequest, deed: Deed) -> HttpResponse:
    questions = deed.questions(service_request)
    data = {
        question["name"]: clean_text(request.POST.get(question["name"], ""), KEPT_TYPED)
        for question in questions
    }
    typed = [{**question, "value": data[question["name"]]} for question in questions]
    try:
        with transaction.atomic():
            changes = changes_since(service_request.pk, request.POST.get("seen", ""), visit.actor.user_id)
            if not changes:
                deed.act(visit.actor, service_request, data)
    except Refused as refusal:
        wrong = [{**one, "error": refusal.sentence if one["name"] == refusal.field else ""} for one in typed]
        field = refusal.field if refusal.field in data else ""
        return _form(request, visit, service_request, deed, wrong, errors=[(field, refusal.sentence)])
    if changes:
        return _form(request, visit, service_request, deed, typed, changes=changes)
    messages.success(request, deed.done)
    # What goes to another department may be none of this person's business from now on.
    if visible_to(visit.actor, visit.jurisdiction.pk).filter(pk=service_request.pk).exists():
        return redirect("console:case", number=service_request.number)
    return redirect("console:queue")


def _form(
    request: HttpRequest,
    visit: Visit,
    service_request: ServiceRequest,
    deed: Deed,
    questions: list[Question],
    *,
    errors: list[tuple[str, str]] | None = None,
    changes: list[TimelineEntry] | None = None,
) -> HttpResponse:
    """The form, alone when it is fetched into the request's page."""
    context = {
        "service_request": service_request,
        "deed": deed,
        "says": deed.consequence(service_request),
        "questions": questions,
        "errors": errors or [],
        "changes": changes or [],
        "seen": last_change(service_request.pk),
        "action": reverse(f"console:{deed.noun}", args=[service_request.number]),
    }
    fetched = request.headers.get("HX-Request") and request.method == "GET"
    template = "console/parts/verb_form.html" if fetched else "console/verb.html"
    return show(request, visit, template, context, status=409 if changes else 422 if errors else 200)


closure = _view("closure")
release = _view("release")
hold = _view("hold")
assignment = _view("assignment")
team = _view("team")
service = _view("service")
comments = _view("comments")
duplicate = _view("duplicate")
reopening = _view("reopening")
