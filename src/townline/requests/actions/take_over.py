"""Taking over requests that lived in another system: thousands at once, with their past, and telling nobody."""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction

from townline.identity.access import require
from townline.identity.models import Jurisdiction
from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.copying import copy_rows, reserve_ids
from townline.kit.eventbus import publish
from townline.kit.geo import Point
from townline.requests.actions.submit import TOKEN_BYTES, take_positions
from townline.requests.errors import RequestRefused
from townline.requests.events import TakenOver
from townline.requests.models import Alias, Closure, Photo, ServiceRequest, TimelineEntry
from townline.requests.rules import CLOSING_REASONS, write_number
from townline.servicelevels import actions as servicelevels
from townline.servicelevels.queries import levels_of

#: Facts of a timeline entry that an import wrote carry this key: nobody here did what it tells.
MARK = "taken_over"


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests of one service go: its version here, and who has them."""

    code: str
    service_id: int
    definition_id: int
    department_id: int
    team_id: int


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A request as the other system (``source``) has it under its own ``number``; times are aware.

    A closed one has ``closed_at``, a reason of ours and an ``outcome``; an open one may have a ``note`` for everybody.
    ``expected_at`` is a date that was promised there, ``agency`` who had it. ``remarks`` say what was put right.
    """

    source: str
    number: str
    target: Target
    state: Literal["open", "closed"]
    received_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    closing_reason: str = ""
    outcome: str = ""
    note: str = ""
    agency: str = ""
    expected_at: datetime | None = None
    description: str = ""
    address: str = ""
    address_reference: str = ""
    zipcode: str = ""
    point: Point | None = None
    photo_urls: tuple[str, ...] = ()
    channel: str = "open311"
    is_public: bool = True
    photos_are_public: bool = False
    remarks: tuple[str, ...] = ()


def take_over(*, actor: Actor, jurisdiction_id: int, batch: Sequence[TakeOver]) -> list[int]:
    """Make the requests of a batch ours, all or none; their ids in the same order.

    Each gets a number of the month it was received in and a follow link, keeps its old number as an alias, and
    begins its timeline when it was received there. What is closed gets no clock; what is open gets one where a
    promise held when it was received, unless a date was promised there. Announced once, as :class:`TakenOver`.

    Raises NotAllowed, or RequestRefused naming the first row that cannot be.
    """
    require(actor, "import_data", jurisdiction_id=jurisdiction_id)
    if not batch:
        return []
    for row in batch:
        _check(row)
    jurisdiction = Jurisdiction.objects.get(pk=jurisdiction_id)
    with transaction.atomic():
        clocks = _start_clocks(jurisdiction_id, batch)
        ids = reserve_ids(ServiceRequest, len(batch))
        copy_rows(TimelineEntry, _ENTRY, _entries(actor, ids, batch))
        copy_rows(Alias, ("service_request_id", "source", "number"), _aliases(ids, batch))
        copy_rows(Closure, _CLOSURE, _closures(ids, batch))
        copy_rows(Photo, _PHOTO, _photos(ids, batch))
        # The number series is locked from here to the commit, so it comes last.
        numbers = _numbers(jurisdiction, batch)
        copy_rows(ServiceRequest, _REQUEST, _requests(jurisdiction_id, ids, numbers, clocks, batch))
        publish(TakenOver(jurisdiction_id, tuple(ids)))
    return ids


def _check(row: TakeOver) -> None:
    if (row.state == "closed") != (row.closed_at is not None):
        raise RequestRefused(
            "closed_when", f"{row.number}: what is closed, and only that, has a closing time."
        )
    if row.closed_at is not None:
        if row.closed_at < row.received_at:
            raise RequestRefused("closed_when", f"{row.number} was closed before it was received.")
        if row.closing_reason not in CLOSING_REASONS or not row.outcome:
            raise RequestRefused("outcome_empty", f"{row.number} is closed without a reason or an outcome.")
    if row.point is not None and not row.point.is_on_earth():
        raise RequestRefused("place_wrong", f"{row.number} lies at a point that is no place.")


def _start_clocks(jurisdiction_id: int, batch: Sequence[TakeOver]) -> dict[int, tuple[int, datetime]]:
    """Position in the batch → id and due time of the clocks that open requests get."""
    if all(row.state == "closed" for row in batch):
        return {}
    levels = levels_of(jurisdiction_id=jurisdiction_id)
    now = clock.now()
    planned = {}
    for position, row in enumerate(batch):
        level = levels.at(row.target.code, row.received_at)
        if row.state == "open" and row.expected_at is None and level is not None:
            planned[position] = servicelevels.plan(level=level, started_at=row.received_at, now=now)
    ids = servicelevels.start_many(planned=list(planned.values()))
    return {
        position: (clock_id, plan.due_at)
        for clock_id, (position, plan) in zip(ids, planned.items(), strict=True)
    }


def _numbers(jurisdiction: Jurisdiction, batch: Sequence[TakeOver]) -> list[str]:
    """A number for each row; months in order, so that two takers cannot wait for one another in a circle."""
    zone = ZoneInfo(jurisdiction.timezone)
    months = [row.received_at.astimezone(zone).strftime("%y%m") for row in batch]
    counted = sorted(Counter(months).items())
    following = {month: take_positions(jurisdiction.pk, month, count) for month, count in counted}
    numbers = []
    for month in months:
        numbers.append(write_number(jurisdiction.number_prefix, month, following[month]))
        following[month] += 1
    return numbers


_REQUEST = (
    "id", "jurisdiction_id", "number", "token", "service_id", "definition_id", "department_id", "team_id", "clock_id",
    "state", "channel", "description", "answers", "address", "address_reference", "zipcode", "location", "districts",
    "route_because", "is_public", "followers", "received_at", "updated_at", "due_at", "closed_at", "closing_reason",
    "outcome",
)  # fmt: skip


def _requests(
    jurisdiction_id: int,
    ids: Sequence[int],
    numbers: Sequence[str],
    clocks: dict[int, tuple[int, datetime]],
    batch: Sequence[TakeOver],
) -> Iterator[Sequence[object]]:
    because: dict[str, str] = {}
    for position, row in enumerate(batch):
        clock_id, due_at = clocks.get(position, (None, row.expected_at))
        target = row.target
        if row.source not in because:
            because[row.source] = _json([f"It was taken over from {row.source} with its service."])
        yield (
            ids[position], jurisdiction_id, numbers[position], secrets.token_urlsafe(TOKEN_BYTES), target.service_id,
            target.definition_id, target.department_id, target.team_id, clock_id, row.state, row.channel,
            row.description, "{}", row.address, row.address_reference, row.zipcode, as_text(row.point), "{}",
            because[row.source], row.is_public, 0, row.received_at, row.updated_at, due_at, row.closed_at,
            row.closing_reason, row.outcome,
        )  # fmt: skip


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def as_text(point: Point | None) -> str | None:
    """A point as PostgreSQL reads it."""
    return None if point is None else f"({point.long!r},{point.lat!r})"


_ENTRY = (
    "service_request_id", "at", "recorded_at", "actor_kind", "actor_id", "actor_name", "verb", "is_public",
    "sentence", "facts",
)  # fmt: skip


def _entries(actor: Actor, ids: Sequence[int], batch: Sequence[TakeOver]) -> Iterator[Sequence[object]]:
    by = (actor.kind, actor.user_id, actor.name[:200])
    for request_id, row in zip(ids, batch, strict=True):
        facts: dict[str, object] = {MARK: row.source, "number": row.number, "channel": row.channel}
        if row.agency:
            facts["agency"] = row.agency
        if row.remarks:
            facts["remarks"] = row.remarks
        sentence = f"Received as {row.number} in {row.source}."
        yield request_id, row.received_at, row.received_at, *by, "submit", True, sentence, _json(facts)
        if row.closed_at is not None:
            told = _json({MARK: row.source, "reason": row.closing_reason})
            yield request_id, row.closed_at, row.closed_at, *by, "close", True, row.outcome, told
        elif row.note:
            yield (
                request_id,
                row.updated_at,
                row.updated_at,
                *by,
                "comment",
                True,
                row.note,
                _json({MARK: row.source}),
            )


def _aliases(ids: Sequence[int], batch: Sequence[TakeOver]) -> Iterator[Sequence[object]]:
    for request_id, row in zip(ids, batch, strict=True):
        yield request_id, row.source[:60], row.number


_CLOSURE = ("service_request_id", "reason", "outcome", "closed_at", "actor_name")


def _closures(ids: Sequence[int], batch: Sequence[TakeOver]) -> Iterator[Sequence[object]]:
    for request_id, row in zip(ids, batch, strict=True):
        if row.closed_at is not None:
            yield request_id, row.closing_reason, row.outcome, row.closed_at, row.source[:200]


_PHOTO = ("service_request_id", "source_url", "width", "height", "size", "is_public", "added_at")


def _photos(ids: Sequence[int], batch: Sequence[TakeOver]) -> Iterator[Sequence[object]]:
    for request_id, row in zip(ids, batch, strict=True):
        for url in row.photo_urls:
            yield request_id, url, 0, 0, 0, row.photos_are_public, row.received_at
