"""Discovery, the list of services and their definitions."""

from datetime import timedelta

from django.test import Client

from tests.api.asking import get, get_xml
from tests.api.town import COMPLAINT, POTHOLE, Town, found_town
from townline.identity.rules import SYSTEM
from townline.kit import clock
from townline.services import actions as services


def test_discovery_says_where_the_endpoint_is_and_how_to_get_a_key(town: Town) -> None:
    found = get("discovery", base="/open311/")

    assert found["endpoints"][0]["url"] == "http://testserver/open311/v2"
    assert found["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    assert "311@cedarford.example" in found["key_service"]
    assert get_xml("discovery", base="/open311/").findtext("endpoints/endpoint/specification")


def test_addresses_that_leave_the_site_carry_its_public_name(town: Town, settings: object) -> None:
    settings.PUBLIC_URL = "https://311.cedarford.example/"  # type: ignore[attr-defined]
    town.request()

    assert get("discovery")["endpoints"][0]["url"] == "https://311.cedarford.example/open311/v2"
    link = Client().get("/open311/v2/requests.json", {"page_size": "1"})["Link"]
    assert link.startswith("<https://311.cedarford.example/open311/v2/requests.json?page_size=1&page=2>")


def test_discovery_also_stands_beside_the_calls(town: Town) -> None:
    assert get("discovery") == get("discovery", base="/open311/")


def test_the_changeset_moves_when_a_service_changes(town: Town) -> None:
    before = get("discovery")["changeset"]
    changed = POTHOLE.replace("A hole in the surface", "A big hole in the surface")
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        services.publish(jurisdiction_id=town.jurisdiction.pk, definition=changed, actor=SYSTEM)

    assert get("discovery")["changeset"] != before


def test_the_changeset_stays_when_nothing_changes(town: Town) -> None:
    before = get("discovery")["changeset"]
    services.publish(jurisdiction_id=town.jurisdiction.pk, definition=COMPLAINT, actor=SYSTEM)

    assert get("discovery")["changeset"] == before


def test_services_are_listed_with_text_codes_and_truth_values(town: Town) -> None:
    noise, pothole = get("services")

    assert pothole["service_code"] == "pothole"
    assert pothole["metadata"] is True
    assert noise["metadata"] is False
    assert pothole["type"] == "realtime"
    assert get_xml("services").findtext("service/metadata") == "false"


def test_a_service_that_only_staff_offers_is_not_listed(town: Town) -> None:
    assert "inside" not in [row["service_code"] for row in get("services")]
    assert Client().get("/open311/v2/services/inside.json").status_code == 404


def test_a_definition_asks_the_questions_in_order_and_shows_the_advice(town: Town) -> None:
    found = get("services/pothole")
    advice, size, plate, lanes = found["attributes"]

    assert advice["variable"] is False
    assert "Call 911" in advice["description"]
    assert (size["datatype"], size["required"]) == ("singlevaluelist", True)
    assert size["values"][0] == {"key": "small", "name": "Smaller than a plate"}
    assert (plate["datatype"], lanes["datatype"]) == ("string", "multivaluelist")
    assert [one["order"] for one in found["attributes"]] == [1, 2, 3, 4]


def test_a_definition_without_questions_is_an_empty_list(town: Town) -> None:
    assert get("services/noise") == {"service_code": "noise", "attributes": []}


def test_an_unknown_service_is_404_in_both_formats(town: Town) -> None:
    assert Client().get("/open311/v2/services/nothing.json").json()[0]["code"] == 404
    assert b"<code>404</code>" in Client().get("/open311/v2/services/nothing.xml").content


def test_with_two_jurisdictions_one_must_be_named(town: Town) -> None:
    found_town("otherton.example", "OT")

    missing = Client().get("/open311/v2/services.json")
    assert missing.status_code == 400
    assert "jurisdiction_id is missing" in missing.json()[0]["description"]
    assert get("services", jurisdiction_id="otherton.example")


def test_an_unknown_jurisdiction_is_404(town: Town) -> None:
    for path in ("services", "requests", "servicerequestupdates", "services/pothole"):
        response = Client().get(f"/open311/v2/{path}.json", {"jurisdiction_id": "nowhere.example"})
        assert response.status_code == 404, path
