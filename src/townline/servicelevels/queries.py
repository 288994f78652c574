"""Reads of the service levels area."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from townline.servicelevels import rules
from townline.servicelevels.errors import ClockRefused
from townline.servicelevels.models import Calendar, CalendarDay, Clock, Pause, Policy

_CACHED_CALENDARS = 64
_values: dict[str, rules.Calendar] = {}


@dataclass(frozen=True)
class Level:
    """What is promised: so much time of a calendar. Enough to count with, without any query."""

    policy_id: int | None
    calendar_id: int
    calendar: rules.Calendar
    duration: rules.Duration
    warn_percent: int = rules.WARN_PERCENT


@dataclass(frozen=True)
class Levels:
    """Every promise of a jurisdiction, past ones too, read once; for imports, which ask very often."""

    _by_code: dict[str, tuple[list[datetime], list[tuple[datetime | None, Level]]]] = field(repr=False)

    def at(self, code: str, moment: datetime) -> Level | None:
        """The level that holds for ``code`` at ``moment``; None where nothing is promised."""
        begins, levels = self._by_code.get(code, ([], []))
        place = bisect_right(begins, moment) - 1
        if place < 0:
            return None
        until, level = levels[place]
        return level if until is None or moment < until else None

    def earliest(self, code: str) -> Level | None:
        """The first level there ever was for ``code``: an import may hold older requests to it."""
        _, levels = self._by_code.get(code, ([], []))
        return levels[0][1] if levels else None


@dataclass(frozen=True)
class Explanation:
    """Why a clock is due when it is.

    ``is_recounted`` is true where no trace was stored and the count was done anew with the calendar of today.
    """

    clock_id: int
    promised: str
    calendar_name: str
    timezone: str
    state: str
    due_at: datetime
    sentence: str
    rows: Sequence[rules.Row]
    is_recounted: bool


def policy_for(*, jurisdiction_id: int, code: str, at: datetime) -> Policy | None:
    """The policy that holds for ``code`` at ``at``, with its calendar; None where nothing is promised."""
    return (
        Policy.objects.filter(jurisdiction_id=jurisdiction_id, code=code, valid_from__lte=at)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at))
        .select_related("calendar")
        .first()
    )


def level_for(*, jurisdiction_id: int, code: str, at: datetime) -> Level | None:
    """The level that holds for ``code`` at ``at``, ready to count with; one query, two at first sight."""
    policy = policy_for(jurisdiction_id=jurisdiction_id, code=code, at=at)
    return None if policy is None else level_of(policy)


def level_of(policy: Policy) -> Level:
    """The level of a policy read with its calendar."""
    duration = rules.Duration(policy.amount, rules.Unit(policy.unit))
    return Level(policy.pk, policy.calendar_id, value_of(policy.calendar), duration, policy.warn_percent)


def levels_of(*, jurisdiction_id: int) -> Levels:
    """Every level of a jurisdiction by code and date: one query, and one for each new calendar."""
    found: dict[str, tuple[list[datetime], list[tuple[datetime | None, Level]]]] = defaultdict(
        lambda: ([], [])
    )
    policies = Policy.objects.filter(jurisdiction_id=jurisdiction_id).select_related("calendar")
    for policy in policies.order_by("code", "valid_from"):
        begins, levels = found[policy.code]
        begins.append(policy.valid_from)
        levels.append((policy.valid_until, level_of(policy)))
    return Levels(dict(found))


def calendar_value(*, calendar_id: int) -> rules.Calendar:
    """The calendar to count with. Raises ``Calendar.DoesNotExist``."""
    return value_of(Calendar.objects.get(pk=calendar_id))


def value_of(calendar: Calendar) -> rules.Calendar:
    """The calendar to count with; read once for each stamp, which changes whenever the hours do."""
    return _values.get(calendar.stamp) or _read(calendar.pk)


def _read(calendar_id: int) -> rules.Calendar:
    """Read hours, days and stamp in one statement, so that they belong together whatever is being saved."""
    columns = ("stamp", "timezone", "weekly", "days__on", "days__name", "days__intervals")
    rows = list(Calendar.objects.filter(pk=calendar_id).values_list(*columns))
    stamp, zone, weekly = rows[0][:3]
    value = rules.Calendar.of(zone, weekly, [row[3:] for row in rows if row[3] is not None])
    if len(_values) >= _CACHED_CALENDARS:
        _values.clear()
    _values[stamp] = value
    return value


def pauses_of(*, clock_id: int) -> list[rules.Pause]:
    """The pauses of a clock in order, to count with."""
    rows = Pause.objects.filter(clock_id=clock_id).order_by("started_at")
    return [rules.Pause(*row) for row in rows.values_list("started_at", "ended_at", "reason")]


def explain(*, clock_id: int) -> Explanation:
    """Why a clock is due when it is, as a sentence and a table. Raises ClockRefused for an unknown clock."""
    clock = Clock.objects.select_related("calendar").filter(pk=clock_id).first()
    if clock is None:
        raise ClockRefused("clock_unknown", "There is no such clock.")
    duration = rules.Duration(clock.amount, rules.Unit(clock.unit))
    trace = rules.load(clock.trace)
    if not trace:
        trace = rules.due(
            value_of(clock.calendar), clock.started_at, duration, pauses_of(clock_id=clock_id)
        ).trace
    return Explanation(
        clock_id=clock.pk,
        promised=duration.words,
        calendar_name=clock.calendar.name,
        timezone=clock.calendar.timezone,
        state=clock.state,
        due_at=clock.due_at,
        sentence=rules.sentence(trace),
        rows=rules.rows(trace),
        is_recounted=not clock.trace,
    )


def holidays_of(*, calendar_id: int, year: int) -> list[tuple[date, str]]:
    """The named days of one year on which the office is closed, to show."""
    days = CalendarDay.objects.filter(calendar_id=calendar_id, on__year=year, intervals=[]).order_by("on")
    return list(days.values_list("on", "name"))
