"""Dates as Open311 writes them (W3C, always with a zone), read as kindly as is safe. Pure."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from townline.channels.kinds.open311.faults import bad

LONGEST = 40
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s?([Zz]|[+-]\d{2}(:?\d{2})?)?", re.ASCII
)
_FORGOTTEN_PLUS = re.compile(r" (?=\d{2}:?\d{2}$)")


#: Gives the town's own zone; asked only for dates that have none.
Zone = Callable[[], ZoneInfo]


def read_moment(name: str, text: str, zone: Zone, *, is_end: bool = False) -> datetime:
    """The moment that the parameter ``name`` means, in UTC.

    Fractions of a second and offsets are understood. A time without zone is the town's own; a day alone is its
    first moment, or its last where it ends a window. Refuses what is no date.
    """
    # Clients forget to escape the plus of an offset, and a plus in an address means a blank.
    text = _FORGOTTEN_PLUS.sub("+", text.strip())
    try:
        found = _read(text, is_end=is_end)
        if found.tzinfo is None:
            found = found.replace(tzinfo=zone())
        return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        sentence = f"{name} is no date. Write it like 2026-11-21T09:30:00Z or 2026-11-21T09:30:00-05:00."
        raise bad(sentence) from error


def _read(text: str, *, is_end: bool) -> datetime:
    if _DAY.fullmatch(text):
        day = datetime.fromisoformat(text)
        return datetime.combine(day, time.max) if is_end else day
    if len(text) > LONGEST or not _MOMENT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text.upper().replace(" ", "T", 1).replace(" ", "").replace(",", "."))


def write_moment(moment: datetime) -> str:
    """``2026-11-21T09:30:00Z``."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


#: The same in SQL, for a column of type timestamptz.
SQL_MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
