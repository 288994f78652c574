"""Reporting, in at most four steps. A post keeps what was typed and leads on; a page shows what was kept."""

from collections.abc import Callable
from functools import wraps
from textwrap import shorten
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from townline.identity.rules import RESIDENT
from townline.portal import asking, drafts, limits, pictures, townmap, words
from townline.portal import reporting as steps
from townline.portal.reporting import Reporting
from townline.portal.views.services import promised, unknown
from townline.portal.visit import Visit, failure, own, page, remember, resident
from townline.requests import actions
from townline.requests.errors import AnswersRefused, RequestRefused
from townline.requests.photos import MOST_PHOTOS
from townline.requests.queries import Near
from townline.services.queries import definition, listed_version

View = Callable[[HttpRequest, Reporting], HttpResponse]
KEEP = {"value": steps.AS_WRITTEN, "text": "None of these: keep what I wrote"}
PUBLIC_NOTE = (
    "The report itself is public: what, where, and how it goes. Your name, e-mail and phone are not."
)
PRIVATE_NOTE = "This kind of report is not public. Only staff and whoever has your link see it."
LONGEST_BESIDE = 160
FEET_IN_A_METRE = 3.28084
SAME_PLACE_FEET = 20
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def step(view: View) -> Callable[..., HttpResponse]:
    """Find the service and the draft of this address, and hand the view both as a :class:`Reporting`."""

    @own
    @resident
    @wraps(view)
    def found(request: HttpRequest, visit: Visit, code: str, key: str) -> HttpResponse:
        version = listed_version(visit.jurisdiction_id, code)
        if version is None:
            return unknown(request, visit)
        is_new = key == steps.NEW
        draft = drafts.new(code) if is_new else drafts.find(request, code, key)
        if draft is None:
            return _gone(request, visit)
        if draft.sent:
            return redirect("portal:sent", token=draft.sent)
        return view(request, Reporting(visit, version, draft, is_new))

    return found


def _gone(request: HttpRequest, visit: Visit) -> HttpResponse:
    sentence = (
        "You began this report some time ago, and it was not sent. Begin it again; it takes a few minutes."
    )
    return failure(request, 410, "This report is not here any more", sentence, found=visit.jurisdiction)


def _kept(request: HttpRequest, report: Reporting, url: str = "") -> HttpResponse:
    """Keep the draft and go to the address, or to what comes next."""
    report.is_new = False
    drafts.keep(request, report.draft)
    return redirect(url or report.onward())


def _again(
    request: HttpRequest, report: Reporting, at: str, mark: str = "check", part: str = ""
) -> HttpResponse:
    """Keep the draft and show the same step again, with what is to be put right."""
    report.is_new = False
    return _kept(request, report, f"{report.url(at)}?{mark}=1{part}")


def _show(request: HttpRequest, report: Reporting, name: str, context: dict[str, Any]) -> HttpResponse:
    shared = {
        "service": report.definition,
        "draft": report.draft,
        "report": report,
        "action": report.url(name),
        "title": steps.TITLES.get(name, ""),
    }
    if name in report.steps:
        shared |= {"caption": report.caption(name), "back": report.before(name)}
    return page(request, report.visit, f"report_{name}", {**shared, **context})


@require_safe
@resident
def start(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """Lead to the first step."""
    version = listed_version(visit.jurisdiction_id, code)
    if version is None:
        return unknown(request, visit)
    report = Reporting(visit, version, drafts.new(code), is_new=True)
    return redirect(report.url(report.steps[0]))


@GET_OR_POST
@step
def place(request: HttpRequest, report: Reporting) -> HttpResponse:
    """Step 1: ask where it is."""
    if request.method == "POST":
        steps.take_place(report, request.POST)
        if report.draft.place_done:
            return _kept(request, report)
        # A choice that is offered for the first time is a question, and no error.
        offered = "offered" in request.POST or not steps.unsettled(report)
        return _again(request, report, "place", "check" if offered else "choose")
    problem = steps.place_problem(report) if "check" in request.GET else ""
    unsettled = steps.unsettled(report)
    found = steps.candidates(report) if unsettled else []
    context = {
        "problem": problem,
        "found": found,
        "unsettled": unsettled,
        "map": townmap.ground(report.visit.jurisdiction),
        "as_written": steps.AS_WRITTEN,
        "hint": steps.place_hint(report.definition),
        "matches": [{"value": one.reference, "text": one.text} for one in found] + [KEEP] if found else [],
    }
    return _show(request, report, "place", context)


@GET_OR_POST
@step
def near(request: HttpRequest, report: Reporting) -> HttpResponse:
    """Between steps 1 and 2: ask whether it is one of those near by."""
    if request.method == "POST":
        report.draft.near_seen = True
        return _kept(request, report)
    found = report.near()
    if not found or report.is_new:
        return redirect(report.url(report.steps[0]))
    town = report.visit.jurisdiction
    shown, items = townmap.with_requests(town, [one.service_request for one in found])
    listed = [{**item, **_beside(one)} for item, one in zip(items, found, strict=True)]
    return _show(request, report, "near", {"map": shown, "items": listed, "back": report.url("place")})


def _beside(one: Near) -> dict[str, str]:
    """How far a report near by is, and what was said about it where anyone may read that."""
    asked = definition(one.service_request.definition_id)
    says = one.service_request.description if asked.privacy.description == "public" else ""
    return {"distance": _away(one.metres), "says": shorten(says, LONGEST_BESIDE, placeholder=" …")}


def _away(metres: float) -> str:
    """How far, in the feet people here think in, rounded to tens."""
    feet = round(metres * FEET_IN_A_METRE, -1)
    return f"{feet:,.0f} ft away" if feet >= SAME_PLACE_FEET else "At this very place"


@GET_OR_POST
@step
def questions(request: HttpRequest, report: Reporting) -> HttpResponse:
    """Step 2: the service's own questions, in one's own words, photos."""
    if request.method == "POST":
        return _answered(request, report)
    if report.undone("questions"):
        return redirect(report.onward())
    return _show(request, report, "questions", _questions(request, report))


def _answered(request: HttpRequest, report: Reporting) -> HttpResponse:
    steps.take_answers(report, request.POST, request.FILES)
    checked = asking.check(report.definition, report.draft, report.today)
    if request.POST.get("go") == "photos" or "drop" in request.POST:
        return _again(request, report, "questions", "photos", "#photos")
    if checked.stop:
        return _kept(request, report, report.url("stop"))
    if report.draft.questions_done:
        return _kept(request, report)
    shown = asking.visible(report.definition, checked)
    unseen = [question.code for question in shown if question.code not in report.draft.asked]
    if unseen and not set(checked.problems) & set(report.draft.asked):
        return _again(request, report, "questions", "more", f"#slot-{unseen[0]}")
    return _again(request, report, "questions")


def _questions(request: HttpRequest, report: Reporting) -> dict[str, Any]:
    draft = report.draft
    shown = asking.on_page(report.definition, draft, report.today, with_problems="check" in request.GET)
    errors = [(asking.field_name(code), text) for code, text in shown.problems.items()]
    too_long = steps.too_long(draft, "description") if "check" in request.GET else ""
    errors += [
        (name, text) for name, text in (("description", too_long), ("photos", draft.photo_problem)) if text
    ]
    privacy = report.definition.privacy
    return {
        "slots": shown.slots,
        "asked": shown.asked,
        "errors": errors,
        "more": "more" in request.GET,
        "own_words": not asking.asks(report.definition, "long_text"),
        "own_photos": not asking.asks(report.definition, "photo"),
        "longest": steps.LONGEST["description"],
        "too_long": too_long,
        "most_photos": MOST_PHOTOS,
        "words_hint": asking.read_by(privacy.description),
        "photos_hint": asking.read_by(privacy.photos),
    }


@require_POST
@step
def follow_ups(request: HttpRequest, report: Reporting) -> HttpResponse:
    """While somebody answers: the questions that follow, as fragments, and the stop. Nothing is kept."""
    before = set(request.POST.getlist("asked"))
    steps.take_answers(report, request.POST, type(request.FILES)())
    shown = asking.on_page(report.definition, report.draft, report.today, with_problems=False)
    changed = [slot for slot in shown.slots if (slot["code"] in shown.asked) != (slot["code"] in before)]
    context = {"changed": changed, "asked": shown.asked, "stop": shown.stop}
    return render(request, "portal/follow_ups.html", context)


@require_safe
@step
def stop(request: HttpRequest, report: Reporting) -> HttpResponse:
    """The end of the way where we cannot help: who can, and how to reach them."""
    found = asking.check(report.definition, report.draft, report.today).stop
    if found is None:
        return redirect(report.onward())
    return _show(request, report, "stop", {"stop": found, "back": report.url("questions")})


@GET_OR_POST
@step
def you(request: HttpRequest, report: Reporting) -> HttpResponse:
    """Step 3: how to reach the resident, if they like."""
    if request.method == "POST":
        steps.take_you(report, request.POST)
        if request.POST.get("website"):
            return _again(request, report, "you", "machine")
        return _kept(request, report) if report.draft.you_done else _again(request, report, "you")
    if report.undone("you"):
        return redirect(report.onward())
    problems = steps.you_problems(report.draft) if "check" in request.GET else {}
    return _show(request, report, "you", {"problems": problems, "machine": "machine" in request.GET})


@GET_OR_POST
@step
def check(request: HttpRequest, report: Reporting) -> HttpResponse:
    """Step 4: everything once more, then send."""
    if report.undone() or report.is_new:
        return redirect(report.onward())
    if request.method == "POST":
        return _send(request, report)
    checked = asking.check(report.definition, report.draft, report.today)
    due = promised(report.visit, report.version)
    context = {
        "rows": steps.summary(report, asking.shown_answers(report.definition, checked.answers)),
        "promise": words.by(due) if due else "",
        "public_note": PUBLIC_NOTE if report.definition.public else PRIVATE_NOTE,
    }
    return _show(request, report, "check", context)


def _send(request: HttpRequest, report: Reporting) -> HttpResponse:
    if limits.too_many(request):
        return limits.wait(
            request, report.visit, "Your report is kept in this browser: go back and send it then."
        )
    draft = report.draft
    try:
        made = actions.submit(
            actor=RESIDENT, jurisdiction_id=report.visit.jurisdiction_id, sent=steps.sent(report)
        )
    except AnswersRefused:
        draft.questions_done = False
        draft.asked = [question.code for question in report.definition.questions]
        return _again(request, report, "questions")
    except RequestRefused as refused:
        draft.refusal = refused.sentence
        return _again(request, report, "check")
    photos = list(draft.photos)
    drafts.finish(request, draft, made.token)
    remember(request, made.token)
    pictures.drop(photos)
    return redirect("portal:sent", token=made.token)
