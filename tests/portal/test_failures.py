"""What went wrong is said in sentences, in our look."""

import pytest
from django.db import Error
from django.test import Client, RequestFactory

from tests.portal.conftest import Resident
from tests.world import World
from townline.portal.views import failures


def test_an_unknown_page_offers_the_answer_box(resident: Resident) -> None:
    answer = resident.client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()
    assert "Marlow Falls" in answer.content.decode()


def test_a_form_without_its_proof_is_explained(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/services/pothole/report/new/place/", {"address": "12 Elm Street"})
    assert answer.status_code == 403
    assert "Send the form once more" in answer.content.decode()


def test_a_mistake_of_ours_is_a_page_too(
    resident: Resident, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("townline.portal.views.services.published", broken)
    resident.client.raise_request_exception = False
    answer = resident.client.get("/services/")
    assert answer.status_code == 500
    assert "our mistake, not yours" in answer.content.decode()


def test_a_failure_without_a_database_still_has_its_sentence(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: object) -> None:
        raise Error

    monkeypatch.setattr(failures, "towns", away)
    answer = failures.broken(rf.get("/"))
    assert answer.status_code == 500
    assert "our mistake, not yours" in answer.content.decode()


def test_machines_get_plain_text(rf: RequestFactory) -> None:
    answer = failures.not_found(rf.get("/open311/v9/nothing.json"))
    assert answer["Content-Type"].startswith("text/plain")


def test_too_much_at_once_is_a_sentence(resident: Resident, world: World) -> None:
    answer = resident.client.post("/services/pothole/report/new/place/", {str(n): "x" for n in range(600)})
    assert answer.status_code == 400
    assert "Go back and try again with less" in answer.content.decode()


def test_robots_stay_out_of_what_is_personal(client: Client) -> None:
    assert "Disallow: /follow/" in client.get("/robots.txt").content.decode()


def test_the_favicon_is_our_own(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith("icon.svg")
