"""Letting the clock stand still, and run again."""

from datetime import timedelta

import pytest

from tests.world import FRIDAY_AFTERNOON, World
from townline.identity.errors import NotAllowed
from townline.kit import clock
from townline.requests import actions
from townline.requests.errors import RequestRefused
from townline.requests.models import ServiceRequest
from townline.requests.queries import public_timeline


def test_a_hold_moves_the_promise_by_the_open_time_it_lasted(world: World) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        taken = world.report()
    promised = taken.due_at
    with clock.frozen(FRIDAY_AFTERNOON + timedelta(minutes=10)):
        actions.hold(actor=world.roads_officer, service_request_id=taken.pk, reason="weather")
    with clock.frozen(FRIDAY_AFTERNOON + timedelta(days=3)):
        actions.release(actor=world.roads_officer, service_request_id=taken.pk)
    taken.refresh_from_db()
    assert taken.state == "open"
    assert promised is not None
    assert taken.due_at is not None
    assert taken.due_at > promised


def test_the_resident_reads_why_it_stands_still(world: World) -> None:
    taken = world.report()
    actions.hold(
        actor=world.roads_officer,
        service_request_id=taken.pk,
        reason="parts",
        sentence="The cover is ordered.",
    )
    last = public_timeline(taken.pk)[-1]
    assert last.sentence == "On hold: we are waiting for parts or material. The cover is ordered."


def test_a_hold_without_an_allowed_reason_is_refused(world: World) -> None:
    taken = world.report()
    with pytest.raises(RequestRefused, match="Choose why"):
        actions.hold(actor=world.roads_officer, service_request_id=taken.pk, reason="lunch")
    assert ServiceRequest.objects.get(pk=taken.pk).state == "open"


def test_what_is_on_hold_cannot_be_held_again(world: World) -> None:
    taken = world.report()
    actions.hold(actor=world.roads_officer, service_request_id=taken.pk, reason="weather")
    with pytest.raises(RequestRefused, match="on hold now"):
        actions.hold(actor=world.roads_officer, service_request_id=taken.pk, reason="weather")


def test_an_officer_of_another_department_may_not_hold_it(world: World) -> None:
    taken = world.report()
    with pytest.raises(NotAllowed):
        actions.hold(actor=world.parks_officer, service_request_id=taken.pk, reason="weather")


def test_an_agent_may_not_hold_it(world: World) -> None:
    taken = world.report()
    with pytest.raises(NotAllowed):
        actions.hold(actor=world.agent, service_request_id=taken.pk, reason="weather")
