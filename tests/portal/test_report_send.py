"""Steps 3 and 4: how to reach the resident, everything once more, send."""

import io
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage

from tests.portal.conftest import SMALL, Resident
from tests.world import World
from townline.contacts.models import ContactPoint
from townline.portal import limits
from townline.requests.models import ServiceRequest


def test_a_report_is_sent_and_its_number_shown(resident: Resident) -> None:
    made = resident.at_check().send()
    page = resident.text(resident.client.get(f"/follow/{made.token}/sent/"))
    assert made.number in page
    assert "We will take care of this by" in page
    assert f"/follow/{made.token}/" in page
    assert made.channel == "web"
    assert made.answers == {"owner": "street", "size": "small"}
    assert made.address_reference == "MF-00012"


def test_a_double_click_makes_one_request(resident: Resident) -> None:
    resident.at_check()
    session = resident.client.session
    before = dict(session["drafts"])
    first = resident.send()
    session = resident.client.session
    session["drafts"] = before
    session.save()
    assert resident.send().pk == first.pk
    assert ServiceRequest.objects.count() == 1


def test_going_back_after_sending_leads_to_the_report(resident: Resident) -> None:
    made = resident.at_check().send()
    for step in ("place", "questions", "you", "check"):
        assert resident.client.get(resident.url(step))["Location"] == f"/follow/{made.token}/sent/"


def test_steps_cannot_be_jumped(resident: Resident) -> None:
    resident.put("place", address="12 Elm Street")
    for step in ("you", "check"):
        assert resident.client.get(resident.url(step))["Location"].endswith("/questions/")
    assert resident.client.post(resident.url("check"))["Location"].endswith("/questions/")
    assert not ServiceRequest.objects.exists()


def test_an_answer_can_be_changed_from_the_check_page(resident: Resident) -> None:
    resident.at_check()
    assert "Smaller than a dinner plate" in resident.get("check")
    assert resident.post("questions", {**SMALL, "answer-size": "many"}).endswith("/check/")
    assert "Many holes along one stretch" in resident.get("check")


def test_an_e_mail_that_is_none_is_kept_and_explained(resident: Resident) -> None:
    resident.at_check()
    where = resident.put("you", name="Ida", email="me at home", phone="")
    page = resident.text(resident.client.get(where))
    assert "Write an e-mail address like name@example.com." in page
    assert 'value="me at home"' in page
    assert 'value="Ida"' in page


def test_ways_to_reach_the_resident_are_handed_in(resident: Resident) -> None:
    resident.at_check().put("you", name="Ida", email="ida@example.com", phone="617 555 0123")
    made = resident.send()
    kinds = ContactPoint.objects.filter(customer_id=made.customer_id).values_list("kind", flat=True)
    assert set(kinds) == {"email", "phone"}


def test_a_machine_that_fills_every_field_gets_no_further(resident: Resident) -> None:
    resident.at_check()
    where = resident.put("you", name="x", email="", phone="", website="http://spam.example")
    assert "Leave the last field empty" in resident.text(resident.client.get(where))


def test_photos_are_handed_in_and_the_draft_keeps_none(
    resident: Resident, photo: Callable[..., io.BytesIO]
) -> None:
    resident.at_check().post("questions", {**SMALL, "photos": [photo()]})
    made = resident.send()
    assert made.photos.count() == 1
    days, _ = default_storage.listdir("drafts")
    assert [default_storage.listdir(f"drafts/{day}")[1] for day in days] == [[]]


def test_a_flood_is_stopped_and_the_draft_kept(resident: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_OF_AN_ADDRESS", 1)
    resident.at_check().send()
    resident.key = "new"
    resident.put("place", address="12 Elm Street")
    resident.put("near")
    resident.post("questions", SMALL)
    resident.put("you", name="", email="", phone="")
    answer = resident.client.post(resident.url("check"))
    assert answer.status_code == 429
    assert "Your report is kept in this browser" in answer.content.decode()
    assert "Check your answers" in resident.get("check")


def test_a_question_added_meanwhile_is_asked(resident: Resident, world: World) -> None:
    resident.at_check()
    session = resident.client.session
    for draft in session["drafts"].values():
        draft["answers"]["size"] = ""
    session.save()
    where = resident.put("check")
    assert "/questions/?check=1" in where
    assert "Answer this question: How big is the hole?" in resident.text(resident.client.get(where))


def test_pages_of_a_report_are_not_stored_or_indexed(resident: Resident) -> None:
    made = resident.at_check().send()
    for address in (
        f"/follow/{made.token}/",
        f"/follow/{made.token}/sent/",
        "/services/pothole/report/new/place/",
    ):
        answer = resident.client.get(address)
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer["X-Robots-Tag"]
