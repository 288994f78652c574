"""Several towns in one database: the host says which one answers, and a report is always its own town's."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.api.town import found_town
from tests.world import FRIDAY_AFTERNOON, World
from townline.identity.models import Jurisdiction
from townline.identity.rules import RESIDENT
from townline.kit import clock
from townline.requests import actions
from townline.requests.models import ServiceRequest

FIRST, SECOND = "marlowfalls.example", "cedarford.example"


@pytest.fixture
def cedarford(world: World, settings: Any) -> Jurisdiction:
    """The second town, two hours behind the first, with a telephone of its own."""
    settings.ALLOWED_HOSTS = [".example", "testserver"]
    town = found_town(SECOND, "CF").jurisdiction
    town.phone, town.timezone = "970 555 0100", "America/Denver"
    town.save(update_fields=["phone", "timezone"])
    return town


@pytest.fixture
def theirs(cedarford: Jurisdiction) -> ServiceRequest:
    """A report to the second town."""
    sent = actions.Sent(
        service_code="pothole",
        channel="web",
        answers={"size": "small"},
        place=actions.Place("1 Main Street"),
    )
    with clock.frozen(FRIDAY_AFTERNOON):
        return actions.submit(actor=RESIDENT, jurisdiction_id=cedarford.pk, sent=sent)


def page(path: str, host: str) -> str:
    answer = Client(HTTP_HOST=host).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("host", "name"),
    [
        (SECOND, "Town of Cedarford"),
        (f"www.{SECOND}", "Town of Cedarford"),
        (f"{SECOND.upper()}:8311", "Town of Cedarford"),
        (FIRST, "Marlow Falls"),
        ("another.example", "Marlow Falls"),
        ("testserver", "Marlow Falls"),
    ],
)
def test_the_host_says_which_town_answers(cedarford: Jurisdiction, host: str, name: str) -> None:
    for path in ("/", "/services/", "/requests/", "/follow/"):
        assert f"{name} 311</title>" in page(path, host)
    assert f"{name} 311</title>" in Client(HTTP_HOST=host).get("/nothing/").content.decode()


def test_each_town_offers_its_own_services(cedarford: Jurisdiction) -> None:
    assert "/services/tree-damage/" in page("/services/", FIRST)
    assert "/services/tree-damage/" not in page("/services/", SECOND)
    assert Client(HTTP_HOST=SECOND).get("/services/tree-damage/").status_code == 404


@pytest.mark.parametrize("host", [FIRST, SECOND])
def test_a_report_is_answered_by_its_own_town_at_every_host(theirs: ServiceRequest, host: str) -> None:
    due = theirs.due_at
    assert due is not None
    there = f"{due.astimezone(ZoneInfo('America/Denver')):%H:%M}"
    for path in (f"/follow/{theirs.token}/", f"/follow/{theirs.token}/sent/", f"/requests/{theirs.number}/"):
        with clock.frozen(FRIDAY_AFTERNOON):
            shown = page(path, host)
        assert "Town of Cedarford 311</title>" in shown
        assert "Call 970 555 0100" in shown
        assert f"Wed 25 Nov, {there}" in shown


@pytest.mark.parametrize("host", [FIRST, SECOND])
def test_a_number_leads_to_the_report_of_any_town(theirs: ServiceRequest, host: str) -> None:
    answer = Client(HTTP_HOST=host).get("/follow/", {"number": theirs.number.lower()})
    assert answer["Location"] == f"/requests/{theirs.number}/"
    note = Client(HTTP_HOST=host).post(f"/follow/{theirs.token}/notes/", {"text": "It is worse now."})
    assert note["Location"] == f"/follow/{theirs.token}/?added=1"
    assert Client(HTTP_HOST=host).post(f"/requests/{theirs.number}/me-too/").status_code == 302
    theirs.refresh_from_db()
    assert theirs.followers == 1


def test_a_host_that_is_not_ours_gets_a_sentence(cedarford: Jurisdiction) -> None:
    answer = Client(HTTP_HOST="stranger.test").get("/")
    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()
