"""The work queue as a read model: filters, orders, pages by key, and counts that stop at a limit.

A page costs the same whether it is the first or the hundredth, and whether there are ten thousand requests or
three hundred thousand: it starts at the key where the page before ended and follows an index from there.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.text import fold
from townline.requests.access import visible_to
from townline.requests.models import SavedView, ServiceRequest

Sort = Literal["due", "received", "changed"]
Which = Literal["unfinished", "open", "held", "closed", "all"]

Services = Mapping[int, str]
NO_SERVICES: Services = {}

PAGE_ROWS = 50
COUNT_AT_MOST = 1_000
SOON = timedelta(hours=24)
EXCERPT = 160
MOST_WORDS = 8

_COLUMNS: dict[Sort, str] = {"due": "due_at", "received": "received_at", "changed": "updated_at"}
#: States whose requests are worked on; only they have a date that can still be kept, so only they sort by it.
UNFINISHED: frozenset[Which] = frozenset({"unfinished", "open", "held"})


@dataclass(frozen=True)
class Filters:
    """What a queue is narrowed to; an empty part narrows nothing. ``soon`` means due within 24 hours."""

    state: Which = "unfinished"
    due: Literal["", "late", "soon"] = ""
    department_id: int | None = None
    team_id: int | None = None
    assignee: Literal["", "me", "none"] = ""
    service_id: int | None = None
    channel: str = ""
    words: str = ""
    received_from: datetime | None = None
    received_before: datetime | None = None


@dataclass(frozen=True)
class Order:
    """By which moment the queue runs, and in which direction."""

    by: Sort = "due"
    descending: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the queue; names of services and teams are known to the reader by id."""

    id: int
    number: str
    state: str
    service_id: int
    team_id: int
    address: str
    description: str
    channel: str
    due_at: datetime | None
    received_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the cursors of its neighbours ("" where there is none)."""

    rows: Sequence[Row]
    newer: str
    older: str


@dataclass(frozen=True)
class Cursor:
    """Where a page starts: behind (or, going back, before) the row with this moment and id."""

    moment: datetime | None
    row_id: int
    back: bool = False


def possible(order: Order, filters: Filters) -> Order:
    """The order asked for, or the latest change first where requests that are closed have no date to keep."""
    if order.by == "due" and filters.state not in UNFINISHED:
        return Order("changed", descending=True)
    return order


def page(
    actor: Actor,
    jurisdiction_id: int,
    filters: Filters,
    order: Order,
    cursor: str = "",
    *,
    services: Services = NO_SERVICES,
    rows: int = PAGE_ROWS,
) -> Page:
    """One page of what the actor may see; a cursor that is not one of ours starts at the beginning.

    ``services`` are the names of the jurisdiction's services, so that words find a request by them too.
    """
    order = possible(order, filters)
    start = read_cursor(cursor)
    found = matching(actor, jurisdiction_id, filters, services)
    back = start is not None and start.back
    got = _follow(found, order, start, rows + 1)
    more, got = len(got) > rows, got[:rows]
    if back:
        got.reverse()
    has_newer = more if back else start is not None
    has_older = bool(start) if back else more
    column = _COLUMNS[order.by]
    return Page(
        rows=got,
        newer=write_cursor(Cursor(getattr(got[0], column), got[0].id, back=True))
        if got and has_newer
        else "",
        older=write_cursor(Cursor(getattr(got[-1], column), got[-1].id)) if got and has_older else "",
    )


def counts(
    actor: Actor, jurisdiction_id: int, several: Sequence[Filters], services: Services = NO_SERVICES
) -> list[int]:
    """How many requests each filter finds, in one statement; counting stops at ``COUNT_AT_MOST`` + 1."""
    parts: list[str] = []
    params: list[Any] = []
    for filters in several:
        limited = matching(actor, jurisdiction_id, filters, services).values("pk")[: COUNT_AT_MOST + 1]
        try:
            sql, given = limited.query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - the ORM wrote it
        params.extend(given)
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return [int(count) for count in cursor.fetchone()]


def matching(
    actor: Actor, jurisdiction_id: int, filters: Filters, services: Services = NO_SERVICES
) -> QuerySet[ServiceRequest]:
    """The requests that the actor may see and the filters find, in no order."""
    found = visible_to(actor, jurisdiction_id)
    found = _by_state(found, filters)
    for column in ("department_id", "team_id", "service_id", "channel"):
        if value := getattr(filters, column):
            found = found.filter(**{column: value})
    if filters.assignee:
        found = found.filter(assignee_id=actor.user_id if filters.assignee == "me" else None)
    if filters.received_from:
        found = found.filter(received_at__gte=filters.received_from)
    if filters.received_before:
        found = found.filter(received_at__lt=filters.received_before)
    return _by_words(found, filters.words, services)


def _by_state(found: QuerySet[ServiceRequest], filters: Filters) -> QuerySet[ServiceRequest]:
    if filters.state in UNFINISHED:
        # Written as the partial indexes have it, so that the planner sees that they fit.
        found = found.exclude(state="closed")
    if filters.state in {"open", "held", "closed"}:
        found = found.filter(state=filters.state)
    now = clock.now()
    if filters.due == "late":
        return found.exclude(state="closed").filter(state="open", due_at__lt=now)
    if filters.due == "soon":
        return found.exclude(state="closed").filter(state="open", due_at__gte=now, due_at__lt=now + SOON)
    return found


def _by_words(found: QuerySet[ServiceRequest], words: str, services: Services) -> QuerySet[ServiceRequest]:
    """Every word must begin a word of the description, the address or the service's name."""
    for word in fold(words).split()[:MOST_WORDS]:
        text = Q(words=SearchQuery(f"{word}:*", config="simple", search_type="raw"))
        named = [pk for pk, name in services.items() if f" {word}" in f" {fold(name)}"]
        found = found.filter(text | Q(service_id__in=named) if named else text)
    return found


def _follow(found: QuerySet[ServiceRequest], order: Order, start: Cursor | None, limit: int) -> list[Row]:
    """Up to ``limit`` rows from ``start`` on. Rows without the moment stand at the end, in a stretch of their own."""
    column = _COLUMNS[order.by]
    back = start is not None and start.back
    descending = order.descending != back
    stretches = [False, True] if order.by == "due" else [False]
    if start is not None:
        stretches = (
            stretches[: 1 + int(start.moment is None)] if back else stretches[int(start.moment is None) :]
        )
    got: list[Row] = []
    for empty in reversed(stretches) if back else stretches:
        here = found.filter(**{f"{column}__isnull": True}) if empty else found
        if column == "due_at" and not empty:
            here = here.filter(due_at__isnull=False)
        if start is not None and (start.moment is None) == empty:
            here = here.filter(_beyond(column, start, descending=descending))
        sign = "-" if descending else ""
        keys = [f"{sign}id"] if empty else [f"{sign}{column}", f"{sign}id"]
        got += _rows(here.order_by(*keys)[: limit - len(got)])
        if len(got) >= limit:
            break
    return got


def _beyond(column: str, start: Cursor, *, descending: bool) -> Q:
    side = "lt" if descending else "gt"
    further = Q(**{f"id__{side}": start.row_id})
    if start.moment is None:
        return further
    # The first condition is what an index range can start from; the second parts rows of the same moment.
    return Q(**{f"{column}__{side}e": start.moment}) & (Q(**{f"{column}__{side}": start.moment}) | further)


def _rows(found: QuerySet[ServiceRequest]) -> list[Row]:
    return [
        Row(*values)
        for values in found.values_list(
            "id",
            "number",
            "state",
            "service_id",
            "team_id",
            "address",
            Left("description", EXCERPT),
            "channel",
            "due_at",
            "received_at",
            "updated_at",
        )
    ]


def saved_views(actor: Actor, jurisdiction_id: int) -> list[SavedView]:
    """The queues this person keeps, by name."""
    return list(
        SavedView.objects.filter(user_id=actor.user_id or 0, jurisdiction_id=jurisdiction_id).order_by("name")
    )


def write_cursor(cursor: Cursor) -> str:
    """The cursor as it stands in an address."""
    moment = cursor.moment.isoformat() if cursor.moment else None
    made = json.dumps([moment, cursor.row_id, cursor.back], separators=(",", ":"))
    return base64.urlsafe_b64encode(made.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor | None:
    """The cursor that :func:`write_cursor` wrote; None for anything else."""
    try:
        moment, row_id, back = json.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
        found = Cursor(datetime.fromisoformat(moment) if moment else None, int(row_id), back=bool(back))
    except (ValueError, TypeError, binascii.Error):
        return None
    if not 0 <= found.row_id < 2**63 or (found.moment is not None and found.moment.tzinfo is None):
        return None
    return found
