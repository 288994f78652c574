"""The first page and its answer box."""

from tests.portal.conftest import Resident
from tests.world import World


def test_own_words_find_the_service(resident: Resident) -> None:
    page = resident.text(resident.client.get("/find/", {"q": "big hole in street"}))
    assert "/services/pothole/" in page
    assert "We promise: 3 working days." in page


def test_a_typing_mistake_is_forgiven(resident: Resident) -> None:
    assert "/services/pothole/" in resident.text(resident.client.get("/find/", {"q": "pothoel"}))


def test_words_nobody_uses_lead_to_a_person(resident: Resident) -> None:
    page = resident.text(resident.client.get("/find/", {"q": "qwxyz"}))
    assert "We found nothing for “qwxyz”" in page
    assert "/services/other/" in page
    assert "Call 311" in page


def test_what_was_typed_is_shown_as_text(resident: Resident) -> None:
    page = resident.text(resident.client.get("/find/", {"q": "<script>alert(1)</script>'; DROP TABLE x"}))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_huge_question_is_answered_too(resident: Resident) -> None:
    assert resident.client.get("/find/", {"q": "hole " * 1_000}).status_code == 200


def test_no_words_lead_to_the_first_page(resident: Resident) -> None:
    assert resident.client.get("/find/", {"q": " "})["Location"] == "/"


def test_a_public_number_is_found_in_any_spelling(resident: Resident, world: World) -> None:
    number = world.report().number
    assert f"Report {number}" in resident.text(
        resident.client.get("/find/", {"q": number.lower().replace("-", " ")})
    )


def test_results_come_as_a_fragment_while_typing(resident: Resident) -> None:
    page = resident.text(resident.client.get("/find/results/", {"q": "pothole"}))
    assert "data-result" in page
    assert "<html" not in page


def test_the_first_page_shows_public_reports_and_no_invented_figure(resident: Resident, world: World) -> None:
    number = world.report().number
    page = resident.text(resident.client.get("/"))
    assert f"/requests/{number}/" in page
    assert "on time" not in page


def test_a_town_that_is_not_set_up_says_so(db: None) -> None:
    answer = Resident().client.get("/")
    assert answer.status_code == 503
    assert "not set up yet" in answer.content.decode()


def test_the_map_of_the_first_page_shows_the_whole_town(resident: Resident, world: World) -> None:
    world.report()
    page = resident.text(resident.client.get("/"))
    assert '"whole": true' in page
