"""Dates in the town's own time, across the changes of the clock and of the year; numbers with their separators."""

import timeit
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from townline.kit import clock
from townline.look import filters

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_new_york() -> Iterator[None]:
    with timezone.override(NEW_YORK), clock.frozen(NOW):
        yield


def test_a_moment_is_shown_in_the_towns_own_time() -> None:
    assert filters.when(datetime(2026, 11, 24, 20, 0, tzinfo=UTC)) == "Tue 24 Nov, 15:00"
    with timezone.override(ZoneInfo("America/Los_Angeles")):
        assert filters.when(datetime(2026, 11, 24, 20, 0, tzinfo=UTC)) == "Tue 24 Nov, 12:00"


def test_the_hour_that_comes_twice_in_autumn_is_shown_as_the_clock_showed_it() -> None:
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert filters.when(first) == "Sun 1 Nov, 01:30"
    assert filters.when(first + timedelta(hours=1)) == "Sun 1 Nov, 01:30"
    assert filters.when(first + timedelta(hours=2)) == "Sun 1 Nov, 02:30"


def test_the_hour_that_is_left_out_in_spring_is_never_shown() -> None:
    before = datetime(2026, 3, 8, 6, 59, tzinfo=UTC)
    assert filters.when(before) == "Sun 8 Mar, 01:59"
    assert filters.when(before + timedelta(minutes=1)) == "Sun 8 Mar, 03:00"


def test_the_year_is_added_when_it_is_not_this_one() -> None:
    assert filters.when(datetime(2025, 11, 24, 20, 0, tzinfo=UTC)) == "Mon 24 Nov 2025, 15:00"
    assert filters.day(datetime(2027, 1, 1, 17, 0, tzinfo=UTC)) == "Fri 1 Jan 2027"


def test_in_a_list_a_moment_of_another_year_is_a_short_date() -> None:
    assert filters.brief(datetime(2024, 12, 16, 20, 0, tzinfo=UTC)) == "16 Dec 2024"
    assert filters.brief(datetime(2026, 11, 24, 20, 0, tzinfo=UTC)) == "Tue 24 Nov, 15:00"
    assert filters.brief(None) == ""


def test_whose_year_it_is_is_decided_in_the_towns_time() -> None:
    with clock.frozen(datetime(2027, 1, 1, 3, 0, tzinfo=UTC)):
        assert filters.when(datetime(2027, 1, 1, 2, 0, tzinfo=UTC)) == "Thu 31 Dec, 21:00"
        assert filters.when(datetime(2027, 1, 1, 6, 0, tzinfo=UTC)) == "Fri 1 Jan 2027, 01:00"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        filters.when(datetime(2026, 11, 24, 15, 0))  # noqa: DTZ001 - the fault under test


def test_a_plain_date_is_not_moved_by_any_zone() -> None:
    assert filters.day(date(2026, 11, 24)) == "Tue 24 Nov"
    assert filters.iso(date(2026, 11, 24)) == "2026-11-24"


def test_machines_read_moments_in_utc() -> None:
    assert filters.iso(datetime(2026, 11, 24, 15, 0, tzinfo=NEW_YORK)) == "2026-11-24T20:00:00Z"


def test_nothing_is_shown_as_nothing() -> None:
    assert [
        f(None)
        for f in (filters.when, filters.day, filters.iso, filters.ago, filters.age, filters.clock_time)
    ] == [""] * 6
    assert filters.number(None) == "\N{EN DASH}"


@pytest.mark.parametrize(
    ("away", "says"),
    [
        (timedelta(seconds=-20), "now"),
        (timedelta(minutes=-5), "5 min ago"),
        (timedelta(hours=3, minutes=59), "in 3 h"),
        (timedelta(days=-1), "1 day ago"),
        (timedelta(days=59), "in 59 days"),
        (timedelta(days=-61), "2 months ago"),
        (timedelta(days=400), "in 1 year"),
    ],
)
def test_how_far_away_a_moment_is(away: timedelta, says: str) -> None:
    assert filters.ago(NOW + away) == says


def test_an_age_is_a_span_without_a_direction() -> None:
    assert filters.age(NOW - timedelta(hours=4)) == "4 h"
    assert filters.age(NOW) == "1 min"


def test_numbers_have_separators_and_the_digits_asked_for() -> None:
    assert filters.number(1234567) == "1,234,567"
    assert filters.number(1234.5, 2) == "1,234.50"
    assert filters.plural(1, "case") == "1 case"
    assert filters.plural(1200, "reply", "replies") == "1,200 replies"


def test_a_date_costs_little_enough_for_a_page_of_hundreds() -> None:
    moment = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    best = min(timeit.repeat(lambda: filters.when(moment), number=500, repeat=5)) / 500
    assert best < 30e-6
