"""A database that goes away while a resident or staff is served: 503 with a sentence, and nothing half-written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from tests.portal.conftest import Resident
from tests.world import World, build_world
from townline.console.views import calls
from townline.kit import eventbus
from townline.portal import drafts
from townline.requests import events
from townline.requests.models import ServiceRequest, Submission, TimelineEntry

pytestmark = pytest.mark.django_db(transaction=True)
ELM = {"address": "12 Elm Street"}


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


@pytest.fixture
def resident(world: World) -> Resident:
    return Resident(Client(raise_request_exception=False))


def cut(*_: object) -> None:
    """End this connection from the server's side, as a restart does; who asks next is told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()


def after(function: Callable[..., Any]) -> Callable[..., Any]:
    def cut_off(*given: Any, **named: Any) -> Any:
        found = function(*given, **named)
        cut()
        return found

    return cut_off


def check_away(answer: HttpResponse) -> None:
    text = answer.content.decode()
    assert answer.status_code == 503, text
    assert answer["Retry-After"] == "60"
    assert "The database cannot be reached at the moment." in text
    connection.close()


@pytest.mark.parametrize("known", [False, True])
def test_a_step_whose_session_cannot_be_saved(
    resident: Resident,
    monkeypatch: pytest.MonkeyPatch,
    known: bool,  # noqa: FBT001
) -> None:
    if known:
        resident.put("place", **ELM)
    kept = list(Session.objects.values_list("pk", "session_data"))
    with monkeypatch.context() as once:
        once.setattr(drafts, "keep", after(drafts.keep))
        check_away(resident.client.post(resident.url("place"), {"address": "14 Elm Street"}))
    assert list(Session.objects.values_list("pk", "session_data")) == kept
    assert "/questions/" in resident.put("place", **ELM)


def test_a_session_that_cannot_be_read_before_any_view(
    resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident.put("place", **ELM)

    def read_early(self: object, request: Any) -> None:
        cut()
        request.session.get("anything")

    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_request", read_early)
    check_away(resident.client.get("/"))


def test_a_report_cut_off_while_it_is_written(resident: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    resident.at_check()
    with monkeypatch.context() as once:
        once.setitem(eventbus._reactions, events.Submitted, [cut])
        check_away(resident.client.post(resident.url("check")))
    assert ServiceRequest.objects.count() == TimelineEntry.objects.count() == Submission.objects.count() == 0
    assert resident.send().number
    assert ServiceRequest.objects.count() == 1


def test_a_verb_of_staff_cut_off_while_it_is_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.report()
    client = world.client(world.roads_officer)
    facts = {"reason": "done:patched", "outcome": "We filled the hole in the street."}
    with monkeypatch.context() as once:
        once.setitem(eventbus._reactions, events.Closed, [cut])
        check_away(client.post(f"/console/requests/{case.number}/closure/", facts))
    case.refresh_from_db()
    assert case.state == "open"
    assert not TimelineEntry.objects.filter(verb="close").exists()
    assert client.post(f"/console/requests/{case.number}/closure/", facts).status_code == 302


def test_a_call_whose_session_cannot_be_saved_is_logged_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client(world.agent)
    client.raise_request_exception = False
    call = {"a-owner": "street", "a-size": "small", "place": "12 Elm Street", "key": "one"}
    with monkeypatch.context() as once:
        once.setattr(calls, "submit", after(calls.submit))
        check_away(client.post("/console/calls/new/pothole/", call))
    assert client.post("/console/calls/new/pothole/", call).status_code == 302
    assert ServiceRequest.objects.count() == 1
