"""What staff can do with a request: each verb with its address, consequence, form and action."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from townline.identity.models import Grant, User
from townline.identity.queries import teams
from townline.identity.rules import Actor
from townline.look.filters import plural
from townline.requests import actions
from townline.requests.errors import RequestRefused
from townline.requests.models import ServiceRequest
from townline.requests.rules import CLOSING_REASONS, HOLD_REASONS
from townline.services.queries import definition, published, search

Data = Mapping[str, str]
Question = dict[str, Any]
#: Characters of one field that are kept while it is refused; how many may be sent, the actions say.
KEPT_TYPED = 20_000
MOST_OFFERED = 5
#: A service that fits less than this share of the best one's fit is noise.
WORTH_SHOWING = 0.5


@dataclass(frozen=True)
class Deed:
    """One verb. ``noun`` is its place in the address, ``text`` what the button says."""

    verb: str
    noun: str
    text: str
    done: str
    consequence: Callable[[ServiceRequest], str]
    questions: Callable[[ServiceRequest], list[Question]]
    act: Callable[[Actor, ServiceRequest, Data], None]
    tone: str = "secondary"


def _readers(service_request: ServiceRequest) -> str:
    """Who finds it on the page they follow. Nothing is sent to them, and nothing here says so."""
    others = service_request.followers
    return "the resident" if not others else f"the resident and {plural(others, 'follower')}"


def _note(name: str, label: str, hint: str = "", *, required: bool = True) -> Question:
    return {
        "name": name, "control": "textarea", "label": label, "hint": hint, "required": required, "rows": 4,
    }  # fmt: skip


def _reasons(name: str, label: str, reasons: Mapping[str, str]) -> Question:
    options = [{"value": code, "text": text} for code, text in reasons.items()]
    return {"name": name, "control": "radios", "label": label, "options": options}


def _hold_questions(service_request: ServiceRequest) -> list[Question]:
    del service_request
    return [
        _reasons("reason", "Why does the clock stand still?", HOLD_REASONS),
        _note(
            "sentence",
            "What should the resident know or do?",
            "They can read this on the follow page.",
            required=False,
        ),
    ]


def _closing_questions(service_request: ServiceRequest) -> list[Question]:
    offered = definition(service_request.definition_id).outcomes
    options = [
        {
            "value": f"{outcome.result}:{outcome.code}",
            "text": outcome.name,
            "hint": outcome.sentence,
            "says": outcome.sentence,
        }
        for outcome in offered
    ]
    used = {outcome.result for outcome in offered}
    options += [
        {"value": f"{code}:", "text": text, "says": ""}
        for code, text in CLOSING_REASONS.items()
        if code not in used and code != "duplicate"
    ]
    return [
        {"name": "reason", "control": "outcomes", "label": "How did it end?", "options": options},
        _note(
            "outcome",
            "What the resident reads",
            "Choose above, then say it in your own words where that helps.",
        ),
    ]


def _people(service_request: ServiceRequest) -> list[dict[str, str]]:
    grants = Grant.objects.filter(
        jurisdiction_id=service_request.jurisdiction_id, department_id=service_request.department_id
    )
    people = User.objects.filter(pk__in=grants.values("user_id"), is_active=True).order_by("name")
    return [{"value": str(person.pk), "text": person.name} for person in people]


def _assignment_questions(service_request: ServiceRequest) -> list[Question]:
    return [
        {
            "name": "assignee",
            "control": "select",
            "label": "Who does it?",
            "options": _people(service_request),
            "blank": f"Nobody: back to {service_request.team.name}",
            "value": str(service_request.assignee_id or ""),
        }
    ]


def _team_questions(service_request: ServiceRequest) -> list[Question]:
    others = [
        {"value": str(team.pk), "text": f"{team.department.name}: {team.name}"}
        for team in teams(service_request.jurisdiction_id)
        if team.pk != service_request.team_id
    ]
    return [
        {"name": "team", "control": "select", "label": "Which team should do it?", "options": others},
        _note("reason", "Why them?", "Staff reads this. The clock goes on."),
    ]


def _service_questions(service_request: ServiceRequest) -> list[Question]:
    others = [
        {"value": one.definition.code, "text": f"{one.definition.group}: {one.definition.name}"}
        for one in published(service_request.jurisdiction_id, unlisted=True)
        if one.service_id != service_request.service_id
    ]
    return [
        {"name": "words", "label": "In words", "hint": "Such as “street light out”.", "required": False},
        {"name": "service_code", "control": "select", "label": "Or from the list", "options": others},
        _note("reason", "Why is it about something else?", "Staff reads this."),
    ]


def _triage(actor: Actor, service_request: ServiceRequest, data: Data) -> None:
    code = data["service_code"] or _service_for(service_request, data["words"])
    actions.triage(
        actor=actor, service_request_id=service_request.pk, service_code=code, reason=data["reason"]
    )


def _service_for(service_request: ServiceRequest, words: str) -> str:
    """The only service that fits the words. Raises :class:`RequestRefused` where there are several, or none."""
    here = service_request.jurisdiction_id
    found = search(here, words[:200], MOST_OFFERED, unlisted=True)
    found = [one for one in found if one.service.service_id != service_request.service_id]
    fitting = [one.service.definition for one in found if one.score >= found[0].score * WORTH_SHOWING]
    if len(fitting) == 1:
        return fitting[0].code
    if not fitting:
        sentence = "Say in other words what it is about, or choose from the list."
        raise RequestRefused("service_unknown", sentence, "words" if words else "service_code")
    names = ", ".join(f"“{one.name}”" for one in fitting)
    raise RequestRefused(
        "service_unclear", f"Several fit: {names}. Choose one from the list.", "service_code"
    )


def _comment_questions(service_request: ServiceRequest) -> list[Question]:
    del service_request
    who = {"staff": "Staff only", "everybody": "Staff and the resident"}
    return [_note("text", "Note"), {**_reasons("readers", "Who reads it?", who), "value": "staff"}]


def _nothing(service_request: ServiceRequest) -> list[Question]:
    del service_request
    return [
        _note(
            "sentence",
            "What should the resident know?",
            "They can read this on the follow page.",
            required=False,
        )
    ]


def _close(actor: Actor, service_request: ServiceRequest, data: Data) -> None:
    reason, _, chosen = data["reason"].partition(":")
    # Without script the sentence of the chosen outcome is not copied into the field; it holds all the same.
    offered = {
        outcome.code: outcome.sentence for outcome in definition(service_request.definition_id).outcomes
    }
    outcome = data["outcome"] or offered.get(chosen, "")
    actions.close(actor=actor, service_request_id=service_request.pk, reason=reason, outcome=outcome)


def _reopen(actor: Actor, service_request: ServiceRequest, data: Data) -> None:
    act = actions.undo_duplicate if service_request.duplicate_of_id else actions.reopen
    act(actor=actor, service_request_id=service_request.pk, reason=data["reason"])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None  # noqa: PLR2004 - a database id


DEEDS: tuple[Deed, ...] = (
    Deed(
        "close", "closure", "Close…", "Closed. The resident can read how it ended on the follow page.",
        lambda request: f"ends the clock; {_readers(request)} can read how it ended",
        _closing_questions, _close, "primary",
    ),
    Deed(
        "release", "release", "Go on…", "Work goes on, with a new date where the clock stood still.",
        lambda _: "the clock runs again and the date moves by the time it stood still", _nothing,
        lambda actor, request, data: actions.release(
            actor=actor, service_request_id=request.pk, sentence=data["sentence"]
        ),
        "primary",
    ),
    Deed(
        "hold", "hold", "Hold…", "On hold. The clock stands still; the resident can read why on the follow page.",
        lambda request: f"stops the clock; {_readers(request)} can read why", _hold_questions,
        lambda actor, request, data: actions.hold(
            actor=actor, service_request_id=request.pk, reason=data["reason"], sentence=data["sentence"]
        ),
    ),
    Deed(
        "assign", "assignment", "Assign…", "Assigned.",
        lambda request: f"now {request.assignee.name}" if request.assignee else "nobody yet", _assignment_questions,
        lambda actor, request, data: actions.assign(
            actor=actor, service_request_id=request.pk, user_id=_number(data["assignee"])
        ),
    ),
    Deed(
        "reassign", "team", "Pass to another team…", "Passed on. It is in the other team's queue now.",
        lambda request: f"now {request.team.name}; the clock goes on", _team_questions,
        lambda actor, request, data: actions.reassign(
            actor=actor, service_request_id=request.pk, team_id=_number(data["team"]) or 0, reason=data["reason"]
        ),
    ),
    Deed(
        "triage", "service", "Change what it is about…", "Changed. It is routed anew and promised from its receipt on.",
        lambda request: f"now {request.service.name}; the right service decides the team and, from receipt, the date",
        _service_questions, _triage,
    ),
    Deed(
        "comment", "comments", "Add a note…", "Noted.",
        lambda _: "for staff, or for the resident too", _comment_questions,
        lambda actor, request, data: actions.comment(
            actor=actor, service_request_id=request.pk, text=data["text"], is_public=data["readers"] == "everybody"
        ),
    ),
    Deed(
        "mark_duplicate", "duplicate", "Same as another…", "Closed as a repetition; the other counts its followers.",
        lambda request: f"closes this one and counts {_readers(request)} with the other",
        lambda _: [{"name": "original", "label": "Number of the request that was there first", "max_length": 30}],
        lambda actor, request, data: actions.mark_duplicate(
            actor=actor, service_request_id=request.pk, original_number=data["original"].strip().upper()
        ),
    ),
    Deed(
        "reopen", "reopening", "Take up again…", "Open again. Its clock goes on from where it stopped.",
        lambda request: f"opens it again; {_readers(request)} can read why",
        lambda _: [_note("reason", "Why should it go on?", "The resident can read this on the follow page.")], _reopen,
    ),
)  # fmt: skip
BY_NOUN = {deed.noun: deed for deed in DEEDS}
