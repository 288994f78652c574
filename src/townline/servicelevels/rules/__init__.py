"""When something is due, and why: pure rules of open time, without database, clock or settings."""

from townline.servicelevels.rules.calendar import WEEKDAYS, Calendar, Shift, SpecialDay
from townline.servicelevels.rules.due import WARN_PERCENT, Due, Pause, due, elapsed, opens_next
from townline.servicelevels.rules.duration import Duration, Unit
from townline.servicelevels.rules.trace import Row, Step, Trace, dump, load, rows, sentence

__all__ = [
    "WARN_PERCENT",
    "WEEKDAYS",
    "Calendar",
    "Due",
    "Duration",
    "Pause",
    "Row",
    "Shift",
    "SpecialDay",
    "Step",
    "Trace",
    "Unit",
    "due",
    "dump",
    "elapsed",
    "load",
    "opens_next",
    "rows",
    "sentence",
]
