"""What anyone may know of a report, and "me too"."""

import pytest

from tests.portal.conftest import Resident
from tests.world import World
from townline.contacts.rules import Reach
from townline.portal import limits
from townline.requests import actions
from townline.requests.models import ServiceRequest


def test_a_public_report_shows_public_answers_only(resident: Resident, world: World) -> None:
    made = world.report(
        answers={"owner": "street", "size": "small", "damage": "yes"},
        reach=Reach("Ida Secret", "ida@example.com", "617 555 0123"),
    )
    page = resident.text(resident.client.get(f"/requests/{made.number}/"))
    assert "How big is the hole?" in page
    assert "Was a car or a bike damaged?" not in page
    for personal in ("Ida Secret", "ida@example.com", "555", made.token):
        assert personal not in page


def test_words_that_only_staff_may_read_are_not_public(resident: Resident, world: World) -> None:
    made = world.report("other", place=actions.Place())
    ServiceRequest.objects.filter(pk=made.pk).update(is_public=True, description="My neighbor Bob did it")
    actions.comment(actor=world.resident, service_request_id=made.pk, text="It was Bob again", is_public=True)
    page = resident.text(resident.client.get(f"/requests/{made.number}/"))
    assert "Bob" not in page


@pytest.mark.parametrize("number", ["TL-2611-0001-1", "nothing", "' OR 1=1 --", "x" * 500])
def test_no_report_behind_a_number_is_a_sentence(resident: Resident, world: World, number: str) -> None:
    answer = resident.client.get(f"/requests/{number}/")
    assert answer.status_code == 404
    assert "There is no public report with this number" in answer.content.decode()


def test_a_report_that_is_not_public_is_not_found(resident: Resident, world: World) -> None:
    made = world.report()
    ServiceRequest.objects.filter(pk=made.pk).update(is_public=False)
    assert resident.client.get(f"/requests/{made.number}/").status_code == 404
    assert resident.client.post(f"/requests/{made.number}/me-too/").status_code == 404
    assert made.number not in resident.text(resident.client.get("/requests/"))


def test_another_spelling_leads_to_the_one_address(resident: Resident, world: World) -> None:
    made = world.report()
    answer = resident.client.get(f"/requests/{made.number.lower()}/")
    assert answer["Location"] == f"/requests/{made.number}/"


def test_me_too_counts_once_for_a_browser(resident: Resident, another: Resident, world: World) -> None:
    made = world.report()
    for _ in range(2):
        answer = resident.client.post(f"/requests/{made.number}/me-too/")
        assert answer["Location"] == f"/requests/{made.number}/?joined=1"
    another.client.post(f"/requests/{made.number}/me-too/")
    made.refresh_from_db()
    assert made.followers == 2
    assert "You are one of them." in resident.text(resident.client.get(f"/requests/{made.number}/"))


def test_nobody_joins_an_own_report(resident: Resident) -> None:
    made = resident.at_check().send()
    resident.client.post(f"/requests/{made.number}/me-too/")
    made.refresh_from_db()
    assert made.followers == 0
    assert ">Me too<" not in resident.text(resident.client.get(f"/requests/{made.number}/"))


def test_me_too_on_a_closed_report_is_refused_with_a_sentence(resident: Resident, world: World) -> None:
    made = world.report()
    outcome = "We filled the hole with hot asphalt."
    actions.close(actor=world.roads_officer, service_request_id=made.pk, reason="done", outcome=outcome)
    answer = resident.client.post(f"/requests/{made.number}/me-too/")
    assert answer.status_code == 409
    assert "Report it again" in answer.content.decode()


def test_me_too_is_not_done_by_a_link(resident: Resident, world: World) -> None:
    made = world.report()
    assert resident.client.get(f"/requests/{made.number}/me-too/").status_code == 405


def test_a_flood_of_me_too_is_stopped(
    resident: Resident, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world.report()
    monkeypatch.setattr(limits, "MOST_OF_AN_ADDRESS", 0)
    assert resident.client.post(f"/requests/{made.number}/me-too/").status_code == 429


def test_the_list_goes_on_where_the_page_ended(resident: Resident, world: World) -> None:
    numbers = [world.report().number for _ in range(23)]
    first = resident.text(resident.client.get("/requests/"))
    further = first.split('href="')[-1]
    link = next(part for part in first.split('"') if "before=" in part).replace("&amp;", "&")
    second = resident.text(resident.client.get(link))
    assert further
    assert numbers[22] in first
    assert numbers[0] not in first
    assert numbers[0] in second
    assert numbers[22] not in second


@pytest.mark.parametrize(
    "before", ["x", "2026-13-01_1", "2026-11-01T00:00:00_1", "_", "2026-11-01T00:00:00+00:00_x"]
)
def test_a_broken_place_in_the_list_is_ignored(resident: Resident, world: World, before: str) -> None:
    assert resident.client.get("/requests/", {"before": before, "service": "x" * 300}).status_code == 200


def test_the_figure_of_the_first_page_counts_rows(
    resident: Resident, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("townline.portal.reading.SHORTEST_FOR_FIGURE", 1)
    made = world.report()
    outcome = "We filled the hole with hot asphalt."
    actions.close(actor=world.roads_officer, service_request_id=made.pk, reason="done", outcome=outcome)
    page = resident.text(resident.client.get("/"))
    assert "100 % on time." in page
    assert made.number in resident.text(resident.client.get("/requests/", {"show": "closed"}))
