"""Following one's own report, and finding one by its number."""

from datetime import timedelta

from tests.portal.conftest import Resident
from tests.world import FRIDAY_AFTERNOON, World
from townline.kit import clock
from townline.requests import actions
from townline.requests.models import ServiceRequest


def page_of(resident: Resident, made: ServiceRequest, query: str = "") -> str:
    return resident.text(resident.client.get(f"/follow/{made.token}/{query}"))


def test_the_own_page_shows_promise_reasons_and_answers(resident: Resident, world: World) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        page = page_of(resident, world.report())
    assert "We will take care of this by Wed 25 Nov, 15:30." in page
    assert "Why this date?" in page
    assert "What kind of road is it?" in page
    assert "A deep hole by the bus stop." in page


def test_a_wrong_link_leads_to_a_sentence(resident: Resident, world: World) -> None:
    answer = resident.client.get("/follow/nobody-knows-this/")
    assert answer.status_code == 404
    assert "This link leads to no report" in answer.content.decode()


def test_a_late_report_is_apologised_for(resident: Resident, world: World) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        made = world.report()
    with clock.frozen(FRIDAY_AFTERNOON + timedelta(days=20)):
        page = page_of(resident, made)
    assert "We are sorry. We promised this by Wed 25 Nov, 15:30" in page


def test_a_hold_says_why(resident: Resident, world: World) -> None:
    made = world.report()
    actions.hold(actor=world.roads_officer, service_request_id=made.pk, reason="weather")
    assert "The weather does not allow the work" in page_of(resident, made)


def test_a_closed_report_says_how_it_ended(resident: Resident, world: World) -> None:
    made = world.report()
    outcome = "We filled the hole with hot asphalt."
    actions.close(actor=world.roads_officer, service_request_id=made.pk, reason="done", outcome=outcome)
    page = page_of(resident, made)
    assert outcome in page
    assert "It is not solved?" in page


def test_staff_notes_are_not_shown(resident: Resident, world: World) -> None:
    made = world.report()
    note = {"service_request_id": made.pk, "text": "The neighbor is difficult."}
    actions.comment(actor=world.roads_officer, is_public=False, **note)
    assert "difficult" not in page_of(resident, made)


def test_a_note_can_be_added(resident: Resident, world: World) -> None:
    made = world.report()
    answer = resident.client.post(f"/follow/{made.token}/notes/", {"text": "It is worse <i>now</i>."})
    assert answer["Location"] == f"/follow/{made.token}/?added=1"
    page = page_of(resident, made, "?added=1")
    assert "Your note is added." in page
    assert "It is worse &lt;i&gt;now&lt;/i&gt;." in page


def test_an_empty_or_endless_note_is_refused_and_kept(resident: Resident, world: World) -> None:
    made = world.report()
    where = resident.client.post(f"/follow/{made.token}/notes/", {"text": " "})["Location"]
    assert "Write the note first." in resident.text(resident.client.get(where))
    where = resident.client.post(f"/follow/{made.token}/notes/", {"text": "x" * 2_001})["Location"]
    page = resident.text(resident.client.get(where))
    assert "longer than 2,000 characters" in page
    assert "x" * 2_001 in page


def test_a_note_needs_the_link(resident: Resident, world: World) -> None:
    made = world.report()
    assert resident.client.post(f"/follow/{made.number}/notes/", {"text": "Hello there"}).status_code == 404


def test_a_number_in_any_spelling_leads_to_the_report(resident: Resident, world: World) -> None:
    made = world.report()
    answer = resident.client.get("/follow/", {"number": made.number.lower().replace("-", "  ")})
    assert answer["Location"] == f"/requests/{made.number}/"


def test_an_unknown_number_gets_a_sentence_and_is_kept(resident: Resident, world: World) -> None:
    page = resident.text(resident.client.get("/follow/", {"number": "TL-2611-9999-1"}))
    assert "We find no public report with the number TL-2611-9999-1" in page
    assert 'value="TL-2611-9999-1"' in page


def test_a_private_number_is_answered_like_an_unknown_one(resident: Resident, world: World) -> None:
    made = world.report()
    ServiceRequest.objects.filter(pk=made.pk).update(is_public=False)
    page = resident.text(resident.client.get("/follow/", {"number": made.number}))
    assert "We find no public report with the number" in page


def test_reports_of_this_browser_are_listed(resident: Resident, another: Resident) -> None:
    made = resident.at_check().send()
    assert made.number in resident.text(resident.client.get("/follow/"))
    assert made.number not in another.text(another.client.get("/follow/"))
