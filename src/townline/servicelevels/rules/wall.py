"""Between moments and the clock on the wall, so that business time is counted as the office sees it.

A wall second is a whole number of seconds on the town's wall clock, counted from the day before year 1. It
never runs backwards: the hour that is skipped in spring passes at once, and the hour that comes twice in
autumn counts the first time only.
"""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = 86_400
_SECOND: Final = timedelta(seconds=1)


def wall_second(zone: ZoneInfo, moment: datetime) -> int:
    """The wall second at ``moment`` (aware; fractions of a second are dropped)."""
    local = moment.astimezone(zone)
    if local.fold:
        first = local.replace(fold=0)
        changed = _change(zone, moment, _offset(first) - _offset(local))
        local = changed.replace(tzinfo=None) + _offset(first)
    return local.toordinal() * DAY + local.hour * 3600 + local.minute * 60 + local.second


def moment_at(zone: ZoneInfo, wall: int) -> datetime:
    """The first moment (UTC) at which the wall clock shows ``wall`` or, skipping that, has just passed it."""
    day, second = divmod(wall, DAY)
    local = (datetime.fromordinal(day) + timedelta(seconds=second)).replace(tzinfo=zone)
    moment = local.astimezone(UTC)
    skipped = _offset(local.replace(fold=1)) - _offset(local)
    return _change(zone, moment, skipped) if skipped > timedelta(0) else moment


def _change(zone: ZoneInfo, after: datetime, span: timedelta) -> datetime:
    """The moment (UTC) of the one change of offset in the ``span`` up to and including ``after``."""
    late = after.astimezone(UTC).replace(microsecond=0)
    early = late - span
    offset = _offset(late.astimezone(zone))
    while late - early > _SECOND:
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0)
        if _offset(middle.astimezone(zone)) == offset:
            late = middle
        else:
            early = middle
    return late


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta(0)
