"""The work queue: its address, its rows, its tabs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.world import FRIDAY_AFTERNOON, World
from townline.kit import clock
from townline.requests import actions
from townline.requests.models import Alias, SavedView

LATER = FRIDAY_AFTERNOON + timedelta(days=30)
MOST_STATEMENTS = 12


def _text(client: Client, query: str = "") -> str:
    answer = client.get(f"/console/{query}", follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def roads(world: World) -> Client:
    return world.client(world.roads_officer)


def test_an_empty_queue_says_what_it_will_show(roads: Client) -> None:
    assert "the most urgent first" in _text(roads)


def test_what_is_due_first_stands_first(world: World, roads: Client) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        first = world.report()
    with clock.frozen(FRIDAY_AFTERNOON + timedelta(days=3)):
        second = world.report()
        text = _text(roads)
        turned = _text(roads, "?sort=-due")
    assert text.index(first.number) < text.index(second.number)
    assert turned.index(second.number) < turned.index(first.number)


def test_a_late_request_is_marked_by_a_word(world: World, roads: Client) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        world.report()
    with clock.frozen(LATER):
        text = _text(roads, "?due=late")
    assert "Late, " in text
    assert "1 request<" in text


def test_a_request_on_hold_is_not_late_because_its_clock_stands_still(world: World, roads: Client) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        case = world.report()
        actions.hold(actor=world.roads_officer, service_request_id=case.pk, reason="weather")
    with clock.frozen(LATER):
        assert case.number not in _text(roads, "?due=late")
        assert "clock stands still" in _text(roads, "?state=held")


def test_closed_requests_are_found_only_when_asked_for(world: World, roads: Client) -> None:
    case = world.report()
    actions.close(
        actor=world.roads_officer,
        service_request_id=case.pk,
        reason="done",
        outcome="We filled the hole today.",
    )
    assert case.number not in _text(roads)
    assert case.number in _text(roads, "?state=closed")
    assert case.number in _text(roads, "?state=all")


@pytest.mark.parametrize("typed", ["{number}", "{lower}", "{loose}"])
def test_a_number_goes_straight_to_its_request(world: World, roads: Client, typed: str) -> None:
    case = world.report()
    words = typed.format(number=case.number, lower=case.number.lower(), loose=case.number.replace("-", " "))
    answer = roads.get("/console/", {"q": words})
    assert answer.headers["Location"] == f"/console/requests/{case.number}/"


def test_a_number_of_the_old_system_goes_to_its_request(world: World, roads: Client) -> None:
    case = world.report()
    Alias.objects.create(service_request=case, source="old", number="101004113298")
    answer = roads.get("/console/", {"q": "101004113298"})
    assert answer.headers["Location"] == f"/console/requests/{case.number}/"


def test_words_find_description_address_and_service_in_part(world: World, roads: Client) -> None:
    case = world.report(description="A crater near the chapel.")
    for words in ("crat", "elm crater", "CHAPEL", "potho", "pothole crater"):
        assert case.number in _text(roads, f"?q={words}"), words
    assert case.number not in _text(roads, "?q=library")
    assert "Nothing fits these filters" in _text(roads, "?q=library")


@pytest.mark.parametrize("words", ["'", "a & b | !", "\\", "((", "<b>", "%", "x" * 500, "ü", ":*"])
def test_any_words_are_only_words(world: World, roads: Client, words: str) -> None:
    world.report()
    assert roads.get("/console/", {"q": words}, follow=True).status_code == 200


def test_filters_that_are_not_understood_are_said_and_left_out(world: World, roads: Client) -> None:
    case = world.report()
    text = _text(roads, "?from=yesterday&state=nowhere&team=x")
    assert "“yesterday” is not a date" in text
    assert "“nowhere” is not something to filter by" in text
    assert case.number in text


def test_the_empty_fields_of_the_form_leave_the_address(world: World, roads: Client) -> None:
    answer = roads.get("/console/?q=&state=unfinished&due=late&who=&team=")
    assert answer.headers["Location"] == "/console/?due=late"


def test_mine_and_nobodys_part_the_queue(world: World, roads: Client) -> None:
    mine, free = world.report(), world.report()
    actions.assign(actor=world.roads_officer, service_request_id=mine.pk, user_id=world.roads_officer.user_id)
    assert mine.number in _text(roads, "?who=me")
    assert free.number not in _text(roads, "?who=me")
    assert free.number in _text(roads, "?who=none")


def test_days_are_the_towns_days(world: World, roads: Client) -> None:
    # 23:30 on Friday in the town is Saturday in UTC.
    with clock.frozen(FRIDAY_AFTERNOON + timedelta(hours=8)):
        case = world.report()
        assert case.number in _text(roads, "?from=2026-11-20&to=2026-11-20")
        assert case.number not in _text(roads, "?from=2026-11-21")


def test_html_in_a_description_is_only_text(world: World, roads: Client) -> None:
    case = world.report(
        code="other", description="<script>alert(1)</script>", place=actions.Place("<b>Elm</b>")
    )
    text = _text(world.client(world.agent))
    assert case.number in text
    assert "<b>Elm" not in text
    assert "<script>alert" not in text


def test_a_kept_queue_becomes_a_tab_of_its_owner_alone(world: World, roads: Client) -> None:
    roads.post("/console/views/", {"query": "?q=elm&due=late", "name": "Late on Elm"})
    assert "Late on Elm" in _text(roads)
    assert "Late on Elm" not in _text(world.client(world.roads_manager))
    view = SavedView.objects.get()
    world.client(world.roads_manager).post(f"/console/views/{view.pk}/removal/")
    assert SavedView.objects.exists()
    roads.post(f"/console/views/{view.pk}/removal/")
    assert not SavedView.objects.exists()


def test_a_kept_queue_needs_a_name_and_there_are_only_so_many(world: World, roads: Client) -> None:
    assert (
        "Give the view a name"
        in roads.post("/console/views/", {"query": "", "name": " "}, follow=True).content.decode()
    )
    for number in range(9):
        answer = roads.post(
            "/console/views/", {"query": f"?q={number}x", "name": f"View {number}"}, follow=True
        )
    assert "Remove one first" in answer.content.decode()
    assert SavedView.objects.count() == 8


def test_a_page_of_the_queue_takes_few_statements_however_many_rows(world: World, roads: Client) -> None:
    for _ in range(3):
        world.report()
    roads.post("/console/views/", {"query": "?q=elm", "name": "Elm"})
    roads.get("/console/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        roads.get("/console/")
    for _ in range(5):
        world.report()
    with CaptureQueriesContext(connection) as more:
        roads.get("/console/")
    assert len(more) == len(few) <= MOST_STATEMENTS
