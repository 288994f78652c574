"""Step 1: the place."""

from tests.portal.conftest import Resident
from tests.world import ELM_STREET, World


def test_a_known_address_leads_on(resident: Resident) -> None:
    assert resident.put("place", address="12 elm street").endswith("/questions/")


def test_nothing_typed_is_answered_with_a_sentence(resident: Resident) -> None:
    where = resident.put("place", address="")
    page = resident.text(resident.client.get(where))
    assert "Write an address or a crossing, or mark the place on the map." in page


def test_an_address_with_a_slip_is_asked_back_and_kept(resident: Resident) -> None:
    where = resident.put("place", address="12 Elm Stret")
    page = resident.text(resident.client.get(where))
    assert 'value="12 Elm Stret"' in page
    assert "Which address do you mean?" in page
    assert "There is something to put right" not in page
    assert resident.put("place", address="12 Elm Stret", match="MF-00012", offered="1").endswith(
        "/questions/"
    )
    assert 'value="12 Elm Street"' in resident.get("place")


def test_no_choice_is_answered_with_a_sentence(resident: Resident) -> None:
    resident.put("place", address="12 Elm Stret")
    where = resident.put("place", address="12 Elm Stret", offered="1")
    assert "Choose the address you mean" in resident.text(resident.client.get(where))


def test_an_unknown_address_can_be_kept_as_written(resident: Resident) -> None:
    where = resident.put("place", address="Behind the old mill")
    assert "We do not know this address" in resident.text(resident.client.get(where))
    assert resident.put("place", address="Behind the old mill", match="as-written", offered="1").endswith(
        "/questions/"
    )


def test_a_mark_on_the_map_is_enough(resident: Resident) -> None:
    where = resident.put(
        "place", address="", address_lat=str(ELM_STREET.lat), address_long=str(ELM_STREET.long)
    )
    assert where.endswith("/questions/")
    resident.post("questions", {"asked": "owner", "answer-owner": "street"})
    resident.put("place", address="", address_lat="91", address_long="0")
    assert "Write an address" in resident.get("place", "?check=1")


def test_words_for_numbers_are_no_mark(resident: Resident) -> None:
    for lat in ("nan", "inf", "north", "1e999", "0"):
        where = resident.put("place", address="", address_lat=lat, address_long="0")
        assert "check=1" in where


def test_open_reports_near_by_are_shown_first(resident: Resident, world: World) -> None:
    number = world.report().number
    assert resident.put("place", address="12 Elm Street").endswith("/near/")
    page = resident.get("near")
    assert number in page
    assert "At this very place" in page
    assert resident.put("near").endswith("/questions/")
    assert resident.put("place", address="12 Elm Street").endswith("/questions/")


def test_a_place_is_not_insisted_on_where_the_service_does_not(resident: Resident) -> None:
    resident.code = "other"
    assert resident.put("place", address="").endswith("/questions/")


def test_addresses_are_suggested_while_typing(resident: Resident) -> None:
    assert "12 Elm Street" in resident.text(resident.client.get("/addresses/", {"address": "12 Elm"}))


def test_a_draft_of_somebody_else_is_not_here(resident: Resident, another: Resident) -> None:
    resident.put("place", address="12 Elm Street")
    another.key = resident.key
    answer = another.client.get(another.url("questions"))
    assert answer.status_code == 410
    assert "Begin it again" in answer.content.decode()
