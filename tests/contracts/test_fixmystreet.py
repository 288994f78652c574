"""What the FixMyStreet client does to a server, each habit as a test (read from its sources, see the recipe)."""

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

from tests.api.asking import FIXMYSTREET, V2, element, get, get_xml, made, post
from tests.api.pictures import jpeg
from tests.api.town import POTHOLE, Town
from townline.contacts.models import Customer
from townline.identity.rules import SYSTEM
from townline.kit import clock
from townline.requests import actions as requests
from townline.requests.models import Photo, ServiceRequest
from townline.services import actions as services

HERE = "cedarford.example"
REPORT = {
    "jurisdiction_id": HERE,
    "service_code": "pothole",
    "lat": "42.7055",
    "long": "-72.3610",
    "description": "Pothole in Elm Street\n\nA deep hole.\n\nhttps://fms.example/report/77\n\n",
    "email": "ann@example.org",
    "first_name": "Ann",
    "last_name": "Lee",
    "attribute[size]": "small",
    "attribute[easting]": "450000",
    "attribute[uprn]": "100012",
    "attribute[fixmystreet_id]": "77",
}


def test_the_path_is_put_behind_the_base_address_which_ends_in_a_slash(town: Town) -> None:
    for base in (V2, FIXMYSTREET):
        for call in (
            "services.xml",
            "services/pothole.xml",
            "requests.xml",
            "servicerequestupdates.xml",
            "tokens/1.xml",
        ):
            assert resolve(base + call).url_name != "nothing"


def test_jurisdiction_id_comes_with_every_call(town: Town) -> None:
    for call in ("services", "services/pothole", "requests", "servicerequestupdates"):
        assert get_xml(call, jurisdiction_id=HERE) is not None
    assert post(town.secret, form="xml", **REPORT).status_code == 200


def test_a_single_service_is_still_inside_its_container(town: Town) -> None:
    services.retire(jurisdiction_id=town.jurisdiction.pk, code="noise", actor=SYSTEM, reason="test")

    assert [one.tag for one in get_xml("services")] == ["service"]


def test_names_come_as_first_word_and_the_rest(town: Town) -> None:
    post(town.secret, **REPORT | {"first_name": "Ann", "last_name": "van der Lee"})

    assert Customer.objects.get().name == "Ann van der Lee"


def test_a_missing_last_name_is_a_hyphen(town: Town) -> None:
    post(town.secret, **REPORT | {"last_name": "-"})

    assert Customer.objects.get().name == "Ann"


def test_deviceid_without_underscore_is_the_device(town: Town) -> None:
    own = {"attribute[fixmystreet_id]": None}
    one = made(post(town.secret, **REPORT | own, deviceid="1"))

    assert made(post(town.secret, **REPORT | own, deviceid="1")) == one
    assert made(post(town.secret, **REPORT | own, deviceid="2")) != one


def test_a_postcode_comes_as_address_string(town: Town) -> None:
    number = made(post(town.secret, **REPORT | {"lat": None, "long": None, "address_string": "00311"}))

    assert get(f"requests/{number}")[0]["address"] == "00311"


def test_not_pinpointed_is_no_place(town: Town) -> None:
    nowhere = {"lat": None, "long": None, "address_id": "#NOTPINPOINTED#"}

    refused = post(town.secret, **REPORT | nowhere)
    assert refused.status_code == 400
    assert "Say where it is" in refused.json()[0]["description"]
    number = made(post(town.secret, **REPORT | nowhere | {"service_code": "noise"}))
    assert get(f"requests/{number}")[0]["address_id"] is None


def test_attributes_we_never_asked_for_are_ignored(town: Town) -> None:
    number = made(post(town.secret, **REPORT))

    assert ServiceRequest.objects.get(number=number).answers == {"size": "small"}


def test_media_url_is_repeated_as_separate_fields(town: Town) -> None:
    post(
        town.secret,
        **REPORT,
        media_url=["https://fms.example/photo/77.0.jpeg", "https://fms.example/photo/77.1.jpeg"],
    )

    assert Photo.objects.filter(source_url__startswith="https://fms.example").count() == 2


def test_a_private_report_comes_as_multipart_with_numbered_photos(town: Town) -> None:
    photos = {f"photo{n}": SimpleUploadedFile(f"{n}.jpeg", jpeg((30 + n, 30)), "image/jpeg") for n in (1, 2)}
    response = Client().post("/open311/v2/requests.xml", REPORT | {"api_key": town.secret} | photos)

    assert response.status_code == 200
    assert Photo.objects.exclude(name=None).count() == 2


def test_api_key_comes_with_get_updates(town: Town) -> None:
    assert len(get_xml("servicerequestupdates", api_key=town.secret, jurisdiction_id=HERE)) == 4


def test_the_id_comes_at_once_so_no_token_is_polled(town: Town) -> None:
    root = element(post(town.secret, form="xml", **REPORT).content)

    assert root.findtext("request/service_request_id")
    assert root.find("request/token") is None


def test_a_token_polled_five_times_answers_five_times(town: Town) -> None:
    number = made(post(town.secret, **REPORT))

    assert {get_xml(f"tokens/{number}").findtext("request/service_request_id") for _ in range(5)} == {number}


def test_a_report_sent_again_hours_after_a_lost_answer_is_the_same_request(town: Town) -> None:
    now = clock.now()
    with clock.frozen(now):
        first = made(post(town.secret, **REPORT))
    for minutes in (5, 30, 24 * 60):
        with clock.frozen(now + timedelta(minutes=minutes)):
            assert made(post(town.secret, **REPORT)) == first


def test_a_refusal_has_the_elements_it_shows_as_reason(town: Town) -> None:
    root = element(post(town.secret, form="xml", **REPORT | {"attribute[size]": "enormous"}).content)

    assert root.findtext("error/code") == "400"
    assert root.findtext("error/description", "").startswith("attribute[size]:")


def test_every_service_with_metadata_has_a_definition_it_can_read(town: Town) -> None:
    for service in get_xml("services"):
        if service.findtext("metadata") == "true":
            root = get_xml(f"services/{service.findtext('service_code')}")
            for attribute in root.iter("attribute"):
                assert attribute.findtext("variable") in {"true", "false"}
                assert attribute.findtext("order", "").isdigit()


def test_the_group_is_one_plain_element(town: Town) -> None:
    assert {one.findtext("group") for one in get_xml("services")} == {"Streets", "Neighborhood"}


@pytest.mark.parametrize("word", ["private", "inactive", "staff", "waste_only"])
def test_keywords_that_hide_a_category_never_come_by_accident(town: Town, word: str) -> None:
    changed = POTHOLE.replace('"staff", "crater"', f'"{word}", "crater"')
    services.publish(jurisdiction_id=town.jurisdiction.pk, definition=changed, actor=SYSTEM)

    words = {part.strip() for one in get_xml("services") for part in one.findtext("keywords", "").split(",")}
    assert "crater" in words
    assert word not in words


def test_a_failing_service_list_is_an_error_and_never_a_short_list(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It deletes the categories that are missing from a list."""
    from townline.channels.kinds.open311 import catalogue

    whole = catalogue.service_row

    def fail(definition: object) -> object:
        if definition.code == "pothole":  # type: ignore[attr-defined]
            raise RuntimeError
        return whole(definition)  # type: ignore[arg-type]

    monkeypatch.setattr(catalogue, "service_row", fail)
    response = Client(raise_request_exception=False).get("/open311/v2/services.xml")

    assert response.status_code == 500
    assert b"<service>" not in response.content


def test_fetched_reports_have_an_id_and_a_point_or_are_skipped(town: Town) -> None:
    rows = get_xml("requests").findall("request")

    placed = [row for row in rows if row.findtext("lat")]
    assert len(placed) == 3
    assert all(row.findtext("service_request_id") and row.findtext("long") for row in placed)


def test_its_window_on_the_last_change_has_an_address_of_its_own(town: Town) -> None:
    """It warns about every row whose updated_datetime lies outside the window it asked for."""
    now = clock.now()
    window = {
        "start_date": (now - timedelta(hours=25)).isoformat(),
        "end_date": (now - timedelta(hours=23)).isoformat(),
    }

    changed = get("requests", base=FIXMYSTREET, **window)
    assert len(changed) == 3
    for row in changed:
        assert window["start_date"][:19] <= row["updated_datetime"] <= window["end_date"][:19]
    assert get("requests", **window) == []


def test_a_description_keeps_its_line_breaks(town: Town) -> None:
    number = made(post(town.secret, **REPORT))

    said = get_xml(f"requests/{number}").findtext("request/description", "")
    assert re.search(r"Elm Street\n\nA deep hole\.", said)


def test_extended_status_words_come_back_case_insensitive(town: Town) -> None:
    known = {
        "OPEN",
        "FIXED",
        "IN_PROGRESS",
        "ACTION_SCHEDULED",
        "NO_FURTHER_ACTION",
        "NOT_COUNCILS_RESPONSIBILITY",
        "DUPLICATE",
        "CLOSED",
    }

    assert {row.findtext("status") for row in get_xml("servicerequestupdates")} <= known


def test_an_update_it_sent_comes_back_with_the_number_it_was_given(town: Town) -> None:
    """It skips an update whose number it knows, so its own words do not come back as news."""
    number = made(post(town.secret, **REPORT))
    answer = post(
        town.secret, "servicerequestupdates", "xml",
        jurisdiction_id=HERE, service_request_id=number, update_id="5001", status="OPEN",
        updated_datetime=clock.now().isoformat(), description="Still there.", title="", email="ann@example.org",
        first_name="Ann", last_name="-", public_anonymity_required="TRUE", email_alerts_requested="FALSE",
        service_request_id_ext="77",
    )  # fmt: skip
    given = element(answer.content).findtext("request_update/update_id")

    told = get_xml("servicerequestupdates", api_key=town.secret)
    assert given in [row.findtext("update_id") for row in told]
    assert "ann@example.org" not in ET.tostring(told).decode()


def test_a_poll_with_both_dates_gets_only_that_window(town: Town) -> None:
    now = clock.now()
    made_request = town.request()
    with clock.frozen(now + timedelta(hours=1)):
        requests.comment(
            actor=SYSTEM, service_request_id=made_request.pk, text="A crew is there.", is_public=True
        )
    window = {
        "start_date": (now + timedelta(minutes=30)).isoformat(),
        "end_date": (now + timedelta(minutes=90)).isoformat(),
    }

    assert [row.findtext("description") for row in get_xml("servicerequestupdates", **window)] == [
        "A crew is there."
    ]
