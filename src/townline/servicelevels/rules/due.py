"""The due date clock (field formula F12): due = start + duration in open time + pauses.

Working hours count open time on the wall clock. Working days start at the next opening when the office is
closed, and end at the same time of day. Calendar days end at the same time of day and ask nobody whether the
office is open; hours are real time, round the clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from townline.servicelevels.errors import ClockRefused
from townline.servicelevels.rules import counting
from townline.servicelevels.rules.calendar import Calendar
from townline.servicelevels.rules.counting import SILENT, Recorder, Stop
from townline.servicelevels.rules.duration import Duration, Unit
from townline.servicelevels.rules.trace import EARLIEST, Step, Trace, step_at
from townline.servicelevels.rules.wall import DAY, moment_at, wall_second

WARN_PERCENT: Final = 80
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200
_LONGEST_DAYS: Final = 18_300  # fifty years


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count, and why. ``ends`` is None while it lasts."""

    begins: datetime
    ends: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due (UTC), when to warn of it (UTC), and why.

    While a pause lasts, ``waiting`` is true and ``at`` is the earliest possible, as if it had ended at once.
    """

    at: datetime
    warn_at: datetime
    waiting: bool
    trace: Trace


def due(
    calendar: Calendar,
    start: datetime,
    duration: Duration,
    pauses: Sequence[Pause] = (),
    *,
    warn_percent: int = WARN_PERCENT,
    explain: bool = True,
) -> Due:
    """When ``duration`` from ``start`` (aware) is over, with its trace (empty unless ``explain``).

    ``warn_percent`` of the time to be counted has passed at ``warn_at``. Fractions of a second of ``start``
    are dropped. Raises NeverDue when the calendar does not open enough, ClockRefused for an impossible start
    or pauses.
    """
    count = _Count(calendar, duration.unit, start, pauses)
    recorder = Recorder() if explain else SILENT
    end, seconds = count.to_end(duration, recorder)
    warned = count.through(max(1, seconds * warn_percent // 100), SILENT)
    lasting = next((pause for pause in pauses if pause.ends is None), None)
    at = count.moment(end)
    waiting = lasting is not None and lasting.begins < at
    trace = count.trace(end, duration, recorder, lasting if waiting else None) if explain else ()
    return Due(at, min(count.moment(warned), at), waiting, trace)


def elapsed(
    calendar: Calendar,
    start: datetime,
    end: datetime,
    pauses: Sequence[Pause] = (),
    *,
    unit: Unit = Unit.WORKING_HOURS,
) -> timedelta:
    """How much time of ``unit`` has passed between two moments without pauses: the inverse of :func:`due`.

    Working hours and working days both answer in open time. Nothing has passed when ``end`` is not after
    ``start``. A pause that lasts counts as lasting to ``end``. Raises ClockRefused over fifty years.
    """
    count = _Count(
        calendar, unit, start, [Pause(p.begins, p.ends or max(end, p.begins), p.reason) for p in pauses]
    )
    last = count.position(end)
    if last - count.begin > _LONGEST_DAYS * DAY:
        raise ClockRefused(
            "span_too_long", "More than fifty years lie between these dates. Check both.", "end"
        )
    return timedelta(seconds=count.passed(last) if last > count.begin else 0)


def opens_next(calendar: Calendar, moment: datetime) -> datetime:
    """``moment`` itself while the office is open, else its next opening (UTC)."""
    wall = wall_second(calendar.tz, moment)
    opening = counting.next_opening(calendar, wall)
    return moment.astimezone(UTC) if opening == wall else moment_at(calendar.tz, opening)


class _Count:
    """One count on the ruler of its unit: wall seconds, or seconds of real time for hours."""

    def __init__(self, calendar: Calendar, unit: Unit, start: datetime, pauses: Sequence[Pause]) -> None:
        self.calendar = calendar
        self.unit = unit
        self.received = self.position(start)
        self.begin = self.received
        if unit is Unit.WORKING_DAYS:
            self.begin = counting.next_opening(calendar, self.received)
        self.stops = _stops(self, pauses) if pauses else ()

    def position(self, moment: datetime) -> int:
        """Where ``moment`` lies on the ruler."""
        if moment.tzinfo is None:
            message = "A moment needs its time zone."
            raise ValueError(message)
        if not _FIRST_YEAR <= moment.year < _LAST_YEAR:
            sentence = (
                f"The year {moment.year} cannot be right. Give a date from {_FIRST_YEAR} to {_LAST_YEAR - 1}."
            )
            raise ClockRefused("moment_out_of_range", sentence, "started_at")
        return (
            int(moment.timestamp() // 1) if self.unit is Unit.HOURS else wall_second(self.calendar.tz, moment)
        )

    def moment(self, position: int) -> datetime:
        """The moment (UTC) at a position of the ruler."""
        if self.unit is Unit.HOURS:
            return datetime.fromtimestamp(position, UTC)
        return moment_at(self.calendar.tz, position)

    def through(self, seconds: int, recorder: Recorder) -> int:
        """The position after so many seconds that count."""
        if self.unit in {Unit.WORKING_HOURS, Unit.WORKING_DAYS}:
            return counting.through_open(self.calendar, self.begin, seconds, self.stops, recorder)
        return counting.through_all(self.begin, seconds, self.stops)

    def passed(self, end: int) -> int:
        """The seconds that count up to a position."""
        if self.unit in {Unit.WORKING_HOURS, Unit.WORKING_DAYS}:
            return counting.open_between(self.calendar, self.begin, end, self.stops)
        lost = sum(max(0, min(stop.ends, end) - stop.begins) for stop in self.stops)
        return end - self.begin - lost

    def to_end(self, duration: Duration, recorder: Recorder) -> tuple[int, int]:
        """The position where ``duration`` is over, and the seconds that count until then."""
        if self.unit is Unit.WORKING_DAYS:
            end, seconds = counting.through_days(self.calendar, self.begin, duration.amount, recorder)
            if self.stops and self.stops[0].begins < end:
                end = max(end, self.through(seconds, SILENT))
            return end, seconds
        seconds = duration.amount * (DAY if self.unit is Unit.CALENDAR_DAYS else 3600)
        return self.through(seconds, recorder), seconds

    def trace(self, end: int, duration: Duration, recorder: Recorder, lasting: Pause | None) -> Trace:
        """The steps from receipt to the due date."""
        steps = [step_at("received", self._shown(self.received))]
        if self.begin > self.received:
            steps.append(step_at("starts", self.begin))
        if self.unit in {Unit.CALENDAR_DAYS, Unit.HOURS}:
            steps.append(self._round_the_clock(end, duration))
        steps += recorder.steps()
        if self.unit is not Unit.WORKING_HOURS:
            steps += self._paused(end)
        if lasting:
            steps.append(step_at("waiting", wall_second(self.calendar.tz, lasting.begins), lasting.reason))
        steps.append(step_at("due", self._shown(end), EARLIEST if lasting else ""))
        return tuple(steps)

    def _shown(self, position: int) -> int:
        return wall_second(self.calendar.tz, self.moment(position)) if self.unit is Unit.HOURS else position

    def _round_the_clock(self, end: int, duration: Duration) -> Step:
        begins, ends = step_at("clock", self._shown(self.begin)), step_at("clock", self._shown(end))
        seconds = duration.amount * (DAY if self.unit is Unit.CALENDAR_DAYS else 3600)
        days = self.unit is Unit.CALENDAR_DAYS
        note = f"{duration.words}, {'weekends and holidays included' if days else 'round the clock'}"
        return Step("clock", begins.first, ends.last, begins.begins, ends.ends, seconds, 0, note)

    def _paused(self, end: int) -> list[Step]:
        recorder = Recorder()
        for stop in self.stops:
            if stop.begins < end:
                whole = Stop(self._shown(stop.begins), self._shown(stop.ends), stop.why)
                lost = stop.ends - stop.begins
                if self.unit is Unit.WORKING_DAYS:
                    lost = counting.open_between(self.calendar, stop.begins, stop.ends, ())
                recorder.paused(whole, lost)
        return recorder.steps()


def _stops(count: _Count, pauses: Sequence[Pause]) -> tuple[Stop, ...]:
    """The ended pauses on the ruler, in order, from where the count begins; overlaps counted once."""
    ordered = sorted(pauses, key=lambda pause: pause.begins)
    if any(one.ends is None for one, _ in pairwise(ordered)):
        raise ClockRefused(
            "pause_open", "A pause began while an earlier one lasted. End the earlier one.", "pauses"
        )
    stops: list[Stop] = []
    reached = count.begin
    for pause in ordered:
        if pause.ends is None:
            continue
        begins, ends = max(reached, count.position(pause.begins)), count.position(pause.ends)
        if ends > begins:
            stops.append(Stop(begins, ends, pause.reason))
            reached = ends
    return tuple(stops)
