"""What another system changed since its requests were taken over: the request moves on, its history stays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from townline.identity.access import require
from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.text import JsonValue
from townline.requests.actions.take_over import MARK, TakeOver, Target
from townline.requests.actions.timeline import append
from townline.requests.models import Closure, Hold, ServiceRequest
from townline.requests.queries import WORKERS, worked_on
from townline.servicelevels import actions as servicelevels

_PLAIN = ("description", "address", "address_reference", "zipcode")
_WRITTEN = (
    "state", "closed_at", "closing_reason", "outcome", "due_at", "updated_at", "location", "service", "definition",
    "department", "team", *_PLAIN,
)  # fmt: skip
_WORDS = {"address_reference": "address"}


@dataclass(frozen=True, slots=True)
class Amendment:
    """A request of ours, and how the system it came from has it now."""

    service_request_id: int
    now: TakeOver


@transaction.atomic
def amend(*, actor: Actor, jurisdiction_id: int, batch: Sequence[Amendment]) -> list[TakeOver | None]:
    """Bring taken-over requests up to what their system says now; how each was before, in the same order.

    A request that somebody here has worked on since is ours: its timeline tells staff what the other system says,
    nothing else changes, and its place in the answer is None. Raises NotAllowed.
    """
    require(actor, "import_data", jurisdiction_id=jurisdiction_id)
    ids = [one.service_request_id for one in batch]
    locked = ServiceRequest.objects.filter(jurisdiction_id=jurisdiction_id).order_by("pk")
    found = locked.select_related("service").select_for_update(of=("self",), no_key=True).in_bulk(ids)
    ours = worked_on(ids, by=WORKERS)
    before: list[TakeOver | None] = []
    changed = []
    for one in batch:
        service_request = found[one.service_request_id]
        if service_request.pk in ours:
            _tell_staff(actor, service_request, one.now)
            before.append(None)
            continue
        before.append(_as_it_is(service_request, one.now))
        _move(actor, service_request, one.now)
        changed.append(service_request)
    ServiceRequest.objects.bulk_update(changed, _WRITTEN, batch_size=200)
    return before


def _as_it_is(service_request: ServiceRequest, now: TakeOver) -> TakeOver:
    """The request as it is, in the words of a taking over."""
    target = Target(
        service_request.service.code,
        service_request.service_id,
        service_request.definition_id,
        service_request.department_id,
        service_request.team_id,
    )
    return replace(
        now,
        target=target,
        state="closed" if service_request.state == "closed" else "open",
        received_at=service_request.received_at,
        updated_at=service_request.updated_at,
        closed_at=service_request.closed_at,
        closing_reason=service_request.closing_reason,
        outcome=service_request.outcome,
        expected_at=service_request.due_at if service_request.clock_id is None else None,
        description=service_request.description,
        address=service_request.address,
        address_reference=service_request.address_reference,
        zipcode=service_request.zipcode,
        point=service_request.location,
        note="",
        photo_urls=(),
        remarks=(),
    )


def _tell_staff(actor: Actor, service_request: ServiceRequest, now: TakeOver) -> None:
    words = now.outcome or now.note
    said = f': "{words}"' if words else "."
    sentence = (
        f"{now.source} has it as {now.state} now{said} We have worked on it here, so nothing was changed."
    )
    _tell(actor, service_request, now, "amend", sentence, is_public=False)


def _move(actor: Actor, service_request: ServiceRequest, now: TakeOver) -> None:
    _move_content(actor, service_request, now)
    if now.state == "closed" and now.closed_at is not None:
        _end(actor, service_request, now, max(now.closed_at, service_request.received_at))
    else:
        if service_request.state == "closed":
            _go_on(actor, service_request, now)
        _say_note(actor, service_request, now)
    service_request.updated_at = max(now.updated_at, service_request.received_at)
    if service_request.clock_id is None:
        service_request.due_at = now.expected_at


def _move_content(actor: Actor, service_request: ServiceRequest, now: TakeOver) -> None:
    """Words, place and service; the timeline keeps for staff what they were."""
    was: dict[str, JsonValue] = {}
    for name in _PLAIN:
        present = getattr(service_request, name)
        if present != getattr(now, name):
            was[name] = present
            setattr(service_request, name, getattr(now, name))
    if service_request.location != now.point:
        was["location"] = list(service_request.location) if service_request.location else None
        service_request.location = now.point
    if service_request.service_id != now.target.service_id:
        was["service"] = service_request.service.code
        service_request.service_id = now.target.service_id
        service_request.definition_id = now.target.definition_id
        service_request.department_id = now.target.department_id
        service_request.team_id = now.target.team_id
    if was:
        parts = ", ".join(dict.fromkeys(_WORDS.get(name, name) for name in was))
        _tell(
            actor, service_request, now, "amend", f"{now.source} changed: {parts}.", is_public=False, was=was
        )


def _end(actor: Actor, service_request: ServiceRequest, now: TakeOver, moment: datetime) -> None:
    """Close it, or say the new outcome of what is closed."""
    if service_request.state == "closed":
        if (service_request.outcome, service_request.closing_reason) != (now.outcome, now.closing_reason):
            _tell(actor, service_request, now, "comment", now.outcome, is_public=True, at=moment)
    else:
        Hold.objects.filter(service_request=service_request, ended_at__isnull=True).update(ended_at=moment)
        if service_request.clock_id:
            servicelevels.stop(clock_id=service_request.clock_id, at=min(moment, clock.now()))
        Closure.objects.create(
            service_request=service_request,
            reason=now.closing_reason,
            outcome=now.outcome,
            closed_at=moment,
            actor_name=now.source[:200],
        )
        _tell(actor, service_request, now, "close", now.outcome, is_public=True, at=moment)
    service_request.state = "closed"
    service_request.closed_at = moment
    service_request.closing_reason = now.closing_reason
    service_request.outcome = now.outcome


def _go_on(actor: Actor, service_request: ServiceRequest, now: TakeOver) -> None:
    """Take it up again, because its system did."""
    moment = clock.now()
    Closure.objects.filter(service_request=service_request, reopened_at__isnull=True).update(
        reopened_at=moment
    )
    if service_request.clock_id:
        reopened = servicelevels.reopen(clock_id=service_request.clock_id, at=moment, actor_name=actor.name)
        service_request.due_at = reopened.due_at
    service_request.state = "open"
    service_request.closed_at = None
    service_request.closing_reason = service_request.outcome = ""
    _tell(actor, service_request, now, "reopen", f"Taken up again in {now.source}.", is_public=True)


def _say_note(actor: Actor, service_request: ServiceRequest, now: TakeOver) -> None:
    """What its system says of an open request, unless that is what it said last."""
    said = service_request.timeline.filter(verb="comment", facts__has_key=MARK).order_by("-at", "-pk").first()
    if now.note and (said is None or said.sentence != now.note):
        moment = max(now.updated_at, service_request.received_at)
        _tell(actor, service_request, now, "comment", now.note, is_public=True, at=moment)


def _tell(
    actor: Actor,
    service_request: ServiceRequest,
    now: TakeOver,
    verb: str,
    sentence: str,
    *,
    is_public: bool,
    was: dict[str, JsonValue] | None = None,
    at: datetime | None = None,
) -> None:
    facts: dict[str, JsonValue] = {MARK: now.source}
    if was:
        facts["was"] = was
    append(
        service_request, actor=actor, verb=verb, sentence=sentence, is_public=is_public, facts=facts, at=at
    )
