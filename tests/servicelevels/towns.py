"""Calendars that the tests of this area share."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from townline.servicelevels.rules import WEEKDAYS, Calendar

NEW_YORK = ZoneInfo("America/New_York")
OFFICE_WEEK = {day: ["08:30-17:00"] for day in WEEKDAYS[:5]}
THANKSGIVING = [
    (date(2026, 11, 26), "Thanksgiving Day", ()),
    (date(2026, 11, 27), "Day after Thanksgiving", ()),
]
OFFICE = Calendar.of("America/New_York", OFFICE_WEEK, THANKSGIVING)
NO_HOLIDAYS = Calendar.of("America/New_York", OFFICE_WEEK)
ROUND_THE_CLOCK = {day: ["00:00-24:00"] for day in WEEKDAYS}


def at(words: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """A moment from its wall time, "2026-11-20 15:30", in UTC."""
    return datetime.fromisoformat(words).replace(tzinfo=zone).astimezone(UTC)


def shown(moment: datetime, zone: ZoneInfo = NEW_YORK) -> str:
    """A moment as its wall time."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
