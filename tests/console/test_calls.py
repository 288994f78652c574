"""Logging a call: the caller's words, the script, the place, the number and the promise."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.world import FRIDAY_AFTERNOON, World
from townline.kit import clock
from townline.requests.models import ServiceRequest

FETCHED = {"HX-Request": "true"}
ANSWERS = {"a-owner": "street", "a-size": "small", "place": "12 Elm Street", "key": "one"}


@pytest.fixture
def agent(world: World) -> Client:
    return world.client(world.agent)


def _log(client: Client, code: str = "pothole", **data: str) -> tuple[int, str]:
    answer = client.post(f"/console/calls/new/{code}/", {**ANSWERS, **data})
    if answer.status_code == 302:
        return 302, client.get(answer.headers["Location"]).content.decode()
    return answer.status_code, answer.content.decode()


def test_the_callers_own_words_find_the_service(agent: Client) -> None:
    page = agent.get("/console/calls/new/?q=big+hole+in+street").content.decode()
    assert "/console/calls/new/pothole/" in page
    alone = agent.get("/console/calls/new/?q=big+hole", headers=FETCHED).content.decode()
    assert "Pothole" in alone
    assert "<html" not in alone


def test_a_number_said_on_the_phone_finds_its_request(world: World, agent: Client) -> None:
    case = world.report()
    assert (
        f"/console/requests/{case.number}/"
        in agent.get("/console/calls/new/", {"q": case.number}).content.decode()
    )


def test_the_script_says_what_to_say_aloud(agent: Client) -> None:
    text = agent.get("/console/calls/new/pothole/").content.decode()
    assert "“Is that a regular city street, or is it a highway or a private drive?”" in text
    assert "Is anyone hurt" in text


def test_questions_that_follow_from_answers_wait_for_them(agent: Client) -> None:
    text = agent.get("/console/calls/new/pothole/").content.decode()
    assert 'data-question="size" hidden' in text
    text = agent.post("/console/calls/new/pothole/", {"a-owner": "street", "look": "1"}).content.decode()
    assert 'data-question="size">' in text
    assert not ServiceRequest.objects.exists()


def test_a_stop_says_what_to_say_and_nothing_is_logged(agent: Client) -> None:
    alone = agent.post(
        "/console/calls/new/pothole/", {"a-owner": "highway"}, headers=FETCHED
    ).content.decode()
    assert "Stop here: this is not logged" in alone
    assert "The state road line is 511" in alone
    assert _log(agent, **{"a-owner": "highway"})[0] == 422
    assert not ServiceRequest.objects.exists()


def test_a_call_ends_with_its_number_and_the_promise_to_read_aloud(world: World, agent: Client) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        status, page = _log(agent, caller_name="Rosa", caller_phone="413 555 0142", description="Deep.")
    made = ServiceRequest.objects.get()
    assert status == 302
    assert made.number in page
    assert "We will have dealt with this by Wed 25 Nov, 15:30." in page
    assert (made.channel, made.address, made.address_reference) == ("phone", "12 Elm Street", "MF-00012")
    assert made.location is not None
    assert made.customer is not None


def test_the_promise_counts_from_when_the_call_came_in(agent: Client) -> None:
    with clock.frozen(FRIDAY_AFTERNOON + timedelta(days=5)):
        _log(agent, received="2026-11-20T15:30")
    assert ServiceRequest.objects.get().received_at == FRIDAY_AFTERNOON


@pytest.mark.parametrize("when", ["yesterday", "2126-01-01T10:00", "2026-13-45"])
def test_a_time_that_cannot_be_is_refused_and_everything_typed_is_kept(agent: Client, when: str) -> None:
    status, page = _log(agent, received=when, caller_name="Rosa Resident", description="Deep hole.")
    assert status == 422
    assert "Rosa Resident" in page
    assert "Deep hole." in page
    assert not ServiceRequest.objects.exists()


def test_missing_answers_are_named_each_at_its_question(agent: Client) -> None:
    status, page = _log(agent, **{"a-owner": "", "a-size": ""})
    assert status == 422
    assert 'href="#q-a-owner"' in page
    assert "Everything you typed is still here." in page


def test_an_address_that_is_not_known_is_asked_about_and_may_stay_as_typed(agent: Client) -> None:
    status, page = _log(agent, place="12 Elm Stret")
    assert status == 422
    assert "Is it one of these addresses?" in page
    assert "12 Elm Street" in page
    _log(agent, place="12 Elm Stret", place_choice="12 Elm Street")
    assert ServiceRequest.objects.get().address == "12 Elm Street"
    _log(agent, place="12 Elm Stret", place_choice="as typed", key="two")
    assert ServiceRequest.objects.latest("pk").address == "12 Elm Stret"


def test_a_wrong_phone_number_is_said_at_its_field(agent: Client) -> None:
    status, page = _log(agent, caller_phone="call me")
    assert status == 422
    assert 'href="#q-caller_phone"' in page


def test_pressing_the_button_twice_logs_once(agent: Client) -> None:
    _log(agent)
    _log(agent)
    assert ServiceRequest.objects.count() == 1


def test_what_is_open_near_by_is_shown_while_the_caller_speaks(world: World, agent: Client) -> None:
    case = world.report()
    alone = agent.post(
        "/console/calls/new/pothole/", {"place": "12 Elm Street"}, headers=FETCHED
    ).content.decode()
    assert case.number in alone


def test_addresses_are_suggested_while_typing(agent: Client) -> None:
    found = agent.get("/console/calls/addresses/?place=12+elm+st").content.decode()
    assert '<option value="12 Elm Street">' in found


def test_a_service_that_is_not_there_is_not_found(agent: Client) -> None:
    assert agent.get("/console/calls/new/unicorns/").status_code == 404


def test_an_officer_may_log_for_another_department_and_gets_the_number(world: World) -> None:
    client = world.client(world.parks_officer)
    status, page = _log(client)
    number = ServiceRequest.objects.get().number
    assert status == 302
    assert number in page
    assert f"/console/requests/{number}/" not in page


def test_html_in_the_callers_words_is_only_text(agent: Client) -> None:
    page = _log(agent, **{"a-size": "", "description": "</textarea><script>alert(1)</script>"})[1]
    assert "<script>alert" not in page


@pytest.mark.parametrize(("name", "most"), [("description", 4_000), ("place", 250)])
def test_what_is_too_long_is_refused_at_its_field_and_kept(agent: Client, name: str, most: int) -> None:
    long = "x" * most + "-and more"
    status, text = _log(agent, **{name: long})
    assert status == 422
    assert f"is longer than {most:,} characters. Shorten it." in text
    assert f'href="#q-{name}"' in text
    assert f'id="q-{name}-error"' in text
    assert long in text
    assert not ServiceRequest.objects.exists()
