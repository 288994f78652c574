"""A database that goes away in the middle of a call: 503 with a sentence, and nothing half-written."""

from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client

from tests.api.asking import HOLE, made, post
from tests.api.town import Town, found_town
from townline.kit import eventbus
from townline.requests import events
from townline.requests.models import ServiceRequest, Submission, TimelineEntry

pytestmark = pytest.mark.django_db(transaction=True)


def cut_the_connection(event: object = None) -> None:
    """End this connection from the server's side, as a restart does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.fixture
def standing_town(transactional_db: None) -> Town:
    return found_town()


@pytest.fixture
def cut_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is written, the transaction is still open, and the connection breaks."""
    monkeypatch.setitem(eventbus._reactions, events.Submitted, [cut_the_connection])


@pytest.mark.parametrize(("form", "kind"), [("json", "application/json"), ("xml", "text/xml")])
def test_a_request_cut_off_is_503_in_its_format_and_nothing_is_written(
    standing_town: Town, cut_at_the_end: None, form: str, kind: str
) -> None:
    response = post(standing_town.secret, form=form, **HOLE)

    assert response.status_code == 503
    assert response["Content-Type"].startswith(kind)
    assert response["Retry-After"] == "60"
    assert b"will not be taken twice" in response.content
    connection.close()
    assert ServiceRequest.objects.count() == TimelineEntry.objects.count() == Submission.objects.count() == 0


def test_sending_it_again_afterwards_makes_one_request(
    standing_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setitem(eventbus._reactions, events.Submitted, [cut_the_connection])
        assert post(standing_town.secret, **HOLE).status_code == 503
    connection.close()

    assert made(post(standing_town.secret, **HOLE)) == made(post(standing_town.secret, **HOLE))
    assert ServiceRequest.objects.count() == 1


def test_a_connection_that_died_while_idle_is_replaced_for_a_list(standing_town: Town) -> None:
    standing_town.request()
    assert len(Client().get("/open311/v2/requests.json").json()) == 1
    with pytest.raises(Exception, match=r"terminat|closed"):
        cut_the_connection()

    response = Client().get("/open311/v2/requests.json")
    assert response.status_code == 200
    assert len(response.json()) == 1


@pytest.mark.parametrize(
    "path", ["/open311/v2/services.json", "/open311/v2/requests.json", "/open311/discovery.xml"]
)
def test_no_database_at_all_is_503(standing_town: Town, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    connection.close()

    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("connection to server at secret.example failed")

    monkeypatch.setattr(connections["default"], "get_new_connection", refuse)
    response = Client().get(path)
    monkeypatch.undo()

    assert response.status_code == 503
    assert b"secret" not in response.content
    assert b"in a minute" in response.content


def test_an_error_of_ours_is_told_in_the_format_and_noted(
    standing_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("townline.channels.queries.service_list", fail)
    client = Client(raise_request_exception=False)

    response = client.get("/open311/v2/services.xml")
    assert response.status_code == 500
    assert response.content.startswith(b"<?xml")
    assert b"secret" not in response.content
