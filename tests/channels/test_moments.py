"""Dates, read kindly and written strictly."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from townline.channels.kinds.open311.faults import Fault
from townline.channels.kinds.open311.moments import read_moment, write_moment


def town_time() -> ZoneInfo:
    return ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-21T09:30:00Z", datetime(2026, 11, 21, 9, 30, tzinfo=UTC)),
        ("2026-11-21T09:30:00-05:00", datetime(2026, 11, 21, 14, 30, tzinfo=UTC)),
        ("2026-11-21T09:30:00 05:00", datetime(2026, 11, 21, 4, 30, tzinfo=UTC)),
        ("2026-11-21T23:59:59.999999-06:00", datetime(2026, 11, 22, 5, 59, 59, 999999, tzinfo=UTC)),
        ("2026-11-21T09:30:00+0530", datetime(2026, 11, 21, 4, 0, tzinfo=UTC)),
        ("2026-11-21T09:30Z", datetime(2026, 11, 21, 9, 30, tzinfo=UTC)),
        ("2026-11-21 09:30:00", datetime(2026, 11, 21, 15, 30, tzinfo=UTC)),
        ("2026-11-21t09:30:00z", datetime(2026, 11, 21, 9, 30, tzinfo=UTC)),
        ("2026-11-21", datetime(2026, 11, 21, 6, 0, tzinfo=UTC)),
    ],
)
def test_a_date_in_any_usual_spelling_is_understood(text: str, meant: datetime) -> None:
    assert read_moment("start_date", text, town_time) == meant


def test_a_day_that_ends_a_window_counts_to_its_last_moment() -> None:
    found = read_moment("end_date", "2026-11-21", town_time, is_end=True)

    assert found == datetime(2026, 11, 22, 5, 59, 59, 999999, tzinfo=UTC)


def test_a_day_with_a_change_of_the_clock_starts_at_the_towns_midnight() -> None:
    before = read_moment("start_date", "2026-11-01", town_time)
    after = read_moment("start_date", "2026-11-02", town_time)

    assert (after - before).total_seconds() == 25 * 3600


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2026-13-01",
        "2026-11-21T25:00:00Z",
        "1732185000",
        "0001-01-01T00:00:00+14:00",
        "2026-W47-6",
        "²026-11-21",
    ],
)
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Fault, match=r"start_date is no date. Write it like"):
        read_moment("start_date", text, town_time)


def test_a_moment_is_written_with_its_zone() -> None:
    local = datetime(2026, 11, 21, 9, 30, tzinfo=ZoneInfo("America/New_York"))

    assert write_moment(local) == "2026-11-21T14:30:00Z"
