"""Saving the opening hours of an office."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction

from townline.audit.actions import record
from townline.identity.access import require
from townline.identity.rules import Actor
from townline.kit.text import JsonValue, clean_line
from townline.servicelevels import rules
from townline.servicelevels.errors import CalendarRefused
from townline.servicelevels.models import Calendar, CalendarDay

MOST_DAYS = 5_000
_NAME_LENGTH = 120


@transaction.atomic
def save_calendar(
    *,
    actor: Actor,
    jurisdiction_id: int,
    code: str,
    name: str,
    timezone: str,
    weekly: Mapping[str, Sequence[str]],
    days: Iterable[tuple[date, str, Sequence[str]]] = (),
) -> Calendar:
    """Save the hours of an office whole: ``weekly`` as ``{"mon": ["08:30-17:00"]}`` and its special days.

    A day is (date, name, hours); without hours it is closed. Clocks that run keep the due time they gave.
    Raises NotAllowed, and CalendarRefused when the hours cannot be counted with.
    """
    require(actor, "write_rules", jurisdiction_id=jurisdiction_id)
    rows = [(on, clean_line(why, _NAME_LENGTH), tuple(hours)) for on, why, hours in days]
    if len(rows) > MOST_DAYS:
        sentence = f"{len(rows):,} special days are too many; a calendar takes up to {MOST_DAYS:,}."
        raise CalendarRefused("too_many_days", sentence, "days")
    value = rules.Calendar.of(timezone, weekly, rows)
    stamp = _stamp(value)
    calendar, made = Calendar.objects.select_for_update().get_or_create(
        jurisdiction_id=jurisdiction_id,
        code=code,
        defaults={"name": clean_line(name, _NAME_LENGTH), "timezone": timezone, "weekly": {}, "stamp": ""},
    )
    if calendar.stamp == stamp and calendar.name == clean_line(name, _NAME_LENGTH):
        return calendar
    calendar.name, calendar.timezone = clean_line(name, _NAME_LENGTH), timezone
    calendar.weekly, calendar.stamp = value.weekly_words, stamp
    calendar.save()
    _replace_days(calendar, value)
    facts: dict[str, JsonValue] = {"created": made, "timezone": timezone, "days": len(value.days)}
    record(actor=actor, verb="save_calendar", subject_kind="calendar", subject_id=calendar.pk, facts=facts)
    return calendar


def _replace_days(calendar: Calendar, value: rules.Calendar) -> None:
    CalendarDay.objects.filter(calendar_id=calendar.pk).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            calendar_id=calendar.pk, on=day.on, name=day.name, intervals=[shift.words for shift in day.shifts]
        )
        for day in value.days
    )


def _stamp(value: rules.Calendar) -> str:
    days = sorted((day.on.isoformat(), day.name, [shift.words for shift in day.shifts]) for day in value.days)
    text = json.dumps([value.zone, value.weekly_words, days])
    return hashlib.sha256(text.encode()).hexdigest()
