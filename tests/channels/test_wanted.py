"""What a list is asked for."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townline.channels.kinds.open311.faults import Fault
from townline.channels.kinds.open311.pairs import read_encoded
from townline.channels.kinds.open311.wanted import MOST_ROWS, Wanted, read_wanted
from townline.kit.geo import Point

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def wanted(*, window_is_change: bool = False, **query: str) -> Wanted:
    pairs = read_encoded(urlencode(query).encode())
    return read_wanted(pairs, NOW, lambda: ZoneInfo("UTC"), window_is_change=window_is_change)


def test_without_anything_the_last_90_days_and_1000_rows_are_meant() -> None:
    found = wanted()

    assert found.received == (NOW - timedelta(days=90), None)
    assert (found.page.number, found.page.size) == (1, MOST_ROWS)


def test_ids_override_everything_else() -> None:
    found = wanted(
        service_request_id="TL-1, TL-2", status="closed", service_code="pothole", start_date="rubbish"
    )

    assert found == Wanted(ids=("TL-1", "TL-2"), page=found.page)


def test_a_start_alone_means_the_90_days_after_it() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)

    assert wanted(start_date="2026-01-01T00:00:00Z").received == (start, start + timedelta(days=90))


def test_an_end_alone_means_the_90_days_before_it() -> None:
    end = datetime(2026, 1, 1, tzinfo=UTC)

    assert wanted(end_date="2026-01-01T00:00:00Z").received == (end - timedelta(days=90), end)


def test_more_than_90_days_are_refused() -> None:
    with pytest.raises(Fault, match="at most 90 days"):
        wanted(start_date="2026-01-01", end_date="2026-06-01")


def test_ninety_whole_days_from_midnight_to_midnight_are_allowed() -> None:
    assert wanted(start_date="2026-01-01", end_date="2026-03-31").received[0] == datetime(
        2026, 1, 1, tzinfo=UTC
    )


def test_a_change_feed_reaches_back_beyond_90_days() -> None:
    found = wanted(updated_after="2026-11-20T00:00:00Z")

    assert found.received == (None, None)
    assert found.updated == (datetime(2026, 11, 20, tzinfo=UTC), None)


def test_both_windows_can_be_asked_together() -> None:
    found = wanted(updated_after="2026-11-20", start_date="2026-11-01", end_date="2026-11-30")

    assert found.updated[0] is not None
    assert found.received[0] is not None


def test_fixmystreet_means_its_window_on_the_last_change() -> None:
    found = wanted(window_is_change=True, start_date="2026-11-20", end_date="2026-11-21")

    assert found.received == (None, None)
    assert found.updated[0] == datetime(2026, 11, 20, tzinfo=UTC)


def test_open_includes_what_is_on_hold() -> None:
    assert wanted(status="open").states == ("open", "held")
    assert wanted(status="OPEN,closed").states == ("open", "held", "closed")


def test_a_page_size_above_1000_is_1000() -> None:
    assert wanted(page_size="5000").page.size == 1000


def test_a_place_is_a_circle_or_a_box() -> None:
    assert wanted(lat="42.7", long="-72.3", radius="500").near == (Point(42.7, -72.3), 500)
    assert wanted(lat="42.7", long="-72.3").near == (Point(42.7, -72.3), 750)
    assert wanted(bbox="-72.4,42.6,-72.3,42.8").box == (Point(42.6, -72.4), Point(42.8, -72.3))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"status": "assigned"}, "status must be open"),
        ({"page": "0"}, "page must be a whole number"),
        ({"page": "-1"}, "page must be"),
        ({"page": "x"}, "page must be"),
        ({"page": "²"}, "page must be"),
        ({"page_size": "0"}, "page_size must be"),
        ({"page": "999999999"}, "Pages end at row 100,000"),
        ({"lat": "42"}, "Send both"),
        ({"lat": "nan", "long": "1"}, "lat must be a number"),
        ({"lat": "1", "long": "181"}, "long must be a number"),
        ({"lat": "1", "long": "1", "radius": "1e9"}, "radius is in metres"),
        ({"lat": "1", "long": "1", "radius": "-1"}, "radius is in metres"),
        ({"bbox": "1,2,3"}, "bbox is west"),
        ({"bbox": "3,2,1,4"}, "west must be less"),
        ({"bbox": "inf,2,1,4"}, "bbox must be a number"),
        ({"start_date": "2026-02-01", "end_date": "2026-01-01"}, "later than end_date"),
        ({"start_date": "9999-12-31T23:59:59Z"}, "out of range"),
        ({"service_code": ",".join(str(n) for n in range(1001))}, "more than 1,000"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(query: dict[str, str], said: str) -> None:
    with pytest.raises(Fault, match=said):
        wanted(**query)


names = st.sampled_from(
    [
        "status",
        "page",
        "page_size",
        "lat",
        "long",
        "radius",
        "bbox",
        "start_date",
        "end_date",
        "updated_after",
        "service_code",
    ]
)


@given(
    st.dictionaries(
        names, st.text(max_size=30).filter(lambda text: "\x00" not in text and text.isprintable())
    )
)
def test_any_query_is_either_read_or_refused(query: dict[str, str]) -> None:
    with suppress(Fault):
        assert wanted(**query).page.size <= MOST_ROWS
