"""Open time: which hours of which days the town works, in its own zone."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from townline.servicelevels.errors import CalendarRefused
from townline.servicelevels.rules.wall import DAY

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SATURDAY: Final = 5
_SHIFT: Final = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*-\s*([01]?\d|2[0-4]):([0-5]\d)", re.ASCII)
_MOST_SHIFTS: Final = 12


class Shift(NamedTuple):
    """One stretch of open time on one day, in seconds from midnight on the wall clock."""

    opens: int
    closes: int

    @classmethod
    def parse(cls, words: str) -> "Shift":
        """Read "08:30-17:00"; a day ends at 24:00, so a night shift is written as two."""
        found = _SHIFT.fullmatch(words.strip())
        if not found:
            sentence = f'"{words[:40]}" is not opening hours. Write them like "08:30-17:00".'
            raise CalendarRefused("hours_unreadable", sentence, "weekly")
        hours = [int(part) for part in found.groups()]
        shift = cls(hours[0] * 3600 + hours[1] * 60, hours[2] * 3600 + hours[3] * 60)
        if shift.closes > DAY:
            raise CalendarRefused(
                "hours_unreadable", f'"{words}" goes past midnight. A day ends at 24:00.', "weekly"
            )
        return shift

    @property
    def words(self) -> str:
        """As :meth:`parse` reads it."""
        return f"{clock_words(self.opens)}-{clock_words(self.closes)}"


class SpecialDay(NamedTuple):
    """A date with hours of its own: no shifts is a holiday, and its name is why."""

    on: date
    name: str
    shifts: tuple[Shift, ...] = ()


def clock_words(second: int) -> str:
    """Seconds from midnight as "08:30"."""
    return f"{second // 3600:02}:{second // 60 % 60:02}"


@dataclass(frozen=True)
class Calendar:
    """The weekly opening hours of an office in its zone, with the dates that differ.

    Raises CalendarRefused for an unknown zone, shifts that overlap or close before they open, a date named
    twice, and a calendar that never opens.
    """

    zone: str
    weekly: tuple[tuple[Shift, ...], ...]
    days: tuple[SpecialDay, ...] = ()
    tz: ZoneInfo = field(init=False, repr=False, compare=False)
    _special: dict[int, SpecialDay] = field(init=False, repr=False, compare=False)
    _open: dict[tuple[Shift, ...], int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check it whole, once, so that counting need not."""
        object.__setattr__(self, "tz", _zone(self.zone))
        if len(self.weekly) != len(WEEKDAYS):
            raise CalendarRefused(
                "weekly_incomplete", "A week has seven days, from Monday to Sunday.", "weekly"
            )
        for name, shifts in zip(_NAMES, self.weekly, strict=True):
            _check(name, shifts)
        for day in self.days:
            _check(f"{day.on:%a} {day.on.day} {day.on:%b %Y}", day.shifts)
        special = {day.on.toordinal(): day for day in self.days}
        if len(special) != len(self.days):
            raise CalendarRefused(
                "day_twice", "A date stands twice in the calendar. Keep one of them.", "days"
            )
        if not any(self.weekly) and not any(day.shifts for day in self.days):
            raise CalendarRefused(
                "never_opens", "This calendar never opens. Give at least one day its hours.", "weekly"
            )
        object.__setattr__(self, "_special", special)
        totals = {shifts: sum(shift.closes - shift.opens for shift in shifts) for shifts in self.weekly}
        totals |= {day.shifts: sum(shift.closes - shift.opens for shift in day.shifts) for day in self.days}
        object.__setattr__(self, "_open", totals)

    @classmethod
    def of(
        cls,
        zone: str,
        weekly: Mapping[str, Sequence[str]],
        days: Iterable[tuple[date, str, Sequence[str]]] = (),
    ) -> "Calendar":
        """From words: ``{"mon": ["08:30-12:00", "13:00-17:00"]}``, special days as (date, name, hours)."""
        for unknown in sorted(set(weekly) - set(WEEKDAYS)):
            sentence = (
                f'"{unknown[:20]}" is not a day of the week. Write mon, tue, wed, thu, fri, sat or sun.'
            )
            raise CalendarRefused("weekday_unknown", sentence, "weekly")
        return cls(
            zone,
            tuple(read_shifts(weekly.get(day, ())) for day in WEEKDAYS),
            tuple(SpecialDay(on, name, read_shifts(hours)) for on, name, hours in days),
        )

    @property
    def weekly_words(self) -> dict[str, list[str]]:
        """The week as :meth:`of` reads it; closed days are left out."""
        return {
            day: [shift.words for shift in shifts]
            for day, shifts in zip(WEEKDAYS, self.weekly, strict=True)
            if shifts
        }

    def shifts_on(self, ordinal: int) -> tuple[Shift, ...]:
        """The open stretches of the day with this proleptic ordinal, earliest first."""
        special = self._special.get(ordinal)
        return self.weekly[(ordinal - 1) % 7] if special is None else special.shifts

    def open_on(self, ordinal: int) -> int:
        """Open seconds of that day."""
        return self._open[self.shifts_on(ordinal)]

    def why_closed(self, ordinal: int) -> str:
        """Why there is no open time on that day: the holiday's name, "weekend" or "closed"."""
        special = self._special.get(ordinal)
        if special is not None:
            return special.name or "closed"
        return "weekend" if (ordinal - 1) % 7 >= _SATURDAY else "closed"


def read_shifts(words: Sequence[str]) -> tuple[Shift, ...]:
    """Several shifts of one day from words, earliest first."""
    return tuple(sorted(Shift.parse(hours) for hours in words))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        sentence = f'There is no time zone "{name[:60]}". Use a name like "America/New_York".'
        raise CalendarRefused("zone_unknown", sentence, "timezone") from None


def _check(day: str, shifts: tuple[Shift, ...]) -> None:
    if len(shifts) > _MOST_SHIFTS:
        sentence = f"{day} has {len(shifts)} shifts; {_MOST_SHIFTS} are enough."
        raise CalendarRefused("too_many_shifts", sentence, "weekly")
    for shift in shifts:
        if not 0 <= shift.opens < shift.closes <= DAY:
            sentence = (
                f"{day} closes at {clock_words(shift.closes)}, before it opens at "
                f"{clock_words(shift.opens)}. "
                "Write a shift through midnight as two, one to 24:00 and one from 00:00."
            )
            raise CalendarRefused("closes_before_open", sentence, "weekly")
    for one, other in pairwise(shifts):
        if other.opens < one.closes:
            sentence = f"On {day} the shifts {one.words} and {other.words} overlap. Join them or part them."
            raise CalendarRefused("shifts_overlap", sentence, "weekly")
