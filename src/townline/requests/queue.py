"""The work queue as a read model: filters, orders, pages by key, and counts that stop at a limit.

A page costs the same whether it is the first or the hundredth, and whether there are ten thousand requests or
three hundred thousand: it starts at the key where the page before ended and follows an index from there.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.core.exceptions import EmptyResultSet
from django.db import connection

from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.text import fold
from townline.requests.access import visible_to
from townline.requests.models import SavedView

Sort = Literal["due", "received", "changed"]
Which = Literal["unfinished", "open", "held", "closed", "all"]

Services = Mapping[int, str]
NO_SERVICES: Services = {}

PAGE_ROWS = 50
COUNT_AT_MOST = 1_000
SOON = timedelta(hours=24)
EXCERPT = 160
MOST_WORDS = 8

_TABLE = "requests_servicerequest"
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
    found = _narrowed(_scope(actor, jurisdiction_id), actor, filters, services)
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
    scope = _scope(actor, jurisdiction_id)
    found = [_narrowed(scope, actor, filters, services) for filters in several]
    parts = [
        f"(SELECT count(*) FROM (SELECT id FROM {_TABLE} WHERE {one.where} LIMIT {COUNT_AT_MOST + 1}) AS counted)"  # noqa: S608
        for one in found
    ]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", [value for one in found for value in one.params])
        return [int(count) for count in cursor.fetchone()]


@dataclass(frozen=True)
class _Condition:
    """A condition in SQL of ours with its parameters; what people typed stands in the parameters only."""

    where: str
    params: tuple[Any, ...] = ()

    def __and__(self, other: "_Condition") -> "_Condition":
        return _Condition(f"{self.where} AND {other.where}", self.params + other.params)


def _scope(actor: Actor, jurisdiction_id: int) -> _Condition:
    """What the actor may see, as :func:`visible_to` says it: the rule stands there and only there."""
    try:
        sql, params = visible_to(actor, jurisdiction_id).values("pk").query.sql_with_params()
    except EmptyResultSet:
        return _Condition("false")
    return _Condition(sql.partition(" WHERE ")[2], tuple(params))


def _narrowed(scope: _Condition, actor: Actor, filters: Filters, services: Services) -> _Condition:
    found = scope & _by_state(filters) & _by_words(filters.words, services)
    for column in ("department_id", "team_id", "service_id", "channel"):
        if value := getattr(filters, column):
            found &= _Condition(f"{column} = %s", (value,))
    if filters.assignee == "me":
        found &= _Condition("assignee_id = %s", (actor.user_id,))
    if filters.assignee == "none":
        found &= _Condition("assignee_id IS NULL")
    if filters.received_from:
        found &= _Condition("received_at >= %s", (filters.received_from,))
    if filters.received_before:
        found &= _Condition("received_at < %s", (filters.received_before,))
    return found


def _by_state(filters: Filters) -> _Condition:
    found = _Condition("true")
    if filters.state in UNFINISHED or filters.due:
        # Written as the partial indexes have it, so that the planner sees that they fit.
        found = _Condition("NOT (state = 'closed')")
    if filters.state in {"open", "held", "closed"}:
        found &= _Condition("state = %s", (filters.state,))
    now = clock.now()
    if filters.due == "late":
        found &= _Condition("state = 'open' AND due_at < %s", (now,))
    if filters.due == "soon":
        found &= _Condition("state = 'open' AND due_at >= %s AND due_at < %s", (now, now + SOON))
    return found


def _by_words(words: str, services: Services) -> _Condition:
    """Every word must begin a word of the description, the address or the service's name."""
    found = _Condition("true")
    for word in fold(words).split()[:MOST_WORDS]:
        # Folding leaves letters, digits and underscores, none of which means anything to a text search.
        text = _Condition("words @@ to_tsquery('simple', %s)", (f"{word}:*",))
        named = [pk for pk, name in services.items() if f" {word}" in f" {fold(name)}"]
        if named:
            text = _Condition(f"({text.where} OR service_id = ANY(%s))", (*text.params, named))
        found &= text
    return found


def _follow(found: _Condition, order: Order, start: Cursor | None, limit: int) -> list[Row]:
    """Up to ``limit`` rows from ``start`` on. Rows without the moment stand at the end, in a stretch of their own."""
    column = _COLUMNS[order.by]
    back = start is not None and start.back
    descending = order.descending != back
    way = "DESC" if descending else "ASC"
    stretches = [False, True] if order.by == "due" else [False]
    if start is not None:
        first = int(start.moment is None)
        stretches = stretches[: 1 + first] if back else stretches[first:]
    got: list[Row] = []
    for empty in reversed(stretches) if back else stretches:
        here = found
        if order.by == "due":
            here &= _Condition(f"due_at IS {'' if empty else 'NOT '}NULL")
        if start is not None and (start.moment is None) == empty:
            here &= _beyond(column, start, "<" if descending else ">")
        keys = f"id {way}" if empty else f"{column} {way}, id {way}"
        got += _rows(here, keys, limit - len(got))
        if len(got) >= limit:
            break
    return got


def _beyond(column: str, start: Cursor, side: str) -> _Condition:
    if start.moment is None:
        return _Condition(f"id {side} %s", (start.row_id,))
    return _Condition(f"({column}, id) {side} (%s, %s)", (start.moment, start.row_id))


def _rows(found: _Condition, keys: str, limit: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, number, state, service_id, team_id, address,"  # noqa: S608 - conditions and keys are ours
            f" CASE WHEN address = '' THEN left(description, {EXCERPT}) ELSE '' END,"
            f" channel, due_at, received_at, updated_at FROM {_TABLE}"
            f" WHERE {found.where} ORDER BY {keys} LIMIT {limit}",
            found.params,
        )
        return [Row(*values) for values in cursor.fetchall()]


def labels(jurisdiction_id: int) -> list[tuple[str, int, str, int]]:
    """Names behind the ids of a row, in one statement: kind, id, name, and the department it belongs to.

    The kind is ``department``, ``team`` or ``service``; each kind stands in the order in which it is offered.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LABELS, {"jurisdiction": jurisdiction_id})
        return list(cursor.fetchall())


_LABELS = """
SELECT kind, id, name, department_id FROM (
    SELECT 'department' AS kind, id, name, id AS department_id, name AS sorted
    FROM identity_department WHERE jurisdiction_id = %(jurisdiction)s
    UNION ALL
    SELECT 'team', t.id, t.name, d.id, d.name
    FROM identity_team t JOIN identity_department d ON d.id = t.department_id
    WHERE d.jurisdiction_id = %(jurisdiction)s
    UNION ALL
    SELECT 'service', id, name, department_id, name FROM services_service WHERE jurisdiction_id = %(jurisdiction)s
) AS labels ORDER BY kind, sorted, name, id
"""


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
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    if not 0 <= found.row_id < 2**63 or (found.moment is not None and found.moment.tzinfo is None):
        return None
    return found
