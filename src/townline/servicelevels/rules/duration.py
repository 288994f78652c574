"""How long something may take: an amount and what is counted."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from townline.servicelevels.errors import DurationRefused


class Unit(StrEnum):
    """What is counted."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"


_WORDS: Final = {
    Unit.WORKING_HOURS: "working hour",
    Unit.WORKING_DAYS: "working day",
    Unit.CALENDAR_DAYS: "day",
    Unit.HOURS: "hour",
}
# Ten years of each; what is longer is a slip of the finger, not a promise.
MOST: Final = {
    Unit.WORKING_HOURS: 87_600,
    Unit.WORKING_DAYS: 3_650,
    Unit.CALENDAR_DAYS: 3_650,
    Unit.HOURS: 87_600,
}
_READ: Final = re.compile(
    r"([0-9]{1,6})\s*(?:(working|business|calendar|clock)\s+)?(hour|day)s?", re.IGNORECASE
)
_UNITS: Final = {
    ("working", "hour"): Unit.WORKING_HOURS,
    ("business", "hour"): Unit.WORKING_HOURS,
    ("working", "day"): Unit.WORKING_DAYS,
    ("business", "day"): Unit.WORKING_DAYS,
    ("calendar", "day"): Unit.CALENDAR_DAYS,
    ("", "day"): Unit.CALENDAR_DAYS,
    ("clock", "hour"): Unit.HOURS,
    ("", "hour"): Unit.HOURS,
}


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of one unit, at least 1 and at most ten years of it."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse an amount that nobody can mean."""
        most = MOST[self.unit]
        if not 1 <= self.amount <= most:
            sentence = (
                f"A service level takes from 1 to {most:,} {_WORDS[self.unit]}s, and not {self.amount:,}."
            )
            raise DurationRefused("duration_out_of_range", sentence, "duration")

    @classmethod
    def parse(cls, words: str) -> "Duration":
        """Read "8 working hours", "1 working day", "10 days" or "72 hours"; "business" means "working".

        Raises DurationRefused when the words say something else.
        """
        found = _READ.fullmatch(words.strip())
        unit = _UNITS.get(((found[2] or "").lower(), found[3].lower())) if found else None
        if not found or not unit:
            sentence = (
                f'"{words[:60]}" is not a length of time. '
                'Write it like "8 working hours", "3 working days" or "10 days".'
            )
            raise DurationRefused("duration_unreadable", sentence, "duration")
        return cls(int(found[1]), unit)

    @property
    def words(self) -> str:
        """As people say it, and as :meth:`parse` reads it: "1 working day", "10 days"."""
        return f"{self.amount} {_WORDS[self.unit]}{'' if self.amount == 1 else 's'}"

    def __str__(self) -> str:
        """The words."""
        return self.words
