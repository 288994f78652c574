"""The clock tells the request when its promise comes near and when it is broken."""

from datetime import timedelta

from tests.world import FRIDAY_AFTERNOON, World
from townline.kit import clock
from townline.requests.queries import public_timeline, timeline
from townline.servicelevels.actions import sweep


def test_a_broken_promise_is_noted_once_for_staff(world: World) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        taken = world.report()
    with clock.frozen(FRIDAY_AFTERNOON + timedelta(days=30)):
        sweep()
        sweep()
    assert [entry.verb for entry in timeline(taken.pk)].count("late") == 1
    assert "late" not in [entry.verb for entry in public_timeline(taken.pk)]


def test_a_promise_that_comes_near_is_noted_before_it_is_broken(world: World) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        taken = world.report()
    assert taken.clock is not None
    with clock.frozen(taken.clock.warn_at + timedelta(minutes=1)):
        sweep()
    assert [entry.verb for entry in timeline(taken.pk)] == ["submit", "due_soon"]
