"""What staff does with a request. Each verb: lock, rule, write, timeline, event, in one transaction."""

from datetime import datetime

from django.db import transaction

from townline.identity.models import Grant, Team, User
from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.eventbus import publish
from townline.kit.text import JsonValue
from townline.requests import access
from townline.requests.actions.timeline import append, short_enough
from townline.requests.errors import RequestRefused
from townline.requests.events import Closed, Commented, Held, Reassigned, Released, Reopened
from townline.requests.models import Closure, DuplicateMark, Hold, ServiceRequest
from townline.requests.rules import CLOSING_REASONS, HOLD_REASONS, outcome_problem
from townline.servicelevels import actions as servicelevels


def _changed(service_request: ServiceRequest, *fields: str) -> None:
    service_request.updated_at = clock.now()
    service_request.save(update_fields=[*fields, "updated_at"])


def _needed(text: str, code: str, sentence: str) -> str:
    found = short_enough(text, code)
    if not found:
        raise RequestRefused(f"{code}_missing", sentence, code)
    return found


@transaction.atomic
def comment(*, actor: Actor, service_request_id: int, text: str, is_public: bool) -> None:
    """Add a note: for staff, or for everybody who follows the request."""
    service_request = access.lock(actor, service_request_id, "comment")
    sentence = _needed(text, "text", "Write the note first.")
    append(service_request, actor=actor, verb="comment", sentence=sentence, is_public=is_public)
    _changed(service_request)
    publish(Commented(service_request.pk, is_public))


@transaction.atomic
def assign(*, actor: Actor, service_request_id: int, user_id: int | None) -> None:
    """Give the request to one person, or (None) back to the team."""
    service_request = access.lock(actor, service_request_id, "assign")
    assignee = None
    if user_id is not None:
        assignee = User.objects.filter(pk=user_id, is_active=True).first()
        if assignee is None or not _works_for(user_id, service_request):
            raise RequestRefused(
                "assignee_unknown", "Choose somebody who works for this department.", "assignee"
            )
    service_request.assignee = assignee
    sentence = f"Assigned to {assignee.name}." if assignee else "Given back to the team."
    append(service_request, actor=actor, verb="assign", sentence=sentence, is_public=False)
    _changed(service_request, "assignee")
    publish(Reassigned(service_request.pk))


def _works_for(user_id: int, service_request: ServiceRequest) -> bool:
    grants = Grant.objects.filter(user_id=user_id, jurisdiction_id=service_request.jurisdiction_id)
    departments = set(grants.values_list("department_id", flat=True))
    return bool(departments & {None, service_request.department_id})


@transaction.atomic
def reassign(*, actor: Actor, service_request_id: int, team_id: int, reason: str) -> None:
    """Hand the request to another team, with the reason; the clock goes on as if nothing happened."""
    service_request = access.lock(actor, service_request_id, "reassign")
    reason = _needed(reason, "reason", "Say why another team should do it.")
    found = Team.objects.filter(pk=team_id, department__jurisdiction_id=service_request.jurisdiction_id)
    team = found.select_related("department").first()
    if team is None or team.pk == service_request.team_id:
        raise RequestRefused("team_unknown", "Choose another team.", "team")
    before = service_request.team.name
    service_request.team = team
    service_request.department = team.department
    service_request.assignee = None
    service_request.route_because = [f"{actor.name} handed it from {before} to {team.name}: {reason}"]
    facts: dict[str, JsonValue] = {"from": before, "to": team.name, "reason": reason}
    sentence = f"Passed from {before} to {team.name}: {reason}"
    append(service_request, actor=actor, verb="reassign", sentence=sentence, is_public=False, facts=facts)
    _changed(service_request, "team", "department", "assignee", "route_because")
    publish(Reassigned(service_request.pk))


@transaction.atomic
def hold(*, actor: Actor, service_request_id: int, reason: str, sentence: str = "") -> None:
    """Stop the clock for an allowed reason, which the resident is told."""
    service_request = access.lock(actor, service_request_id, "hold")
    if reason not in HOLD_REASONS:
        raise RequestRefused("reason_unknown", "Choose why the clock should stand still.", "reason")
    note = short_enough(sentence, "sentence")
    now = clock.now()
    Hold.objects.create(
        service_request=service_request,
        reason=reason,
        sentence=note,
        started_at=now,
        actor_name=actor.name[:200],
    )
    if service_request.clock_id:
        servicelevels.pause(
            clock_id=service_request.clock_id, reason=HOLD_REASONS[reason], at=now, actor_name=actor.name
        )
    service_request.state = "held"
    shown = f"On hold: {HOLD_REASONS[reason][0].lower()}{HOLD_REASONS[reason][1:]}."
    append(
        service_request,
        actor=actor,
        verb="hold",
        sentence=f"{shown} {note}".strip(),
        is_public=True,
        facts={"reason": reason},
    )
    _changed(service_request, "state")
    publish(Held(service_request.pk))


@transaction.atomic
def release(*, actor: Actor, service_request_id: int, sentence: str = "") -> None:
    """Let the clock run again; the promise moves by the open time it stood still."""
    service_request = access.lock(actor, service_request_id, "release")
    now = clock.now()
    Hold.objects.filter(service_request=service_request, ended_at__isnull=True).update(ended_at=now)
    if service_request.clock_id:
        service_request.due_at = servicelevels.resume(clock_id=service_request.clock_id, at=now).due_at
    service_request.state = "open"
    said = f"Work goes on. {short_enough(sentence, 'sentence')}".strip()
    append(service_request, actor=actor, verb="release", sentence=said, is_public=True)
    _changed(service_request, "state", "due_at")
    publish(Released(service_request.pk))


@transaction.atomic
def close(
    *, actor: Actor, service_request_id: int, reason: str, outcome: str, at: datetime | None = None
) -> None:
    """End the request with a reason and a sentence the resident can understand.

    ``at`` is when the work was done, if that was earlier than now.
    """
    service_request = access.lock(actor, service_request_id, "close")
    if reason not in CLOSING_REASONS:
        raise RequestRefused("reason_unknown", "Choose how it ended.", "reason")
    outcome = short_enough(outcome, "outcome")
    problem = outcome_problem(outcome)
    if problem:
        raise RequestRefused("outcome_empty", problem, "outcome")
    moment = at or clock.now()
    if moment > clock.now() or moment < service_request.received_at:
        raise RequestRefused(
            "closed_when", "It can only have ended after it was received, and not in the future.", "at"
        )
    end(actor, service_request, reason, outcome, moment)


def end(actor: Actor, service_request: ServiceRequest, reason: str, outcome: str, moment: datetime) -> None:
    """End a locked request that may be ended: the part that closing and marking a repetition share."""
    Hold.objects.filter(service_request=service_request, ended_at__isnull=True).update(ended_at=moment)
    if service_request.clock_id:
        servicelevels.stop(clock_id=service_request.clock_id, at=moment)
    Closure.objects.create(
        service_request=service_request,
        reason=reason,
        outcome=outcome,
        closed_at=moment,
        actor_name=actor.name[:200],
    )
    service_request.state = "closed"
    service_request.closed_at = moment
    service_request.closing_reason = reason
    service_request.outcome = outcome
    append(
        service_request,
        actor=actor,
        verb="close",
        sentence=outcome,
        is_public=True,
        facts={"reason": reason},
        at=moment,
    )
    _changed(service_request, "state", "closed_at", "closing_reason", "outcome")
    publish(Closed(service_request.pk))


def part_from_original(actor: Actor, service_request: ServiceRequest) -> None:
    """Undo that a locked request repeats another: the original loses the followers it gained by it."""
    marks = DuplicateMark.objects.filter(service_request=service_request, undone_at__isnull=True)
    mark = marks.order_by("-pk")[0]
    original = ServiceRequest.objects.select_for_update(no_key=True).get(pk=mark.original_id)
    marks.update(undone_at=clock.now())
    service_request.duplicate_of = None
    service_request.save(update_fields=["duplicate_of"])
    original.followers = max(0, original.followers - mark.followers)
    _changed(original, "followers")
    append(
        original,
        actor=actor,
        verb="undo_duplicate",
        sentence=f"{service_request.number} is something else after all.",
        is_public=False,
        facts={"duplicate": service_request.number},
    )


@transaction.atomic
def reopen(*, actor: Actor, service_request_id: int, reason: str) -> None:
    """Take the request up again, with the reason; its clock goes on from where it stopped."""
    service_request = access.lock(actor, service_request_id, "reopen")
    reason = _needed(reason, "reason", "Say why it should go on.")
    if service_request.duplicate_of_id is not None:
        part_from_original(actor, service_request)
    go_on(actor, service_request, reason)


def go_on(actor: Actor, service_request: ServiceRequest, reason: str) -> None:
    """Take up a locked, closed request again: the part that reopening and undoing a repetition share."""
    now = clock.now()
    Closure.objects.filter(service_request=service_request, reopened_at__isnull=True).update(reopened_at=now)
    if service_request.clock_id:
        service_request.due_at = servicelevels.reopen(
            clock_id=service_request.clock_id, at=now, actor_name=actor.name
        ).due_at
    service_request.state = "open"
    service_request.closed_at = None
    service_request.closing_reason = ""
    service_request.outcome = ""
    append(service_request, actor=actor, verb="reopen", sentence=f"Taken up again: {reason}", is_public=True)
    _changed(service_request, "state", "closed_at", "closing_reason", "outcome", "due_at")
    publish(Reopened(service_request.pk))
