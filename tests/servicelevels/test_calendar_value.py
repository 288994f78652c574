"""Opening hours as people write them, and what is wrong with some."""

from datetime import date

import pytest

from tests.servicelevels.towns import OFFICE_WEEK
from townline.servicelevels.errors import CalendarRefused, DurationRefused
from townline.servicelevels.rules import WEEKDAYS, Calendar, Duration, Shift, SpecialDay, Unit

NEW_YEAR = date(2027, 1, 1)


def test_split_shifts_and_special_days_are_read_and_written_back() -> None:
    week = {"mon": ["13:00-17:00", "08:30-12:00"], "sun": ["00:00-24:00"]}
    calendar = Calendar.of("Europe/London", week, [(NEW_YEAR, "New Year's Day", ())])
    assert calendar.weekly_words == {"mon": ["08:30-12:00", "13:00-17:00"], "sun": ["00:00-24:00"]}
    assert calendar.shifts_on(NEW_YEAR.toordinal()) == ()
    assert calendar.why_closed(NEW_YEAR.toordinal()) == "New Year's Day"
    assert calendar.why_closed(NEW_YEAR.toordinal() + 1) == "weekend"
    assert calendar.why_closed(NEW_YEAR.toordinal() + 4) == "closed"


@pytest.mark.parametrize(
    ("zone", "week", "days", "code", "sentence"),
    [
        ("America/Marlow", OFFICE_WEEK, [], "zone_unknown", 'There is no time zone "America/Marlow".'),
        ("../etc/passwd", OFFICE_WEEK, [], "zone_unknown", "There is no time zone"),
        ("", OFFICE_WEEK, [], "zone_unknown", "There is no time zone"),
        ("UTC", {"mon": ["17:00-08:30"]}, [], "closes_before_open", "Monday closes at 08:30, before it opens at 17:00."),
        ("UTC", {"tue": ["08:30-08:30"]}, [], "closes_before_open", "Tuesday closes at 08:30"),
        ("UTC", {"wed": ["22:00-06:00"]}, [], "closes_before_open", "Write a shift through midnight as two"),
        ("UTC", {"fri": ["08:00-13:00", "12:00-17:00"]}, [], "shifts_overlap", "On Friday the shifts 08:00-13:00 and 12:00-17:00 overlap."),
        ("UTC", {"fri": ["eight to five"]}, [], "hours_unreadable", '"eight to five" is not opening hours.'),
        ("UTC", {"fri": ["08:00-24:30"]}, [], "hours_unreadable", "A day ends at 24:00."),
        ("UTC", {"friday": ["08:00-12:00"]}, [], "weekday_unknown", '"friday" is not a day of the week.'),
        ("UTC", {}, [], "never_opens", "This calendar never opens."),
        ("UTC", {}, [(NEW_YEAR, "New Year's Day", ())], "never_opens", "This calendar never opens."),
        ("UTC", OFFICE_WEEK, [(NEW_YEAR, "a", ()), (NEW_YEAR, "b", ())], "day_twice", "A date stands twice"),
        ("UTC", OFFICE_WEEK, [(NEW_YEAR, "a", ("12:00-10:00",))], "closes_before_open", "Fri 1 Jan 2027 closes at 10:00"),
        ("UTC", {"mon": [f"{h:02}:00-{h:02}:30" for h in range(24)]}, [], "too_many_shifts", "Monday has 24 shifts"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_counted_are_refused_with_a_sentence(
    zone: str,
    week: dict[str, list[str]],
    days: list[tuple[date, str, tuple[str, ...]]],
    code: str,
    sentence: str,
) -> None:
    with pytest.raises(CalendarRefused) as refused:
        Calendar.of(zone, week, days)
    assert refused.value.code == code
    assert sentence in refused.value.sentence


def test_a_week_has_seven_days() -> None:
    with pytest.raises(CalendarRefused, match="seven days"):
        Calendar("UTC", ((Shift(0, 60),),))


def test_calendars_with_the_same_hours_are_equal() -> None:
    closed = SpecialDay(NEW_YEAR, "New Year's Day")
    week = tuple(() if day == "sun" else (Shift(0, 3600),) for day in WEEKDAYS)
    assert Calendar("UTC", week, (closed,)) == Calendar("UTC", week, (closed,))


@pytest.mark.parametrize(
    ("words", "amount", "unit"),
    [
        ("8 working hours", 8, Unit.WORKING_HOURS),
        ("1 working day", 1, Unit.WORKING_DAYS),
        ("3 Business Days", 3, Unit.WORKING_DAYS),
        ("10 days", 10, Unit.CALENDAR_DAYS),
        ("10 calendar days", 10, Unit.CALENDAR_DAYS),
        (" 72 hours ", 72, Unit.HOURS),
    ],
)
def test_durations_are_read_from_words(words: str, amount: int, unit: Unit) -> None:
    duration = Duration.parse(words)
    assert duration == Duration(amount, unit)
    assert Duration.parse(duration.words) == duration
    assert str(duration) == duration.words


@pytest.mark.parametrize(
    "words", ["", "soon", "8", "-3 days", "3.5 days", "two days", "3 working weeks", "٣ days", "8 clock days"]
)
def test_words_that_are_no_length_of_time_are_refused(words: str) -> None:
    with pytest.raises(DurationRefused, match="is not a length of time"):
        Duration.parse(words)


@pytest.mark.parametrize("words", ["0 days", "3651 working days", "999999 hours"])
def test_lengths_nobody_can_mean_are_refused(words: str) -> None:
    with pytest.raises(DurationRefused, match="A service level takes from 1 to"):
        Duration.parse(words)
