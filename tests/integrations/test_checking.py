"""Is a row a service request? A sentence for each fault, a remark for what was put right."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from townline.integrations.open311.checking import Town, check
from townline.integrations.open311.reported import Reported, digest
from townline.kit.geo import Point

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TOWN = Town(ZoneInfo("America/New_York"), NOW, Point(42.33, -71.08))
GOOD: dict[str, object] = {
    "service_request_id": "101",
    "status": "open",
    "service_code": "006",
    "service_name": "Pothole",
    "requested_datetime": "2020-04-26T09:59:21-04:00",
    "updated_datetime": "2020-04-26T10:59:21-04:00",
    "lat": 42.33,
    "long": -71.1,
}


def good(**changes: object) -> Reported:
    found = check(GOOD | changes, TOWN)
    assert isinstance(found, Reported), found
    return found


def test_a_plain_row_is_read_as_it_is() -> None:
    found = good(
        description=" A hole\r\nby the bus ",
        address="1 Elm  St",
        address_id=77,
        expected_datetime="2020-05-01T12:00:00Z",
    )
    assert found.received_at == datetime(2020, 4, 26, 13, 59, 21, tzinfo=UTC)
    assert found.description == "A hole\nby the bus"
    assert (found.address, found.address_id) == ("1 Elm St", "77")
    assert found.expected_at == datetime(2020, 5, 1, 12, 0, tzinfo=UTC)
    assert found.point == Point(42.33, -71.1)
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"service_request_id": None}, "There is no service_request_id."),
        ({"service_request_id": ""}, "There is no service_request_id."),
        ({"service_request_id": True}, "The service_request_id is neither text nor a number."),
        ({"service_request_id": "1" * 101}, "The service_request_id is longer than 100 characters."),
        ({"status": None}, "There is no status."),
        ({"status": "zombie"}, 'The status "zombie" is not known: it must be open or closed.'),
        ({"service_code": None, "service_name": None}, "There is no service_code."),
        ({"service_code": ["x"]}, "The service_code is neither text nor a number."),
        ({"requested_datetime": None}, "There is no requested_datetime."),
        ({"requested_datetime": "yesterday"}, 'The requested_datetime "yesterday" is not a date and time.'),
        ({"requested_datetime": 17}, 'The requested_datetime "17" is not a date and time.'),
        ({"requested_datetime": "0001-01-01T00:00:00+00:00"}, "The requested_datetime lies in the year 1."),
        (
            {"requested_datetime": "2031-01-01T00:00:00Z"},
            "The requested_datetime 2031-01-01 00:00 UTC lies in the future.",
        ),
        (
            {"status": "closed", "updated_datetime": "2020-04-26T09:23:21-04:00"},
            "It was closed 36 minutes before it was received.",
        ),
        ({"description": "x" * 20_001}, "The description has 20,001 characters; at most 20,000 are taken."),
        ({"status_notes": {"a": 1}}, "The status note is not text."),
    ],
)
def test_a_fault_is_a_sentence(changes: dict[str, object], sentence: str) -> None:
    assert check(GOOD | changes, TOWN) == (sentence,)


def test_every_fault_of_a_row_is_told() -> None:
    found = check({"status": "submitted", "service_code": "1"}, TOWN)
    assert found == ("There is no service_request_id.", "There is no requested_datetime.")


@pytest.mark.parametrize("value", [None, 1, "x", [], [GOOD]])
def test_what_is_no_object_is_no_request(value: object) -> None:
    assert check(value, TOWN) == ("The row is not a JSON object.",)


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        (
            {"lat": 0, "long": 0},
            "It lay at 0, 0, which servers write for an unknown place; the point was left out.",
        ),
        ({"lat": -71.1, "long": 42.33}, "Its latitude and longitude are swapped; the point was left out."),
        ({"lat": 34.244, "long": -73.651}, "Its point lies far outside the town; the point was left out."),
        ({"lat": 95.0}, "Its point is not on the map; the point was left out."),
        ({"lat": float("nan")}, "Its point is not on the map; the point was left out."),
        ({"lat": {}}, "Its latitude and longitude are not numbers; the point was left out."),
    ],
)
def test_a_point_that_is_no_place_is_left_out_and_the_row_is_taken(
    changes: dict[str, object], remark: str
) -> None:
    found = good(**changes)
    assert found.point is None
    assert found.remarks == (remark,)


def test_a_change_seconds_before_receipt_is_rounding_and_an_open_row_is_never_lost_for_it() -> None:
    rounded = good(status="closed", updated_datetime="2020-04-26T09:59:00-04:00")
    assert rounded.closed_at == rounded.received_at
    assert "seconds before its receipt" in rounded.remarks[0]
    earlier = good(updated_datetime="2020-04-26T08:59:00-04:00")
    assert earlier.updated_at == earlier.received_at
    assert earlier.remarks == ("Its last change lay before its receipt; the time of receipt was taken.",)


def test_a_time_without_a_zone_is_the_town_s_own() -> None:
    found = good(requested_datetime="2020-04-26T09:59:21", updated_datetime=None)
    assert found.received_at == datetime(2020, 4, 26, 13, 59, 21, tzinfo=UTC)
    assert found.remarks == ("The requested_datetime had no time zone; the town's was taken.",)


def test_other_servers_words_for_open_and_closed_are_understood_and_kept() -> None:
    assert good(status="IN_PROGRESS").remarks == ('Its status there was "in progress".',)
    assert good(status="FIXED").state == "closed"


def test_a_service_without_a_code_gets_one_of_its_name() -> None:
    found = good(service_code="", service_name="Trée Fallen!")
    assert found.service_code == "tree-fallen"


def test_harm_is_taken_out_of_text() -> None:
    found = good(description="a\x00b\x1b[0m \u202ec", address="x\x00")
    assert (found.description, found.address) == ("ab[0m c", "x")


def test_only_web_addresses_are_kept_as_pictures() -> None:
    found = good(media_url=["https://a.example/1.jpg", "javascript:alert(1)", 7])
    assert found.media_urls == ("https://a.example/1.jpg",)
    assert found.remarks == ("A media_url is no web address and was left out.",)


def test_the_same_content_has_the_same_digest_whatever_the_order_or_the_offset() -> None:
    other = dict(reversed(GOOD.items())) | {"requested_datetime": "2020-04-26T13:59:21Z"}
    assert digest(good()) == digest(good(**other))
    assert digest(good()) != digest(good(status_notes="Done"))


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from([*GOOD, "description", "media_url", "zipcode", "address"]), _json))
def test_whatever_a_row_holds_it_is_taken_or_told(changes: dict[str, object]) -> None:
    found = check(GOOD | changes, TOWN)
    assert isinstance(found, Reported) or (found and all(sentence.endswith(".") for sentence in found))
