"""How dates and numbers are written: in the town's own time, in the words of the design, quickly.

Django's date filter costs about 60 microseconds a call and a queue page shows hundreds of dates, so these are
plain Python. The zone is the current one (``django.utils.timezone.activate``): a door activates its town's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from django.utils import timezone

from townline.kit import clock

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MONTH = 30 * DAY
YEAR = 365 * DAY

NOTHING = "\N{EN DASH}"


def local(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """``moment`` in ``zone``, else in the current one; refuses a moment that does not say its own."""
    if moment.tzinfo is None:
        message = f"A moment without a time zone cannot be shown: {moment!r}"
        raise ValueError(message)
    return moment.astimezone(zone or timezone.get_current_timezone())


def _date(shown: date, this_year: int) -> str:
    text = f"{DAYS[shown.weekday()]} {shown.day} {MONTHS[shown.month - 1]}"
    return text if shown.year == this_year else f"{text} {shown.year}"


def _this_year() -> int:
    now = clock.now()
    # Asked for every date of a page; only around New Year can the town's year be another than UTC's.
    if (now.month, now.day) in {(12, 31), (1, 1)}:
        now = now.astimezone(timezone.get_current_timezone())
    return now.year


def when(moment: datetime | None) -> str:
    """``Tue 24 Nov, 15:00`` in the current zone, with the year when it is not this one; nothing for None."""
    if moment is None:
        return ""
    here = local(moment)
    return f"{_date(here, _this_year())}, {here.hour:02}:{here.minute:02}"


def brief(moment: datetime | None) -> str:
    """Like :func:`when`, and ``16 Dec 2024`` in another year, whose weekday and hour nobody needs in a list."""
    if moment is None:
        return ""
    here = local(moment)
    return when(moment) if here.year == _this_year() else f"{here.day} {MONTHS[here.month - 1]} {here.year}"


def day(moment: datetime | date | None) -> str:
    """``Tue 24 Nov``, with the year when it is not this one; a plain date is taken as it is."""
    if moment is None:
        return ""
    return _date(local(moment) if isinstance(moment, datetime) else moment, _this_year())


def clock_time(moment: datetime | None) -> str:
    """``15:00`` in the current zone; for lists whose rows share a date."""
    if moment is None:
        return ""
    here = local(moment)
    return f"{here.hour:02}:{here.minute:02}"


def iso(moment: datetime | date | None) -> str:
    """Write what the ``datetime`` attribute of a ``<time>`` wants, in UTC for moments."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return local(moment, UTC).isoformat(timespec="seconds")[:19] + "Z"
    return moment.isoformat()


def ago(moment: datetime | None) -> str:
    """``3 h ago`` or ``in 2 days``, rounded down; only ever shown beside the moment itself."""
    if moment is None:
        return ""
    seconds = int((local(moment, UTC) - clock.now()).total_seconds())
    if abs(seconds) < MINUTE:
        return "now"
    span = _span(abs(seconds))
    return f"in {span}" if seconds > 0 else f"{span} ago"


def age(moment: datetime | None) -> str:
    """``3 h``: how long ago, for a column whose head says that it is an age."""
    return "" if moment is None else _span(abs(int((local(moment, UTC) - clock.now()).total_seconds())))


def _span(seconds: int) -> str:
    if seconds < HOUR:
        return f"{max(seconds // MINUTE, 1)} min"
    if seconds < DAY:
        return f"{seconds // HOUR} h"
    for size, word in ((YEAR, "year"), (2 * MONTH, "month"), (DAY, "day")):
        if seconds >= size:
            return plural(seconds // (MONTH if word == "month" else size), word)
    return ""


def number(value: float | Decimal | None, digits: int = 0) -> str:
    """``1,234`` or, with two digits, ``1,234.50``; a dash where there is no figure."""
    return NOTHING if value is None else f"{value:,.{digits}f}"


def plural(count: int, one: str, many: str = "") -> str:
    """``1 case``, ``2 cases``, ``1,200 cases``; ``many`` where the plural is not made with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
