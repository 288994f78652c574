"""Laws of counting that hold for every calendar, on every night on which clocks change."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.servicelevels.towns import ROUND_THE_CLOCK
from townline.servicelevels.rules import WEEKDAYS, Calendar, Duration, Pause, Unit, due, elapsed

MINUTE = timedelta(minutes=1)
ZONES = ("America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu")
# The days around which something happens: changes of the clocks, a leap day, the turn of a year.
NIGHTS = (
    datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC),  # New York
    datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC),  # London
    datetime(2026, 4, 4, tzinfo=UTC), datetime(2026, 10, 3, tzinfo=UTC),  # Lord Howe: half an hour
    datetime(1985, 12, 31, tzinfo=UTC),  # Kathmandu: a quarter of an hour, for good
    datetime(2028, 2, 28, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC),
)  # fmt: skip


def words(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def shifts(draw: st.DrawFn, most: int = 2) -> list[str]:
    marks = draw(st.lists(st.integers(0, 96), max_size=2 * most, unique=True))
    marks = sorted(marks)[: len(marks) // 2 * 2]
    return [f"{words(a * 15)}-{words(b * 15)}" for a, b in zip(marks[::2], marks[1::2], strict=True)]


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    zone = draw(st.sampled_from(ZONES))
    if draw(st.booleans()):
        week = {day: draw(shifts()) for day in WEEKDAYS}
        week["mon"] = week["mon"] or ["09:00-12:00"]
    else:
        week = dict(ROUND_THE_CLOCK)
    night = draw(st.sampled_from(NIGHTS)).date()
    special = [
        (night + timedelta(days=3), "Founders' Day", []),
        (night + timedelta(days=4), "Short day", ["10:00-11:00"]),
    ]
    return Calendar.of(zone, week, special[: draw(st.integers(0, 2))])


moments = st.builds(
    lambda night, minutes: night + timedelta(minutes=minutes),
    st.sampled_from(NIGHTS),
    st.integers(-3000, 3000),
)


@st.composite
def several_pauses(draw: st.DrawFn, start: datetime) -> list[Pause]:
    marks = sorted(draw(st.lists(st.integers(-600, 6000), max_size=4)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return [Pause(start + a * MINUTE, start + b * MINUTE, "waiting") for a, b in pairs]


def wall_minutes(zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """Every minute the wall clock shows from start to end, once each, the skipped ones too: by plain stepping."""
    shown: list[datetime] = []
    high = start.astimezone(zone).replace(tzinfo=None)
    if start.astimezone(zone).fold:  # begun in the second round: the first has been shown already
        moment = start
        while moment.astimezone(zone).fold:
            moment -= MINUTE
        high = moment.astimezone(zone).replace(tzinfo=None) + MINUTE
    for minute in range((end - start) // MINUTE + 1):
        now = (start + minute * MINUTE).astimezone(zone).replace(tzinfo=None)
        while high < now:  # skipped by the clock
            shown.append(high)
            high += MINUTE
        if high == now and start + minute * MINUTE < end:  # the minute that begins now
            shown.append(high)
            high += MINUTE
    return shown


def is_open(calendar: Calendar, wall: datetime) -> bool:
    second = wall.hour * 3600 + wall.minute * 60
    return any(shift.opens <= second < shift.closes for shift in calendar.shifts_on(wall.toordinal()))


def skipped_around(calendar: Calendar, moment: datetime) -> bool:
    before = (moment - timedelta(seconds=1)).astimezone(calendar.tz).utcoffset()
    return (moment.astimezone(calendar.tz).utcoffset() or timedelta(0)) > (before or timedelta(0))


@settings(deadline=None, max_examples=120)
@given(calendars(), moments, st.integers(1, 40), st.data())
def test_elapsed_is_the_inverse_of_due(
    calendar: Calendar, start: datetime, hours: int, data: st.DataObject
) -> None:
    pauses = data.draw(several_pauses(start))
    for unit in (Unit.WORKING_HOURS, Unit.HOURS, Unit.CALENDAR_DAYS):
        duration = Duration(hours, unit)
        end = due(calendar, start, duration, pauses).at
        passed = elapsed(calendar, start, end, pauses, unit=unit)
        length = timedelta(days=hours) if unit is Unit.CALENDAR_DAYS else timedelta(hours=hours)
        # What ends in the skipped hour is due at the change, when the rest of that hour has passed as well.
        assert passed == length or (
            passed > length and unit is not Unit.HOURS and skipped_around(calendar, end)
        )


@settings(deadline=None, max_examples=60)
@given(calendars(), moments, st.integers(1, 4000), st.data())
@example(Calendar.of("America/New_York", ROUND_THE_CLOCK), datetime(2026, 11, 1, 6, 30, tzinfo=UTC), 90, None)
@example(
    Calendar.of("Australia/Lord_Howe", ROUND_THE_CLOCK), datetime(2026, 4, 4, 14, 45, tzinfo=UTC), 90, None
)
@example(Calendar.of("Australia/Lord_Howe", ROUND_THE_CLOCK), datetime(2026, 4, 4, tzinfo=UTC), 900, None)
def test_elapsed_is_what_counting_minute_by_minute_says(
    calendar: Calendar, start: datetime, minutes: int, data: st.DataObject | None
) -> None:
    pauses: Sequence[Pause] = data.draw(several_pauses(start)) if data else ()
    end = start + minutes * MINUTE
    paused = {
        wall for pause in pauses if pause.ends for wall in wall_minutes(calendar.tz, pause.begins, pause.ends)
    }
    counted = [
        wall
        for wall in wall_minutes(calendar.tz, start, end)
        if is_open(calendar, wall) and wall not in paused
    ]
    assert elapsed(calendar, start, end, pauses) == len(counted) * MINUTE


@settings(deadline=None, max_examples=40)
@given(calendars(), moments, st.integers(1, 9), st.data())
def test_due_is_the_first_minute_at_which_enough_has_passed(
    calendar: Calendar, start: datetime, hours: int, data: st.DataObject
) -> None:
    pauses = data.draw(several_pauses(start))
    end = due(calendar, start, Duration(hours, Unit.WORKING_HOURS), pauses).at
    before = elapsed(calendar, start, end - timedelta(seconds=1), pauses)
    assert before < timedelta(hours=hours) <= elapsed(calendar, start, end, pauses) or ends_repeated(
        calendar, end
    )


def ends_repeated(calendar: Calendar, end: datetime) -> bool:
    """Whether an hour that comes twice has just ended: the wall showed this time when the first round ended, too."""
    second = timedelta(seconds=1)
    return bool((end - second).astimezone(calendar.tz).fold)


@settings(deadline=None, max_examples=150)
@given(calendars(), moments, st.integers(0, 5000), st.integers(1, 60), st.sampled_from(list(Unit)))
def test_a_later_start_or_a_longer_time_is_never_due_earlier(
    calendar: Calendar, start: datetime, later: int, amount: int, unit: Unit
) -> None:
    end = due(calendar, start, Duration(amount, unit)).at
    assert due(calendar, start + later * MINUTE, Duration(amount, unit)).at >= end
    assert due(calendar, start, Duration(amount + 1, unit)).at >= end
    assert end > start


@settings(deadline=None, max_examples=150)
@given(calendars(), moments, st.integers(1, 40), st.integers(1, 40))
def test_times_add_up(calendar: Calendar, start: datetime, one: int, other: int) -> None:
    half_way = due(calendar, start, Duration(one, Unit.WORKING_HOURS)).at
    end = due(calendar, start, Duration(one + other, Unit.WORKING_HOURS)).at
    assert elapsed(calendar, start, half_way) + elapsed(calendar, half_way, end) == elapsed(
        calendar, start, end
    )
    if not skipped_around(calendar, half_way):
        assert due(calendar, half_way, Duration(other, Unit.WORKING_HOURS)).at == end


@settings(deadline=None, max_examples=100)
@given(calendars(), moments, st.integers(1, 30))
def test_working_days_are_the_days_on_which_the_office_opens(
    calendar: Calendar, start: datetime, days: int
) -> None:
    found = due(calendar, start, Duration(days, Unit.WORKING_DAYS))
    begin = next(
        wall
        for wall in wall_minutes(calendar.tz, start, start + timedelta(days=30))
        if is_open(calendar, wall)
    )
    last = found.at.astimezone(calendar.tz).date()
    opened = [day for day in range(begin.toordinal() + 1, last.toordinal() + 1) if calendar.shifts_on(day)]
    assert len(opened) == days
    assert opened[-1] == last.toordinal()
    assert found.warn_at <= found.at


@settings(deadline=None, max_examples=60)
@given(calendars(), moments, st.integers(1, 60), st.sampled_from(list(Unit)), st.data())
def test_a_pause_never_brings_the_due_time_forward(
    calendar: Calendar, start: datetime, amount: int, unit: Unit, data: st.DataObject
) -> None:
    pauses = data.draw(several_pauses(start))
    explained = due(calendar, start, Duration(amount, unit), pauses)
    assert explained.at >= due(calendar, start, Duration(amount, unit)).at
    assert explained.at == due(calendar, start, Duration(amount, unit), pauses, explain=False).at
    counted = sum(step.seconds for step in explained.trace if step.kind == "counted")
    assert unit is not Unit.WORKING_HOURS or counted == amount * 3600
