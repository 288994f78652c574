"""Rows and heads of the queue as the page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from townline.console import query
from townline.console.names import Names
from townline.kit import clock
from townline.look import filters
from townline.requests.queue import SOON, UNFINISHED, Row

CHANNEL_ICONS = {
    "web": "web", "phone": "phone", "counter": "counter", "letter": "letter", "email": "mail", "sms": "text",
    "open311": "app",
}  # fmt: skip
HIDDEN_TEAM = "another team"


@dataclass(frozen=True)
class Shown:
    """One row: what it is, where, whose, until when."""

    url: str
    number: str
    state: str
    what: str
    where: str
    team: str
    due: str
    due_day: str
    due_iso: str
    late: bool
    age: str
    received: str
    received_iso: str
    channel: str
    channel_icon: str


@dataclass(frozen=True)
class Head:
    """A column's head; ``direction`` says how the list runs by it."""

    text: str
    url: str = ""
    direction: str = "none"
    numeric: bool = False


def shown_rows(rows: Sequence[Row], names: Names) -> list[Shown]:
    """Rows with the names behind their ids."""
    now = clock.now()
    address = reverse("console:case", args=["NUMBER"])
    return [_shown(row, names, now, address.replace("NUMBER", row.number)) for row in rows]


def _shown(row: Row, names: Names, now: datetime, url: str) -> Shown:
    due = row.due_at if row.state == "open" else None
    late = due is not None and due < now
    return Shown(
        url=url,
        number=row.number,
        state=look_of(row.state, row.due_at, now),
        what=names.services.get(row.service_id, "Service"),
        where=row.address or row.description,
        team=names.teams.get(row.team_id, HIDDEN_TEAM),
        due=f"Late, {filters.ago(due)}" if late else filters.ago(due),
        due_day=filters.brief(due),
        due_iso=filters.iso(due),
        late=late,
        age=filters.age(row.received_at),
        received=filters.when(row.received_at),
        received_iso=filters.iso(row.received_at),
        channel=query.CHANNELS.get(row.channel, row.channel),
        channel_icon=CHANNEL_ICONS.get(row.channel, "web"),
    )


def look_of(state: str, due_at: datetime | None, now: datetime) -> str:
    """The state as it is marked: an open request can be late or due soon."""
    if state != "open" or due_at is None or due_at >= now + SOON:
        return state
    return "late" if due_at < now else "soon"


def heads(asked: query.Asked) -> list[Head]:
    """The columns; three of them sort, the second time the other way round."""
    by_due = asked.filters.state in UNFINISHED
    return [
        Head("State"),
        Head("Number"),
        Head("What and where"),
        Head("Team"),
        _sorting("Due", "due", asked) if by_due else Head("Due"),
        _sorting("Age", "received", asked, numeric=True),
        Head("Channel"),
    ]


def _sorting(text: str, by: str, asked: query.Asked, *, numeric: bool = False) -> Head:
    here = asked.order.by == by
    # Who sorts by age wants the newest first; who sorts by due date, what is due next.
    first = "-" if by == "received" else ""
    turned = ("" if asked.order.descending else "-") if here else first
    direction = ("descending" if asked.order.descending else "ascending") if here else "none"
    url = reverse("console:queue") + query.write(asked.given, sort=f"{turned}{by}")
    return Head(text, url, direction, numeric)
