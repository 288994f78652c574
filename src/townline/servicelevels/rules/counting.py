"""Counting through open time, a day at a time, and telling a recorder what was met."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from townline.servicelevels.errors import NeverDue
from townline.servicelevels.rules.calendar import Calendar, Shift
from townline.servicelevels.rules.trace import AFTER_CLOSING, CLOSING, Kind, Step, condense
from townline.servicelevels.rules.wall import DAY

# Ten years and a little: no search for open time goes further.
LIMIT_DAYS: Final = 3_660


class Stop(NamedTuple):
    """A pause on the ruler that is counted on: wall seconds, or seconds of real time."""

    begins: int
    ends: int
    why: str


class Recorder:
    """Keeps the steps of a count, whole days of one kind taken together."""

    def __init__(self) -> None:
        """Nothing met yet."""
        self._steps: list[Step] = []
        self._run: tuple[Kind, str] | None = None
        self._first = self._last = self._opens = self._closes = self._seconds = self._days = 0
        self._paused: dict[Stop, int] = {}

    def whole(
        self, kind: Kind, ordinal: int, shifts: Sequence[Shift], seconds: int = 0, note: str = ""
    ) -> None:
        """A day met from end to end: counted, taken as a working day, or closed."""
        if self._run != (kind, note) or self._last != ordinal - 1:
            self._flush()
            self._run, self._first = (kind, note), ordinal
            self._opens = shifts[0].opens if shifts else 0
            self._seconds = self._days = 0
        self._last = ordinal
        self._closes = shifts[-1].closes if shifts else DAY
        self._seconds += seconds
        self._days += 1

    def part(self, begins: int, ends: int, closes: int) -> None:
        """A part of a day that counted, from and to a wall second, in a shift that ends at ``closes``."""
        self._flush()
        day, second = divmod(begins, DAY)
        on = date.fromordinal(day)
        note = CLOSING if ends == closes else ""
        self._steps.append(Step("counted", on, on, second, ends - day * DAY, ends - begins, 0, note))

    def paused(self, stop: Stop, seconds: int) -> None:
        """Open time that did not count because of ``stop``; several parts of one pause become one step."""
        self._flush()
        known = self._paused.setdefault(stop, len(self._steps))
        if known == len(self._steps):
            first, last = date.fromordinal(stop.begins // DAY), date.fromordinal(stop.ends // DAY)
            self._steps.append(
                Step("paused", first, last, stop.begins % DAY, stop.ends % DAY, seconds, 0, stop.why)
            )
        else:
            step = self._steps[known]
            self._steps[known] = Step(
                "paused", step.first, step.last, step.begins, step.ends, step.seconds + seconds, 0, step.note
            )

    def steps(self) -> list[Step]:
        """All that was met, in order, long runs of weeks taken together."""
        self._flush()
        return condense(self._steps)

    def _flush(self) -> None:
        if self._run is None:
            return
        (kind, note), self._run = self._run, None
        first, last = date.fromordinal(self._first), date.fromordinal(self._last)
        self._steps.append(
            Step(kind, first, last, self._opens, self._closes, self._seconds, self._days, note)
        )


class Silent(Recorder):
    """Keeps nothing; for counts whose reasons nobody asks for."""

    def __init__(self) -> None:
        """Nothing to keep."""

    def whole(
        self, kind: Kind, ordinal: int, shifts: Sequence[Shift], seconds: int = 0, note: str = ""
    ) -> None:
        """Not kept."""

    def part(self, begins: int, ends: int, closes: int) -> None:
        """Not kept."""

    def paused(self, stop: Stop, seconds: int) -> None:
        """Not kept."""


SILENT: Final = Silent()


def next_opening(calendar: Calendar, wall: int) -> int:
    """``wall`` itself when it lies in open time, else when open time next begins."""
    day = wall // DAY
    for ordinal in range(day, day + LIMIT_DAYS):
        for shift in calendar.shifts_on(ordinal):
            if wall < ordinal * DAY + shift.closes:
                return max(wall, ordinal * DAY + shift.opens)
    raise _never(calendar)


def through_open(
    calendar: Calendar, begin: int, seconds: int, stops: Sequence[Stop], recorder: Recorder
) -> int:
    """The wall second at which ``seconds`` (> 0) of open time have passed, ``stops`` not counted."""
    left = seconds
    day = begin // DAY
    for ordinal in range(day, day + LIMIT_DAYS):
        shifts = calendar.shifts_on(ordinal)
        midnight = ordinal * DAY
        if not shifts or begin >= midnight + shifts[-1].closes:
            _record_closed(calendar, ordinal, shifts, stops, recorder)
            continue
        if begin <= midnight + shifts[0].opens and not (stops and _touched(midnight, stops)):
            total = calendar.open_on(ordinal)
            if total < left:
                left -= total
                recorder.whole("counted", ordinal, shifts, total)
                continue
        left, reached = _through_day(midnight, shifts, (begin, left), stops, recorder)
        if not left:
            return reached
    raise _never(calendar)


def through_days(calendar: Calendar, begin: int, amount: int, recorder: Recorder) -> tuple[int, int]:
    """The wall second ``amount`` working days after ``begin`` (open time), and the open seconds until then.

    It is the same time of day, brought inside the hours of that day where they differ: not before it opens,
    and never in or after a closing.
    """
    day, at = divmod(begin, DAY)
    seconds = open_in(calendar.shifts_on(day), at, DAY)
    left = amount
    for ordinal in range(day + 1, day + LIMIT_DAYS):
        shifts = calendar.shifts_on(ordinal)
        if not shifts:
            recorder.whole("closed", ordinal, (), note=calendar.why_closed(ordinal))
            continue
        left -= 1
        recorder.whole("days", ordinal, shifts)
        if not left:
            inside = _inside(shifts, at)
            return ordinal * DAY + inside, seconds + open_in(shifts, 0, inside)
        seconds += calendar.open_on(ordinal)
    raise _never(calendar)


def through_all(begin: int, seconds: int, stops: Sequence[Stop]) -> int:
    """The second at which ``seconds`` have passed since ``begin`` round the clock, ``stops`` not counted."""
    reached = begin + seconds
    for stop in stops:
        if stop.begins >= reached:
            break
        reached += stop.ends - stop.begins
    return reached


def open_between(calendar: Calendar, begin: int, end: int, stops: Sequence[Stop]) -> int:
    """Open seconds from ``begin`` to ``end``, ``stops`` not counted."""
    total = 0
    for ordinal in range(begin // DAY, end // DAY + 1):
        shifts = calendar.shifts_on(ordinal)
        midnight = ordinal * DAY
        total += open_in(shifts, begin - midnight, end - midnight)
        if shifts and _touched(midnight, stops):
            total -= sum(
                open_in(shifts, stop.begins - midnight, min(stop.ends, end) - midnight) for stop in stops
            )
    return total


def open_in(shifts: Sequence[Shift], low: int = 0, high: int = DAY) -> int:
    """Open seconds of one day between two seconds of that day."""
    total = 0
    for opens, closes in shifts:
        total += max(0, min(closes, high) - max(opens, low))
    return total


def _through_day(
    midnight: int, shifts: Sequence[Shift], count: tuple[int, int], stops: Sequence[Stop], recorder: Recorder
) -> tuple[int, int]:
    """Count through one day, part by part: what is left after it, and the second reached."""
    begin, left = count
    reached = begin
    for shift in shifts:
        closes = midnight + shift.closes
        for low, high, stop in _pieces(max(begin, midnight + shift.opens), closes, stops):
            if stop is not None:
                recorder.paused(stop, high - low)
                continue
            reached = min(high, low + left)
            left -= reached - low
            recorder.part(low, reached, closes)
            if not left:
                return 0, reached
    return left, reached


def _pieces(low: int, high: int, stops: Sequence[Stop]) -> Iterator[tuple[int, int, Stop | None]]:
    """The parts of [low, high) in order, each with the stop that covers it or None."""
    for stop in stops:
        if stop.ends <= low:
            continue
        if stop.begins >= high:
            break
        if stop.begins > low:
            yield low, stop.begins, None
        yield max(low, stop.begins), min(high, stop.ends), stop
        low = min(high, stop.ends)
    if low < high:
        yield low, high, None


def _record_closed(
    calendar: Calendar, ordinal: int, shifts: Sequence[Shift], stops: Sequence[Stop], recorder: Recorder
) -> None:
    midnight = ordinal * DAY
    if stops and any(stop.begins <= midnight and stop.ends >= midnight + DAY for stop in stops):
        return
    recorder.whole("closed", ordinal, (), note=AFTER_CLOSING if shifts else calendar.why_closed(ordinal))


def _inside(shifts: Sequence[Shift], at: int) -> int:
    inside = shifts[0].opens
    for shift in shifts:
        if shift.opens <= at:
            inside = min(at, shift.closes)
    return inside


def _touched(midnight: int, stops: Sequence[Stop]) -> bool:
    return any(stop.begins < midnight + DAY and stop.ends > midnight for stop in stops)


def _never(calendar: Calendar) -> NeverDue:
    days = f"{LIMIT_DAYS // 366} years"
    sentence = f"The calendar ({calendar.zone}) does not open enough within {days} for this. Check its hours."
    return NeverDue("never_due", sentence, "calendar")
