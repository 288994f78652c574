"""The small town with requests in every state, for every contract."""

from datetime import timedelta

import pytest

from tests.api.town import Town, found_town
from townline.identity.rules import SYSTEM
from townline.kit import clock
from townline.kit.geo import Point
from townline.requests import actions as requests


def live_in(town: Town) -> None:
    """Let things happen: open, held, closed, taken up again, for staff only."""
    now = clock.now()
    place = requests.Place("12 Elm Street", "CF-12", "00311", Point(42.7055, -72.361))
    with clock.frozen(now - timedelta(days=2)):
        town.request(place=place, description="Deep & wide <hole>", photo_urls=["https://p.example/1.jpg"])
        held = town.request(place=place)
        closed = town.request(place=place, description="Line one\nline two")
        again = town.request("noise", description="for staff", place=requests.Place())
        town.request("inside", description="for staff")
    with clock.frozen(now - timedelta(days=1)):
        requests.hold(actor=SYSTEM, service_request_id=held.pk, reason="parts")
        requests.close(
            actor=SYSTEM, service_request_id=closed.pk, reason="done", outcome="We filled the hole."
        )
        requests.close(
            actor=SYSTEM, service_request_id=again.pk, reason="answered", outcome="We called you back."
        )
        requests.reopen(actor=SYSTEM, service_request_id=again.pk, reason="It is loud again.")


@pytest.fixture
def town(db: None) -> Town:
    made = found_town()
    live_in(made)
    return made
