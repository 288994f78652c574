"""GET requests: what is listed, in which order, and what never is."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.asking import FIXMYSTREET, get, get_xml
from tests.api.town import NOON, Town, found_town
from townline.contacts.rules import Reach
from townline.identity.rules import SYSTEM
from townline.kit import clock
from townline.kit.geo import Point
from townline.requests import actions as requests
from townline.requests.models import Alias, ServiceRequest
from townline.services import actions as services

PERSON = Reach(name="Ann Marlowe", email="ann@example.org", phone="617 555 0123", account="ann-7")


def ids(**query: str) -> list[str]:
    return [row["service_request_id"] for row in get("requests", **query)]


def at(moment: datetime, town: Town, **facts: object) -> ServiceRequest:
    with clock.frozen(moment):
        return town.request(**facts)  # type: ignore[arg-type]


def test_a_request_is_listed_with_every_field_of_the_standard(town: Town) -> None:
    made = at(
        clock.now(),
        town,
        description="A deep hole",
        place=requests.Place("12 Elm Street", "CF-12", "00311", Point(42.7, -72.3)),
        photo_urls=["https://pictures.example/1.jpg"],
    )

    (row,) = get("requests")
    assert row["service_request_id"] == made.number
    assert row["status"] == "open"
    assert row["service_name"] == "Pothole & <edge>"
    assert row["service_code"] == "pothole"
    assert row["description"] == "A deep hole"
    assert row["agency_responsible"] == "Department of Roads"
    assert (row["address"], row["address_id"], row["zipcode"]) == ("12 Elm Street", "CF-12", "00311")
    assert (row["lat"], row["long"]) == (42.7, -72.3)
    assert row["media_url"] == "https://pictures.example/1.jpg"
    assert row["requested_datetime"].endswith("Z")
    assert row["expected_datetime"].endswith("Z")


def test_what_is_empty_is_null(town: Town) -> None:
    town.request("noise", place=requests.Place())

    (row,) = get("requests")
    assert all(row[name] is None for name in ("address", "address_id", "zipcode", "lat", "long", "media_url"))
    assert row["status_notes"] is None


def test_nothing_is_an_empty_list_and_no_error(town: Town) -> None:
    assert get("requests") == []
    assert len(get_xml("requests")) == 0


def test_no_requester_data_ever_gets_out(town: Town) -> None:
    made = at(clock.now(), town, reach=PERSON, description="public words")

    for query in ({}, {"extensions": "true"}):
        for form in ("json", "xml"):
            for path in ("requests", f"requests/{made.number}"):
                body = Client().get(f"/open311/v2/{path}.{form}", query).content.decode()
                assert made.number in body
                for secret in ("Ann", "Marlowe", "ann@", "555", "ann-7", "SECRET 1", made.token):
                    assert secret not in body


def test_words_and_pictures_meant_for_staff_are_never_shown(town: Town) -> None:
    town.request("noise", description="My neighbor at number 9", photo_urls=["https://p.example/secret.jpg"])

    for query in ({}, {"extensions": "true"}):
        body = Client().get("/open311/v2/requests.json", query).content.decode()
        assert "noise" in body
        assert "number 9" not in body
        assert "secret.jpg" not in body


def test_a_new_version_that_hides_words_does_not_show_those_of_its_requests(town: Town) -> None:
    """The list knows definitions from before; one it does not know is looked up in the statement."""
    get("requests")
    hidden = town_definition_with_hidden_words()
    services.publish(jurisdiction_id=town.jurisdiction.pk, definition=hidden, actor=SYSTEM)
    town.request(description="hidden words")

    assert get("requests")[0]["description"] is None


def town_definition_with_hidden_words() -> str:
    from tests.api.town import POTHOLE

    return POTHOLE.replace('description = "public"', 'description = "staff"')


def test_a_request_that_is_not_public_is_not_listed_and_not_found(town: Town) -> None:
    made = town.request("inside")

    assert ids() == []
    assert Client().get(f"/open311/v2/requests/{made.number}.json").status_code == 404


def test_the_newest_come_first(town: Town) -> None:
    now = clock.now()
    old = at(now - timedelta(days=2), town)
    new = at(now - timedelta(days=1), town)

    assert ids() == [new.number, old.number]


def test_more_than_90_days_ago_is_not_in_the_default_list(town: Town) -> None:
    at(clock.now() - timedelta(days=91), town)
    recent = at(clock.now() - timedelta(days=89), town)

    assert ids() == [recent.number]


def test_a_window_includes_both_ends(town: Town) -> None:
    found = at(NOON, town)

    assert ids(start_date="2026-11-20T17:00:00Z", end_date="2026-11-20T17:00:00Z") == [found.number]
    assert ids(start_date="2026-11-20T17:00:01Z", end_date="2026-11-20T18:00:00Z") == []


def test_a_date_without_zone_is_the_towns_own(town: Town) -> None:
    found = at(NOON, town)

    assert ids(start_date="2026-11-20T12:00:00", end_date="2026-11-20") == [found.number]
    assert ids(start_date="2026-11-20T12:00:01", end_date="2026-11-20") == []


def test_status_open_includes_on_hold_and_says_why(town: Town) -> None:
    held, closed = town.request(), town.request()
    requests.hold(actor=SYSTEM, service_request_id=held.pk, reason="weather", sentence="Until Monday.")
    requests.close(actor=SYSTEM, service_request_id=closed.pk, reason="done", outcome="We filled the hole.")

    (row,) = get("requests", status="open")
    assert row["service_request_id"] == held.number
    assert row["status_notes"] == "On hold: the weather does not allow the work. Until Monday."
    (row,) = get("requests", status="closed")
    assert (row["service_request_id"], row["status_notes"]) == (closed.number, "We filled the hole.")
    assert len(ids(status="open,closed")) == 2


def test_a_closed_request_carries_the_time_of_closing(town: Town) -> None:
    made = at(NOON, town)
    with clock.frozen(NOON + timedelta(hours=2)):
        requests.close(actor=SYSTEM, service_request_id=made.pk, reason="done", outcome="We filled the hole.")
    with clock.frozen(NOON + timedelta(hours=5)):
        requests.comment(actor=SYSTEM, service_request_id=made.pk, text="Looks good.", is_public=True)

    assert get("requests", start_date="2026-11-20")[0]["updated_datetime"] == "2026-11-20T19:00:00Z"
    (row,) = get("requests", base=FIXMYSTREET)
    assert row["updated_datetime"] == "2026-11-20T22:00:00Z"


def test_several_services_can_be_asked_and_unknown_ones_add_nothing(town: Town) -> None:
    pothole, noise = town.request(), town.request("noise")

    assert ids(service_code="noise") == [noise.number]
    assert set(ids(service_code="noise,pothole,nothing")) == {pothole.number, noise.number}
    assert ids(service_code="nothing") == []


def test_ids_override_everything_else(town: Town) -> None:
    old = at(clock.now() - timedelta(days=400), town)

    assert ids(service_request_id=old.number.lower().replace("-", " "), status="closed") == [old.number]
    assert ids(service_request_id=f"{old.number},XX-1") == [old.number]


def test_the_number_of_an_old_system_finds_the_request(town: Town) -> None:
    made = town.request()
    Alias.objects.create(service_request=made, source="old", number="101.002/7")

    assert ids(service_request_id="101.002/7") == [made.number]
    Alias.objects.create(service_request=made, source="old", number="101.002")
    assert get("requests/101.002")[0]["service_request_id"] == made.number


def test_one_request_is_a_list_of_one(town: Town) -> None:
    made = town.request()

    assert [row["service_request_id"] for row in get(f"requests/{made.number}")] == [made.number]
    assert get_xml(f"requests/{made.number}").findtext("request/service_request_id") == made.number


def test_changes_can_be_followed(town: Town) -> None:
    made = at(NOON - timedelta(days=200), town)
    with clock.frozen(NOON):
        requests.comment(actor=SYSTEM, service_request_id=made.pk, text="We are on it.", is_public=True)

    assert ids(updated_after="2026-11-20T16:59:59Z") == [made.number]
    assert ids(updated_after="2026-11-20T17:00:01Z") == []
    assert ids(updated_after="2026-11-20T16:00:00Z", updated_before="2026-11-20T16:30:00Z") == []


def test_a_circle_and_a_box_find_what_lies_in_them(town: Town) -> None:
    near = town.request(place=requests.Place(point=Point(42.7000, -72.3000)))
    town.request(place=requests.Place(point=Point(42.7100, -72.3000)))

    assert ids(lat="42.7004", long="-72.3", radius="100") == [near.number]
    assert len(ids(lat="42.7004", long="-72.3", radius="2000")) == 2
    assert ids(bbox="-72.31,42.69,-72.29,42.705") == [near.number]
    # The corner of the box around the circle is not in the circle.
    assert ids(lat="42.7008", long="-72.2989", radius="100") == []


def test_pages_are_turned_with_links_and_a_total(town: Town) -> None:
    made = [at(clock.now() - timedelta(hours=hour), town).number for hour in range(5)]

    first = Client().get("/open311/v2/requests.json", {"page": "1", "page_size": "2", "status": "open"})
    assert first["X-Total-Count"] == "5"
    assert (
        first["Link"]
        == '<http://testserver/open311/v2/requests.json?page_size=2&status=open&page=2>; rel="next"'
    )
    last = Client().get("/open311/v2/requests.json", {"page": "3", "page_size": "2"})
    assert [row["service_request_id"] for row in last.json()] == made[4:]
    assert 'rel="prev"' in last["Link"]
    assert 'rel="next"' not in last["Link"]
    assert Client().get("/open311/v2/requests.json", {"page": "9", "page_size": "2"}).json() == []


def test_a_total_is_counted_anew_at_the_first_page_and_remembered_for_the_others(town: Town) -> None:
    for _ in range(3):
        town.request()

    def total(page: str) -> str:
        return Client().get("/open311/v2/requests.json", {"page": page, "page_size": "1"})["X-Total-Count"]

    assert total("1") == "3"
    town.request()
    assert total("2") == "3"
    assert total("1") == "4"


def test_a_key_does_not_get_into_a_link(town: Town) -> None:
    town.request()
    response = Client().get("/open311/v2/requests.json", {"page_size": "1", "api_key": town.secret})

    assert 'rel="next"' in response["Link"]
    assert town.secret not in response["Link"]


def test_extensions_add_answers_photos_and_notes(town: Town) -> None:
    made = town.request(
        photo_urls=["https://p.example/1.jpg"], answers={"size": "large", "lanes": ["car", "bike"]}
    )
    requests.comment(actor=SYSTEM, service_request_id=made.pk, text="A crew is on its way.", is_public=True)
    requests.comment(actor=SYSTEM, service_request_id=made.pk, text="internal words", is_public=False)

    (row,) = get("requests", extensions="true")
    size, lanes = row["attributes"]
    assert size == {
        "label": "How big is it?",
        "name": "Bigger than a plate",
        "value": "large",
        "code": "size",
    }
    assert lanes["value"] == "car,bike"
    assert row["extended_attributes"]["state"] == "open"
    assert row["extended_attributes"]["channel"] == "web"
    assert row["extended_attributes"]["photos"][0]["media_url"] == "https://p.example/1.jpg"
    assert row["media_urls"] == ["https://p.example/1.jpg"]
    assert [note["type"] for note in row["notes"]] == ["submit", "comment"]
    assert row["notes"][1]["description"] == "A crew is on its way."
    root = get_xml("requests", extensions="true")
    assert root.findtext("request/attributes/attribute/code") == "size"
    assert root.findtext("request/extended_attributes/photos/photo/media_url") == "https://p.example/1.jpg"


def test_a_duplicate_names_the_original_only_where_that_is_public(town: Town) -> None:
    original, copy = town.request(), town.request()
    requests.mark_duplicate(actor=SYSTEM, service_request_id=copy.pk, original_number=original.number)

    (row,) = get(f"requests/{copy.number}", extensions="true")
    assert row["extended_attributes"]["duplicate_of"] == original.number
    ServiceRequest.objects.filter(pk=original.pk).update(is_public=False)
    (row,) = get(f"requests/{copy.number}", extensions="true")
    assert row["extended_attributes"]["duplicate_of"] is None


def test_one_towns_requests_are_not_anothers(town: Town) -> None:
    other = found_town("otherton.example", "OT")
    town.request()
    theirs = other.request()

    assert ids(jurisdiction_id="otherton.example") == [theirs.number]
    assert Client().get("/open311/v2/requests.json").status_code == 400


def test_unknown_parameters_are_ignored(town: Town) -> None:
    made = town.request()

    assert ids(max_requests="5", has_photo="1", status="") == [made.number]


def test_the_list_is_one_statement(town: Town) -> None:
    """Django sees none of its own: the one statement goes past the ORM."""
    for _ in range(3):
        town.request()
    get("requests")
    with CaptureQueriesContext(connection) as seen:
        get("requests")

    assert [query["sql"] for query in seen.captured_queries] == []


@pytest.mark.parametrize(
    "path", ["requests/%00", "requests/a%00b", "services/%00", "tokens/%00", "tokens/%ff"]
)
def test_a_name_that_no_database_takes_is_404(town: Town, path: str) -> None:
    assert Client().get(f"/open311/v2/{path}.json").status_code == 404
