"""When something is due: the field's own examples, and the days on which clocks and offices differ."""

import time

import msgspec
import pytest

from tests.servicelevels.towns import (
    NO_HOLIDAYS,
    OFFICE,
    OFFICE_WEEK,
    ROUND_THE_CLOCK,
    THANKSGIVING,
    at,
    shown,
)
from townline.servicelevels import rules
from townline.servicelevels.errors import ClockRefused, NeverDue
from townline.servicelevels.rules import Calendar, Duration, Pause, Unit, due, elapsed

FRIDAY = at("2026-11-20 15:30")
MORNING_PAUSE = Pause(at("2026-11-23 10:00"), at("2026-11-23 12:00"), "waiting for the resident")


def due_at(calendar: Calendar, start: str, words: str, *pauses: Pause) -> str:
    return shown(due(calendar, at(start), Duration.parse(words), pauses).at)


def test_eight_working_hours_from_friday_afternoon_end_on_monday_at_three() -> None:
    found = due(OFFICE, FRIDAY, Duration.parse("8 working hours"))
    assert shown(found.at) == "2026-11-23 15:00"
    assert rules.sentence(found.trace) == (
        "Received Fri 20 Nov, 15:30. 1 h 30 min until closing at 17:00; weekend; "
        "6 h 30 min on Mon 23 Nov from 08:30. Due Mon 23 Nov, 15:00."
    )


def test_a_pause_of_two_hours_moves_the_due_time_by_two_hours() -> None:
    found = due(OFFICE, FRIDAY, Duration.parse("8 working hours"), [MORNING_PAUSE])
    assert shown(found.at) == "2026-11-23 17:00"
    assert "paused Mon 23 Nov 10:00 to 12:00: waiting for the resident; 5 h from 12:00" in rules.sentence(
        found.trace
    )


def test_ten_working_days_step_over_the_holidays() -> None:
    assert due_at(OFFICE, "2026-11-20 15:30", "10 working days") == "2026-12-08 15:30"
    assert due_at(NO_HOLIDAYS, "2026-11-20 15:30", "10 working days") == "2026-12-04 15:30"


def test_the_trace_of_working_days_names_the_holidays() -> None:
    trace = due(OFFICE, FRIDAY, Duration.parse("10 working days")).trace
    assert rules.sentence(trace) == (
        "Received Fri 20 Nov, 15:30. Weekend; 3 working days Mon 23 to Wed 25 Nov; "
        "closed Thu 26 Nov (Thanksgiving Day); closed Fri 27 Nov (Day after Thanksgiving); weekend; "
        "5 working days Mon 30 Nov to Fri 4 Dec; weekend; 2 working days Mon 7 to Tue 8 Dec. Due Tue 8 Dec, 15:30."
    )


@pytest.mark.parametrize(
    ("start", "words", "expected"),
    [
        ("2026-11-21 11:00", "8 working hours", "2026-11-23 16:30"),  # a Saturday
        ("2026-11-20 17:00", "1 working hour", "2026-11-23 09:30"),  # the very closing
        (
            "2026-11-20 19:00",
            "1 working day",
            "2026-11-24 08:30",
        ),  # after closing: Monday opens, then one day
        (
            "2026-11-20 07:00",
            "1 working day",
            "2026-11-23 08:30",
        ),  # before opening: rolls to 08:30 of that day
        ("2026-11-21 11:00", "2 days", "2026-11-23 11:00"),  # calendar days never wait
        ("2026-11-20 15:30", "2 days", "2026-11-22 15:30"),  # and may end on a Sunday
        ("2026-11-21 11:00", "4 hours", "2026-11-21 15:00"),  # clock hours never wait
    ],
)
def test_a_start_outside_hours_rolls_to_the_next_opening(start: str, words: str, expected: str) -> None:
    assert due_at(OFFICE, start, words) == expected


def test_the_last_minute_of_a_shift_is_still_that_shift() -> None:
    assert due_at(OFFICE, "2026-11-23 08:30", "8 working hours") == "2026-11-23 16:30"
    calendar = Calendar.of("America/New_York", {"mon": ["08:00-12:00", "13:00-17:00"]})
    assert due_at(calendar, "2026-11-23 08:00", "4 working hours") == "2026-11-23 12:00"
    assert due_at(calendar, "2026-11-23 08:00", "5 working hours") == "2026-11-23 14:00"
    assert due_at(calendar, "2026-11-23 12:30", "8 working hours") == "2026-11-30 12:00"


def test_working_days_stay_inside_the_hours_of_a_shorter_day() -> None:
    short = Calendar.of(
        "America/New_York", OFFICE_WEEK, [(at("2026-12-24 12:00").date(), "Christmas Eve", ["10:00-12:00"])]
    )
    assert due_at(short, "2026-12-23 15:30", "1 working day") == "2026-12-24 12:00"
    assert due_at(short, "2026-12-23 09:00", "1 working day") == "2026-12-24 10:00"
    assert due_at(short, "2026-12-23 15:30", "2 working days") == "2026-12-25 15:30"


def test_a_pause_moves_working_days_by_the_open_time_it_took() -> None:
    assert due_at(OFFICE, "2026-11-20 15:30", "1 working day", MORNING_PAUSE) == "2026-11-24 09:00"
    over_night = Pause(at("2026-11-20 17:00"), at("2026-11-23 08:30"), "waiting for a part")
    assert due_at(OFFICE, "2026-11-20 15:30", "1 working day", over_night) == "2026-11-23 15:30"


def test_a_pause_moves_days_and_hours_by_its_whole_length() -> None:
    weekend = Pause(at("2026-11-21 12:00"), at("2026-11-22 12:00"), "waiting for the resident")
    assert due_at(OFFICE, "2026-11-20 15:30", "2 days", weekend) == "2026-11-23 15:30"
    assert due_at(OFFICE, "2026-11-20 15:30", "72 hours", weekend) == "2026-11-24 15:30"


def test_pauses_that_overlap_count_once() -> None:
    longer = Pause(at("2026-11-23 09:00"), at("2026-11-23 11:00"), "waiting for a part")
    assert due_at(OFFICE, "2026-11-20 15:30", "8 working hours", MORNING_PAUSE, longer) == "2026-11-24 09:30"


def test_while_a_pause_lasts_the_due_time_is_the_earliest_possible() -> None:
    lasting = Pause(at("2026-11-23 10:00"), None, "waiting for the resident")
    found = due(OFFICE, FRIDAY, Duration.parse("8 working hours"), [lasting])
    assert found.waiting
    assert shown(found.at) == "2026-11-23 15:00"
    assert rules.sentence(found.trace).endswith(
        "Paused since Mon 23 Nov, 10:00: waiting for the resident. "
        "Due Mon 23 Nov, 15:00, at the earliest: every hour of the pause moves it on."
    )
    late = Pause(at("2026-11-25 10:00"), None, "waiting for the resident")
    assert not due(OFFICE, FRIDAY, Duration.parse("8 working hours"), [late]).waiting


def test_a_pause_inside_a_lasting_pause_is_refused() -> None:
    lasting = Pause(at("2026-11-23 10:00"), None, "waiting")
    with pytest.raises(ClockRefused, match="End the earlier one"):
        due(
            OFFICE,
            FRIDAY,
            Duration.parse("8 working hours"),
            [lasting, Pause(at("2026-11-24 10:00"), None, "again")],
        )


def test_the_warning_comes_when_four_fifths_of_the_time_have_passed() -> None:
    assert (
        shown(due(OFFICE, at("2026-11-23 08:30"), Duration.parse("5 working hours")).warn_at)
        == "2026-11-23 12:30"
    )
    assert (
        shown(due(OFFICE, at("2026-11-16 08:30"), Duration.parse("5 working days")).warn_at)
        == "2026-11-19 17:00"
    )
    half = due(OFFICE, FRIDAY, Duration.parse("72 hours"), warn_percent=50)
    assert shown(half.warn_at) == "2026-11-22 03:30"


@pytest.mark.parametrize(
    ("start", "expected"),
    [("2026-03-06 16:00", "2026-03-09 09:30"), ("2026-10-30 16:00", "2026-11-02 09:30")],
)
def test_business_hours_do_not_feel_the_change_of_the_clocks(start: str, expected: str) -> None:
    assert due_at(NO_HOLIDAYS, start, "2 working hours") == expected
    assert elapsed(NO_HOLIDAYS, at(start), at(expected)).total_seconds() == 2 * 3600


def test_a_desk_open_all_night_counts_the_wall_clock_when_the_clocks_change() -> None:
    desk = Calendar.of("America/New_York", ROUND_THE_CLOCK)
    assert due_at(desk, "2026-03-07 22:00", "8 working hours") == "2026-03-08 06:00"  # seven real hours
    assert due_at(desk, "2026-10-31 22:00", "8 working hours") == "2026-11-01 06:00"  # nine real hours
    assert due_at(desk, "2026-03-07 22:00", "8 hours") == "2026-03-08 07:00"
    assert due_at(desk, "2026-10-31 22:00", "8 hours") == "2026-11-01 05:00"


def test_what_ends_in_the_hour_that_is_skipped_is_due_when_the_clocks_change() -> None:
    desk = Calendar.of("America/New_York", ROUND_THE_CLOCK)
    assert due_at(desk, "2026-03-08 00:30", "2 working hours") == "2026-03-08 03:00"
    assert due_at(desk, "2026-03-07 02:30", "1 day") == "2026-03-08 03:00"


def test_a_leap_day_is_a_day() -> None:
    assert due_at(NO_HOLIDAYS, "2028-02-28 10:00", "1 working day") == "2028-02-29 10:00"
    assert due_at(NO_HOLIDAYS, "2027-02-26 10:00", "1 working day") == "2027-03-01 10:00"
    assert due_at(NO_HOLIDAYS, "2028-02-28 10:00", "366 days") == "2029-02-28 10:00"


def test_a_calendar_that_opens_too_rarely_is_refused_and_not_searched_for_ever() -> None:
    rare = Calendar.of("America/New_York", {}, [(FRIDAY.date(), "Open day", ["09:00-17:00"])])
    assert due_at(rare, "2026-11-20 09:00", "8 working hours") == "2026-11-20 17:00"
    for words in ("9 working hours", "1 working day"):
        with pytest.raises(NeverDue, match="does not open enough within 10 years"):
            due(rare, FRIDAY, Duration.parse(words))
    assert due_at(rare, "2026-11-21 09:00", "1 day") == "2026-11-22 09:00"


def test_impossible_dates_are_refused() -> None:
    with pytest.raises(ClockRefused, match="The year 215 cannot be right"):
        due(OFFICE, at("0215-03-12 09:00"), Duration.parse("1 day"))
    with pytest.raises(ClockRefused, match="More than fifty years"):
        elapsed(OFFICE, at("1930-03-12 09:00"), at("2026-03-12 09:00"))
    with pytest.raises(ValueError, match="time zone"):
        due(OFFICE, FRIDAY.replace(tzinfo=None), Duration.parse("1 day"))


def test_nothing_has_passed_when_the_end_lies_before_the_start() -> None:
    for unit in Unit:
        assert not elapsed(OFFICE, FRIDAY, at("2026-11-19 09:00"), unit=unit)


def test_elapsed_leaves_pauses_out_and_a_lasting_one_to_the_end() -> None:
    assert elapsed(OFFICE, FRIDAY, at("2026-11-23 17:00"), [MORNING_PAUSE]).total_seconds() == 8 * 3600
    lasting = Pause(at("2026-11-23 10:00"), None, "waiting")
    assert elapsed(OFFICE, FRIDAY, at("2026-12-01 17:00"), [lasting]).total_seconds() == 3 * 3600


def test_the_next_opening_is_now_while_the_office_is_open() -> None:
    assert rules.opens_next(OFFICE, FRIDAY) == FRIDAY
    assert shown(rules.opens_next(OFFICE, at("2026-11-25 17:00"))) == "2026-11-30 08:30"


def test_the_trace_is_a_table_too_and_survives_being_stored_as_json() -> None:
    trace = due(OFFICE, FRIDAY, Duration.parse("8 working hours"), [MORNING_PAUSE]).trace
    assert rules.load(msgspec.json.decode(msgspec.json.encode(rules.dump(trace)))) == trace
    assert [(row.when, row.what, row.counted, row.reason) for row in rules.rows(trace)] == [
        ("Fri 20 Nov, 15:30", "Received", "", ""),
        ("Fri 20 Nov, 15:30 to 17:00", "Open", "1 h 30 min", "until closing"),
        ("Sat 21 to Sun 22 Nov", "Closed", "", "weekend"),
        ("Mon 23 Nov, 08:30 to 10:00", "Open", "1 h 30 min", ""),
        ("Mon 23 Nov, 10:00 to 12:00", "Paused", "", "waiting for the resident"),
        ("Mon 23 Nov, 12:00 to 17:00", "Open", "5 h", "until closing"),
        ("Mon 23 Nov, 17:00", "Due", "", ""),
    ]


@pytest.mark.parametrize(
    ("start", "words", "expected"),
    [
        (
            "2026-11-21 11:30",
            "2 days",
            "Received Sat 21 Nov, 11:30. 2 days, weekends and holidays included. Due Mon 23 Nov, 11:30.",
        ),
        (
            "2026-11-21 11:30",
            "1 working day",
            "Received Sat 21 Nov, 11:30. Counted from Mon 23 Nov, 08:30; 1 working day Tue 24 Nov. Due Tue 24 Nov, 08:30.",
        ),
        (
            "2026-11-20 18:30",
            "1 working hour",
            "Received Fri 20 Nov, 18:30. After closing; weekend; 1 h on Mon 23 Nov from 08:30. Due Mon 23 Nov, 09:30.",
        ),
        (
            "2026-11-20 15:30",
            "45 working days",
            "Received Fri 20 Nov, 15:30. Weekend; 3 working days Mon 23 to Wed 25 Nov; closed Thu 26 Nov (Thanksgiving Day); closed Fri 27 Nov (Day after Thanksgiving); weekend; 42 working days Mon 30 Nov to Tue 26 Jan 2027 (weekends not counted). Due Tue 26 Jan 2027, 15:30.",
        ),
        (
            "2026-11-20 22:00",
            "72 hours",
            "Received Fri 20 Nov, 22:00. 72 hours, round the clock. Due Mon 23 Nov, 22:00.",
        ),
    ],
)
def test_the_trace_reads_as_a_sentence(start: str, words: str, expected: str) -> None:
    assert rules.sentence(due(OFFICE, at(start), Duration.parse(words)).trace) == expected


def test_an_ordinary_due_date_costs_less_than_a_tenth_of_a_millisecond() -> None:
    calendar = Calendar.of("America/New_York", OFFICE_WEEK, THANKSGIVING)
    best = 1.0
    for _ in range(5):
        begun = time.process_time()
        for _ in range(200):
            due(calendar, FRIDAY, Duration(10, Unit.WORKING_DAYS))
        best = min(best, (time.process_time() - begun) / 200)
    print(f"due(), 10 working days with its trace: {best * 1e6:.0f} µs CPU")  # noqa: T201 - a measured figure
    assert best < 0.0001
