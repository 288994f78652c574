"""Ending a request with a sentence that says something, and taking it up again."""

from datetime import timedelta

import pytest

from tests.world import FRIDAY_AFTERNOON, World
from townline.identity.errors import NotAllowed
from townline.kit import clock
from townline.requests import actions
from townline.requests.errors import RequestRefused
from townline.requests.models import Closure, ServiceRequest
from townline.requests.queries import public_timeline

DONE = "We filled the hole this morning."


def test_closing_tells_the_resident_the_outcome(world: World) -> None:
    taken = world.report()
    actions.close(actor=world.roads_officer, service_request_id=taken.pk, reason="done", outcome=DONE)
    taken.refresh_from_db()
    assert (taken.state, taken.closing_reason, taken.outcome) == ("closed", "done", DONE)
    assert public_timeline(taken.pk)[-1].sentence == DONE
    assert taken.clock is not None
    assert taken.clock.state == "stopped"


@pytest.mark.parametrize("outcome", ["", "  ", "done", "Closed.", "See notes", "case closed", "ok!!"])
def test_an_outcome_that_says_nothing_is_refused(world: World, outcome: str) -> None:
    taken = world.report()
    with pytest.raises(RequestRefused, match="Say what was done"):
        actions.close(actor=world.roads_officer, service_request_id=taken.pk, reason="done", outcome=outcome)
    assert ServiceRequest.objects.get(pk=taken.pk).state == "open"


def test_an_unknown_reason_is_refused(world: World) -> None:
    taken = world.report()
    with pytest.raises(RequestRefused, match="Choose how it ended"):
        actions.close(actor=world.roads_officer, service_request_id=taken.pk, reason="because", outcome=DONE)


def test_it_cannot_have_ended_before_it_began(world: World) -> None:
    taken = world.report()
    with pytest.raises(RequestRefused, match="not in the future"):
        actions.close(
            actor=world.roads_officer,
            service_request_id=taken.pk,
            reason="done",
            outcome=DONE,
            at=taken.received_at - timedelta(hours=1),
        )


def test_closing_twice_is_refused_and_changes_nothing(world: World) -> None:
    taken = world.report()
    actions.close(actor=world.roads_officer, service_request_id=taken.pk, reason="done", outcome=DONE)
    with pytest.raises(RequestRefused, match="is closed now"):
        actions.close(actor=world.roads_officer, service_request_id=taken.pk, reason="declined", outcome=DONE)
    assert Closure.objects.filter(service_request=taken).count() == 1


def test_a_case_can_be_closed_out_of_a_hold(world: World) -> None:
    taken = world.report()
    actions.hold(actor=world.roads_officer, service_request_id=taken.pk, reason="weather")
    actions.close(actor=world.roads_officer, service_request_id=taken.pk, reason="done", outcome=DONE)
    assert not taken.holds.filter(ended_at__isnull=True).exists()


def test_reopening_goes_on_with_what_was_left_of_the_promise(world: World) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        taken = world.report()
    with clock.frozen(FRIDAY_AFTERNOON + timedelta(hours=1)):
        actions.close(actor=world.roads_officer, service_request_id=taken.pk, reason="done", outcome=DONE)
    with clock.frozen(FRIDAY_AFTERNOON + timedelta(days=10)):
        actions.reopen(actor=world.agent, service_request_id=taken.pk, reason="It is back.")
    taken.refresh_from_db()
    assert taken.state == "open"
    assert taken.closed_at is None
    assert taken.due_at is not None
    assert taken.due_at > FRIDAY_AFTERNOON + timedelta(days=10)


def test_reopening_without_a_reason_is_refused(world: World) -> None:
    taken = world.report()
    actions.close(actor=world.roads_officer, service_request_id=taken.pk, reason="done", outcome=DONE)
    with pytest.raises(RequestRefused, match="Say why"):
        actions.reopen(actor=world.agent, service_request_id=taken.pk, reason=" ")


def test_an_agent_may_reopen_but_not_close(world: World) -> None:
    taken = world.report()
    with pytest.raises(NotAllowed):
        actions.close(actor=world.agent, service_request_id=taken.pk, reason="done", outcome=DONE)
