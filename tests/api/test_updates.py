"""servicerequestupdates, read and sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.asking import HOLE, get, get_xml, made, post, sentences
from tests.api.town import NOON, Town, found_town
from townline.identity.rules import SYSTEM
from townline.kit import clock
from townline.requests import actions as requests
from townline.requests.models import Photo, ServiceRequest, TimelineEntry

SAID = "The hole was filled this morning."


def update(number: str, status: str, *, key: str, number_of_update: str = "1", **fields: Any) -> Any:
    facts = {
        "service_request_id": number,
        "update_id": number_of_update,
        "status": status,
        "updated_datetime": clock.now().isoformat(),
        "description": SAID,
    }
    return post(key, "servicerequestupdates", **facts | fields)


def state(number: str) -> str:
    return ServiceRequest.objects.get(number=number).state


def worked_on(town: Town) -> ServiceRequest:
    with clock.frozen(NOON):
        made = town.request()
    steps = (
        lambda: requests.comment(actor=SYSTEM, service_request_id=made.pk, text="Seen it.", is_public=True),
        lambda: requests.comment(actor=SYSTEM, service_request_id=made.pk, text="internal", is_public=False),
        lambda: requests.hold(actor=SYSTEM, service_request_id=made.pk, reason="weather"),
        lambda: requests.release(actor=SYSTEM, service_request_id=made.pk),
        lambda: requests.comment(
            actor=SYSTEM, service_request_id=made.pk, text="Nearly done.", is_public=True
        ),
        lambda: requests.close(
            actor=SYSTEM, service_request_id=made.pk, reason="not_ours", outcome="The state does this road."
        ),
        lambda: requests.reopen(actor=SYSTEM, service_request_id=made.pk, reason="It is ours."),
        lambda: requests.close(
            actor=SYSTEM, service_request_id=made.pk, reason="done", outcome="We filled the hole."
        ),
    )
    for hour, step in enumerate(steps, 1):
        with clock.frozen(NOON + timedelta(hours=hour)):
            step()
    return made


def test_every_public_step_is_told_in_the_words_fixmystreet_knows(town: Town) -> None:
    made = worked_on(town)

    rows = get("servicerequestupdates")
    assert [row["status"] for row in rows] == [
        "OPEN",
        "ACTION_SCHEDULED",
        "IN_PROGRESS",
        "IN_PROGRESS",
        "NOT_COUNCILS_RESPONSIBILITY",
        "OPEN",
        "FIXED",
    ]
    assert {row["service_request_id"] for row in rows} == {made.number}
    assert rows[1]["external_status_code"] == "weather"
    assert rows[-1]["description"] == "We filled the hole."
    assert rows[-1]["updated_datetime"] == "2026-11-21T01:00:00Z"
    assert len({row["update_id"] for row in rows}) == 7


def test_what_is_internal_is_never_told(town: Town) -> None:
    worked_on(town)

    assert b"internal" not in Client().get("/open311/v2/servicerequestupdates.xml").content


def test_a_window_includes_both_ends(town: Town) -> None:
    worked_on(town)
    window = {"start_date": "2026-11-20T19:00:00Z", "end_date": "2026-11-20T21:00:00Z"}

    found = [row["status"] for row in get("servicerequestupdates", **window)]
    assert found == ["ACTION_SCHEDULED", "IN_PROGRESS"]


def test_dates_come_both_or_not_at_all(town: Town) -> None:
    response = Client().get("/open311/v2/servicerequestupdates.json", {"start_date": "2026-11-20"})

    assert response.status_code == 400
    assert "both or not at all" in sentences(response)  # type: ignore[arg-type]


def test_pages_of_a_window_go_forward_in_time(town: Town) -> None:
    worked_on(town)
    window = {"start_date": "2026-11-20", "end_date": "2026-11-22", "page_size": "3"}

    first = Client().get("/open311/v2/servicerequestupdates.json", window | {"page": "1"})
    assert first["X-Total-Count"] == "7"
    assert 'rel="next"' in first["Link"]
    third = get("servicerequestupdates", **window, page="3")
    assert [row["status"] for row in third] == ["FIXED"]


def test_without_a_window_the_newest_come_oldest_first(town: Town) -> None:
    worked_on(town)

    assert [row["status"] for row in get("servicerequestupdates", page_size="2")] == ["OPEN", "FIXED"]


def test_updates_of_what_is_not_public_go_only_to_the_key_that_sent_it(town: Town) -> None:
    number = made(post(town.secret, **HOLE))
    ServiceRequest.objects.update(is_public=False)
    made_request = ServiceRequest.objects.get(number=number)
    requests.comment(actor=SYSTEM, service_request_id=made_request.pk, text="Seen it.", is_public=True)

    assert get("servicerequestupdates") == []
    assert get("servicerequestupdates", api_key=town.other_secret) == []
    assert len(get("servicerequestupdates", api_key=town.secret)) == 1
    assert Client().get("/open311/v2/servicerequestupdates.json", {"api_key": "wrong"}).status_code == 403


def test_an_update_is_written_and_answered_with_the_number_it_has_in_the_feed(town: Town) -> None:
    number = made(post(town.secret, **HOLE))
    response = update(number, "OPEN", key=town.secret)

    assert response.status_code == 200
    (told,) = get("servicerequestupdates")
    assert response.json() == [{"update_id": told["update_id"]}]
    assert told["description"] == SAID
    answer = post(
        town.secret, "servicerequestupdates", "xml",
        service_request_id=number, update_id="2", status="OPEN", updated_datetime="2026-11-21T10:00:00Z", description="x",
    )  # fmt: skip
    assert b"<service_request_updates><request_update><update_id>" in answer.content


def test_fixed_closes_and_reopen_takes_up_again(town: Town) -> None:
    number = made(post(town.secret, **HOLE))

    assert update(number, "FIXED", key=town.secret).status_code == 200
    assert state(number) == "closed"
    assert ServiceRequest.objects.get(number=number).outcome == SAID
    assert update(number, "reopen", key=town.secret, number_of_update="2").status_code == 200
    assert state(number) == "open"


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("FIXED", "done"),
        ("CLOSED", "done"),
        ("no further action", "declined"),
        ("DUPLICATE", "duplicate"),
        ("NOT_COUNCILS_RESPONSIBILITY", "not_ours"),
        ("cancelled", "withdrawn"),
    ],
)
def test_each_closing_word_has_its_reason(town: Town, word: str, reason: str) -> None:
    number = made(post(town.secret, **HOLE))
    update(number, word, key=town.secret)

    assert ServiceRequest.objects.get(number=number).closing_reason == reason


@pytest.mark.parametrize(
    "word",
    [
        "IN_PROGRESS",
        "ACTION_SCHEDULED",
        "INVESTIGATING",
        "FOR_TRIAGE",
        "INTERNAL_REFERRAL",
        "UNCHANGED",
        "PLANNED",
        "OPEN",
    ],
)
def test_other_words_only_tell_something(town: Town, word: str) -> None:
    number = made(post(town.secret, **HOLE))

    assert update(number, word, key=town.secret).status_code == 200
    assert state(number) == "open"


def test_a_closing_word_without_a_real_sentence_says_who_said_it(town: Town) -> None:
    number = made(post(town.secret, **HOLE))
    update(number, "FIXED", key=town.secret, description="Done")

    assert ServiceRequest.objects.get(number=number).outcome == "FixMyStreet says that this is fixed: Done"


def test_only_who_sent_a_request_may_close_it(town: Town) -> None:
    number = made(post(town.secret, **HOLE))

    assert update(number, "FIXED", key=town.other_secret).status_code == 200
    assert state(number) == "open"
    assert TimelineEntry.objects.latest("pk").sentence == SAID


def test_a_private_request_of_others_is_404(town: Town) -> None:
    number = made(post(town.secret, **HOLE))
    ServiceRequest.objects.update(is_public=False)

    assert update(number, "OPEN", key=town.other_secret).status_code == 404
    assert update("CF-0000-0000-0", "OPEN", key=town.secret).status_code == 404


def test_words_of_a_service_that_keeps_words_for_staff_stay_with_staff(town: Town) -> None:
    number = made(post(town.secret, service_code="noise", description="x"))
    update(number, "OPEN", key=town.secret)

    assert not TimelineEntry.objects.latest("pk").is_public
    assert get("servicerequestupdates") == []


def test_the_same_update_again_is_the_same_update(town: Town) -> None:
    number = made(post(town.secret, **HOLE))
    facts = {"updated_datetime": "2026-11-20T10:00:00Z"}
    first = update(number, "FIXED", key=town.secret, **facts)

    assert update(number, "FIXED", key=town.secret, **facts).json() == first.json()
    assert TimelineEntry.objects.filter(verb="close").count() == 1


def test_the_same_number_for_another_update_already_exists(town: Town) -> None:
    number = made(post(town.secret, **HOLE))
    update(number, "OPEN", key=town.secret)
    response = update(number, "OPEN", key=town.secret, description="Something else.")

    assert response.status_code == 400
    assert "already exists" in sentences(response)


def test_pictures_come_with_an_update(town: Town) -> None:
    number = made(post(town.secret, **HOLE))
    update(number, "OPEN", key=town.secret, media_url=["https://p.example/1.jpg", "https://p.example/2.jpg"])

    assert Photo.objects.filter(is_public=True).count() == 2
    assert get(f"requests/{number}")[0]["media_url"] == "https://p.example/1.jpg"


def test_the_total_of_one_key_is_not_told_to_another(town: Town) -> None:
    made(post(town.secret, **HOLE))
    ServiceRequest.objects.update(is_public=False)
    (made_request,) = ServiceRequest.objects.all()
    for _ in range(5):
        requests.comment(actor=SYSTEM, service_request_id=made_request.pk, text="Seen it.", is_public=True)

    def total(secret: str, page: str) -> str:
        query = {"page": page, "page_size": "1"} | ({"api_key": secret} if secret else {})
        return Client().get("/open311/v2/servicerequestupdates.json", query)["X-Total-Count"]

    assert total(town.secret, "1") == "5"
    assert total(town.other_secret, "2") == "1"
    assert total("", "2") == "1"


def test_the_key_says_which_town_is_meant(town: Town) -> None:
    other = found_town("otherton.example", "OT")
    seen = other.request()
    requests.comment(actor=SYSTEM, service_request_id=seen.pk, text="Seen it.", is_public=True)
    window = {"start_date": "2026-11-20T00:00:00", "end_date": "2099-01-01T00:00:00", "page": "1"}

    for query in ({}, window):
        rows = get("servicerequestupdates", api_key=other.secret, **query)
        assert [row["service_request_id"] for row in rows] == [seen.number]
    unnamed = Client().get("/open311/v2/servicerequestupdates.json")
    assert "jurisdiction_id is missing" in sentences(unnamed)  # type: ignore[arg-type]


def test_an_update_leaves_the_request_open_for_jobs_that_point_at_it(town: Town) -> None:
    number = made(post(town.secret, **HOLE))
    with CaptureQueriesContext(connection) as asked:
        assert update(number, "OPEN", key=town.secret).status_code == 200
    locks = [one["sql"] for one in asked if "requests_servicerequest" in one["sql"] and " FOR " in one["sql"]]
    assert locks
    assert all("FOR NO KEY UPDATE" in sql for sql in locks)


@pytest.mark.parametrize(
    "name", ["service_request_id", "update_id", "status", "updated_datetime", "description"]
)
def test_each_required_field_is_asked_for_by_name(town: Town, name: str) -> None:
    number = made(post(town.secret, **HOLE))
    facts = {
        "service_request_id": number,
        "update_id": "1",
        "status": "OPEN",
        "updated_datetime": "2026-11-21T10:00:00Z",
        "description": SAID,
    }
    response = post(town.secret, "servicerequestupdates", **facts | {name: None})

    assert response.status_code == 400
    assert f"{name} is missing" in sentences(response)


def test_an_unknown_word_or_date_is_refused(town: Town) -> None:
    number = made(post(town.secret, **HOLE))

    assert "Use one of" in sentences(update(number, "MAYBE", key=town.secret))
    assert "no date" in sentences(update(number, "OPEN", key=town.secret, updated_datetime="now"))


def test_an_update_without_a_key_is_403(town: Town) -> None:
    number = made(post(town.secret, **HOLE))

    assert update(number, "OPEN", key="").status_code == 403


def test_xml_has_the_elements_that_fixmystreet_reads(town: Town) -> None:
    worked_on(town)

    first = get_xml("servicerequestupdates").find("request_update")
    assert first is not None
    assert {"update_id", "service_request_id", "status", "description", "updated_datetime"} <= {
        one.tag for one in first
    }
