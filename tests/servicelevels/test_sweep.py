"""Every warning and every breach is told exactly once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from tests.servicelevels.conftest import Told, promise, save_office
from tests.servicelevels.towns import at
from townline.identity.models import Jurisdiction
from townline.kit import clock as time
from townline.kit import eventbus
from townline.servicelevels import actions, queries, tasks
from townline.servicelevels.events import ClockWarned
from townline.servicelevels.models import Clock, Policy

FRIDAY = at("2026-11-20 15:30")
WARNED = at("2026-11-23 13:24")
DUE = at("2026-11-23 15:00")


def started(town: Jurisdiction, count: int = 1) -> list[int]:
    level = queries.level_for(jurisdiction_id=town.pk, code="pothole", at=FRIDAY)
    assert level is not None
    return actions.start_many(planned=[actions.plan(level=level, started_at=FRIDAY, now=FRIDAY)] * count)


def test_a_clock_is_warned_of_and_then_breached_once_each(
    town: Jurisdiction, pothole: Policy, told: Told
) -> None:
    (clock_id,) = started(town)
    for moment in (FRIDAY, WARNED, WARNED + timedelta(minutes=5), DUE, DUE + timedelta(days=1)):
        with time.frozen(moment):
            tasks.sweep()
    assert (told.warned, told.breached) == ([clock_id], [clock_id])
    clock = Clock.objects.get(pk=clock_id)
    assert (clock.warned_at, clock.breached_at, clock.next_look_at) == (WARNED, DUE, None)


def test_a_clock_found_too_late_is_breached_without_a_late_warning(
    town: Jurisdiction, pothole: Policy, told: Told
) -> None:
    (clock_id,) = started(town)
    with time.frozen(DUE + timedelta(days=2)):
        result = actions.sweep()
    assert (result.warned, result.breached, result.is_full) == ((), (clock_id,), False)
    assert (told.warned, told.breached) == ([], [clock_id])


def test_paused_and_stopped_clocks_are_left_alone(town: Jurisdiction, pothole: Policy, told: Told) -> None:
    paused, stopped = started(town, 2)
    with time.frozen(FRIDAY + timedelta(minutes=1)):
        actions.pause(clock_id=paused, reason="Waiting for the resident", actor_name="O. Officer")
        actions.stop(clock_id=stopped)
    with time.frozen(DUE + timedelta(days=2)):
        actions.sweep()
    assert (told.warned, told.breached) == ([], [])


def test_a_failing_reaction_holds_up_nobody_else_and_is_tried_again(
    town: Jurisdiction, pothole: Policy, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = started(town, 2)
    told.fail_for = {bad}
    with time.frozen(WARNED):
        result = actions.sweep()
    assert (result.warned, result.postponed) == ((good,), (bad,))
    assert f"The reactions to clock {bad} failed" in caplog.text
    assert Clock.objects.get(pk=bad).warned_at is None
    told.fail_for = set()
    with time.frozen(WARNED + timedelta(minutes=10)):
        actions.sweep()
    assert told.warned == [good, bad]


def test_a_reaction_may_stop_the_clock_it_hears_of(town: Jurisdiction, pothole: Policy, told: Told) -> None:
    (clock_id,) = started(town)

    def close(event: ClockWarned) -> None:
        actions.stop(clock_id=event.clock_id)

    eventbus._reactions[ClockWarned].append(close)
    with time.frozen(WARNED):
        actions.sweep()
    clock = Clock.objects.get(pk=clock_id)
    assert (clock.state, clock.next_look_at, clock.warned_at) == ("stopped", None, WARNED)


def test_a_full_batch_says_that_there_may_be_more(town: Jurisdiction, pothole: Policy, told: Told) -> None:
    started(town, 5)
    with time.frozen(DUE):
        assert actions.sweep(limit=3).is_full
        assert not actions.sweep(limit=3).is_full
    assert len(set(told.breached)) == 5


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_at_once_tell_of_each_clock_exactly_once(told: Told) -> None:
    town = Jurisdiction.objects.create(
        code="m", name="Marlow", timezone="America/New_York", number_prefix="MF"
    )
    promise(town, save_office(town), "8 working hours")
    clocks = started(town, 300)
    together = threading.Barrier(3)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with time.frozen(DUE):
                together.wait(timeout=20)
                while actions.sweep(limit=20).is_full:
                    pass
        except BaseException as failure:  # noqa: BLE001 - told to the test below
            failures.append(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert failures == []
    # A sweeper that finds the rest held by others goes home; the next minute's sweep finds what they left.
    with time.frozen(DUE):
        tasks.sweep()
    assert sorted(told.breached) == sorted(clocks)


def test_the_sweep_reads_its_own_small_index(town: Jurisdiction, pothole: Policy) -> None:
    started(town, 300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE servicelevels_clock")
        cursor.execute("SET LOCAL enable_seqscan = off")
        waiting = Clock.objects.filter(next_look_at__lte=FRIDAY).order_by("next_look_at")
        assert "clock_next_look" in waiting.explain()
