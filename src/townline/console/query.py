"""The queue's address: filters, order and place in the list as they stand in the query, read and written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import cast, get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from townline.requests.queue import Filters, Order, Sort, Which

#: What may stand in the address, in the order in which it is written; the cursor ``at`` is never kept.
PARTS = ("q", "state", "due", "who", "department", "team", "service", "channel", "from", "to", "sort")
CURSOR = "at"
LONGEST = 100
CHANNELS = {
    "web": "Web", "phone": "Phone", "counter": "Counter", "letter": "Letter", "email": "E-mail", "sms": "Text",
    "open311": "App",
}  # fmt: skip
STATES: dict[str, str] = {
    "unfinished": "Open or on hold",
    "open": "Open",
    "held": "On hold",
    "closed": "Closed",
    "all": "Any state",
}
DUE = {"late": "Late", "soon": "Due in 24 hours"}
WHO = {"me": "Mine", "none": "Nobody's"}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; ``given`` is what of it was understood, ``problems`` what was not."""

    filters: Filters
    order: Order
    cursor: str
    given: Mapping[str, str]
    problems: tuple[str, ...]


def read(params: Mapping[str, str], timezone: str) -> Asked:
    """The filters in an address. What cannot be read is left out, and said."""
    given = {part: params[part].strip()[:LONGEST] for part in PARTS if params.get(part, "").strip()}
    problems: list[str] = []
    day_from, day_to = (_day(given, part, timezone, problems) for part in ("from", "to"))
    for part, known in (("state", STATES), ("due", DUE), ("who", WHO), ("channel", CHANNELS)):
        if given.get(part, "") not in {"", *known}:
            problems.append(f"“{given.pop(part)}” is not something to filter by, so it was left out.")
    if given.get("state") == "unfinished":
        del given["state"]
    filters = Filters(
        state=cast("Which", given.get("state", "unfinished")),
        due=given.get("due", ""),  # type: ignore[arg-type]
        department_id=_id(given, "department"),
        team_id=_id(given, "team"),
        assignee=given.get("who", ""),  # type: ignore[arg-type]
        service_id=_id(given, "service"),
        channel=given.get("channel", ""),
        words=given.get("q", ""),
        received_from=day_from,
        received_before=day_to + timedelta(days=1) if day_to else None,
    )
    return Asked(filters, _order(given), params.get(CURSOR, "")[:200], given, tuple(problems))


def _id(given: dict[str, str], part: str) -> int | None:
    value = given.get(part, "")
    if value.isascii() and value.isdigit() and len(value) < 18:  # noqa: PLR2004 - what a database id can hold
        return int(value)
    given.pop(part, None)
    return None


def _day(given: dict[str, str], part: str, timezone: str, problems: list[str]) -> datetime | None:
    """Midnight in the town at the start of the day."""
    value = given.get(part)
    if value is None:
        return None
    try:
        day = datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - only the day is taken
        return datetime.combine(day, time(), ZoneInfo(timezone)) + timedelta()
    except (ValueError, OverflowError):
        problems.append(f"“{given.pop(part)}” is not a date, so it was left out. Write it like 2026-11-24.")
        return None


def _order(given: dict[str, str]) -> Order:
    wanted = given.get("sort", "")
    by = wanted.lstrip("-")
    if by not in get_args(Sort):
        given.pop("sort", None)
        return (
            Order("due")
            if given.get("state", "unfinished") in {"unfinished", "open", "held"}
            else Order("changed", descending=True)
        )
    return Order(cast("Sort", by), descending=wanted.startswith("-"))


def write(given: Mapping[str, str], **changes: str) -> str:
    """The query for the same list with some parts changed ("" takes a part away); "" for the plain queue."""
    parts = {**given, **{name.rstrip("_"): value for name, value in changes.items()}}
    kept = [(part, parts[part]) for part in (*PARTS, CURSOR) if parts.get(part)]
    return f"?{urlencode(kept)}" if kept else ""
