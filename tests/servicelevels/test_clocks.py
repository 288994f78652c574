"""The verbs of one clock, and what they refuse."""

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.servicelevels.conftest import Told, promise, save_office
from tests.servicelevels.towns import at, shown
from townline.identity.models import Jurisdiction
from townline.identity.rules import SYSTEM
from townline.kit import clock as time
from townline.servicelevels import actions, queries
from townline.servicelevels.errors import ClockRefused, NeverDue
from townline.servicelevels.models import Calendar, Clock, Pause, Policy
from townline.servicelevels.rules import Duration

OFFICER = "O. Officer"


@pytest.fixture
def running(town: Jurisdiction, pothole: Policy, friday: datetime) -> Clock:
    return start(town, friday)


def start(town: Jurisdiction, moment: datetime, code: str = "pothole") -> Clock:
    made = actions.start(jurisdiction_id=town.pk, code=code, started_at=moment)
    assert made is not None
    return Clock.objects.get(pk=made.pk)


def pause(clock: Clock, moment: str, reason: str = "Waiting for the resident") -> Clock:
    with time.frozen(at(moment)):
        return actions.pause(clock_id=clock.pk, reason=reason, actor_name=OFFICER)


def resume(clock: Clock, moment: str) -> Clock:
    with time.frozen(at(moment)):
        return actions.resume(clock_id=clock.pk)


def stop(clock: Clock, moment: str) -> Clock:
    with time.frozen(at(moment)):
        return actions.stop(clock_id=clock.pk)


def test_a_clock_starts_with_its_due_time_its_warning_and_its_reasons(running: Clock) -> None:
    assert shown(running.due_at) == "2026-11-23 15:00"
    assert shown(running.warn_at) == "2026-11-23 13:24"
    assert running.next_look_at == running.warn_at
    assert queries.explain(clock_id=running.pk).sentence == (
        "Received Fri 20 Nov, 15:30. 1 h 30 min until closing at 17:00; weekend; "
        "6 h 30 min on Mon 23 Nov from 08:30. Due Mon 23 Nov, 15:00."
    )


def test_nothing_starts_where_nothing_is_promised(
    town: Jurisdiction, pothole: Policy, friday: datetime
) -> None:
    assert actions.start(jurisdiction_id=town.pk, code="moonlight", started_at=friday) is None
    assert actions.start(jurisdiction_id=town.pk, code="pothole", started_at=at("2019-12-31 12:00")) is None
    assert not Clock.objects.exists()


def test_a_start_costs_two_statements_and_three_at_first_sight(
    town: Jurisdiction, pothole: Policy, friday: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    queries._values.clear()
    with django_assert_num_queries(3):
        start_only(town, friday)
    with django_assert_num_queries(2):
        start_only(town, friday)


def start_only(town: Jurisdiction, moment: datetime) -> None:
    actions.start(jurisdiction_id=town.pk, code="pothole", started_at=moment)


def test_a_calendar_that_hardly_opens_refuses_the_start(town: Jurisdiction, friday: datetime) -> None:
    rare = actions_calendar(town)
    promise(town, rare, "9 working hours", code="rare")
    with pytest.raises(NeverDue):
        start(town, friday, "rare")


def actions_calendar(town: Jurisdiction) -> Calendar:
    return actions.save_calendar(
        actor=SYSTEM,
        jurisdiction_id=town.pk,
        code="rare",
        name="Open day",
        timezone="America/New_York",
        weekly={},
        days=[(at("2026-11-23 12:00").date(), "Open day", ["09:00-17:00"])],
    )


def test_a_pause_of_two_hours_moves_the_due_time_and_stands_in_the_trace(running: Clock) -> None:
    held = pause(running, "2026-11-23 10:00")
    assert (held.state, held.next_look_at) == ("paused", None)
    assert "Due Mon 23 Nov, 15:00, at the earliest" in queries.explain(clock_id=running.pk).sentence
    resumed = resume(running, "2026-11-23 12:00")
    assert shown(resumed.due_at) == "2026-11-23 17:00"
    assert resumed.next_look_at == resumed.warn_at
    explained = queries.explain(clock_id=running.pk)
    assert "paused Mon 23 Nov 10:00 to 12:00: Waiting for the resident" in explained.sentence
    assert (explained.promised, explained.calendar_name, explained.is_recounted) == (
        "8 working hours",
        "City Hall",
        False,
    )
    assert Pause.objects.get(clock=running).actor == "O. Officer"


def test_a_pause_through_a_night_of_changing_clocks_counts_business_hours(
    town: Jurisdiction, pothole: Policy
) -> None:
    with time.frozen(at("2026-10-30 16:00")):
        clock = start(town, at("2026-10-30 16:00"))
    assert shown(clock.due_at) == "2026-11-02 15:30"
    pause(clock, "2026-10-30 16:30")
    assert shown(resume(clock, "2026-11-02 09:00").due_at) == "2026-11-02 16:30"


@pytest.mark.parametrize("reason", ["", "   ", "\x00\u202e"])
def test_a_pause_without_a_reason_is_refused(running: Clock, reason: str) -> None:
    with pytest.raises(ClockRefused, match="Say why the clock is paused"):
        pause(running, "2026-11-23 10:00", reason)
    assert not Pause.objects.exists()


def test_pausing_a_paused_clock_is_refused(running: Clock) -> None:
    pause(running, "2026-11-23 10:00")
    with pytest.raises(ClockRefused, match="the clock is paused already"):
        pause(running, "2026-11-23 11:00")
    assert Pause.objects.count() == 1


def test_resuming_a_running_clock_is_refused(running: Clock) -> None:
    with pytest.raises(ClockRefused, match="the clock is running"):
        resume(running, "2026-11-23 11:00")


def test_a_pause_in_the_future_before_the_start_or_before_the_last_pause_is_refused(running: Clock) -> None:
    with time.frozen(at("2026-11-23 14:00")):
        for moment, code in (
            ("2026-11-23 14:01", "moment_in_future"),
            ("2026-11-20 15:29", "moment_too_early"),
        ):
            with pytest.raises(ClockRefused) as refused:
                actions.pause(clock_id=running.pk, reason="Rain", actor_name=OFFICER, at=at(moment))
            assert refused.value.code == code
    pause(running, "2026-11-23 10:00")
    resume(running, "2026-11-23 12:00")
    with time.frozen(at("2026-11-23 14:00")), pytest.raises(ClockRefused, match="its last pause"):
        actions.pause(clock_id=running.pk, reason="Rain", actor_name=OFFICER, at=at("2026-11-23 11:00"))


def test_a_stopped_clock_is_looked_at_no_more(running: Clock, told: Told) -> None:
    stopped = stop(running, "2026-11-23 14:00")
    assert (stopped.state, stopped.next_look_at, stopped.breached_at) == ("stopped", None, None)
    assert told.breached == []
    with pytest.raises(ClockRefused, match="has been stopped already"):
        stop(running, "2026-11-23 15:00")
    with pytest.raises(ClockRefused, match="the clock has been stopped"):
        pause(running, "2026-11-23 15:00")


def test_stopping_late_tells_of_the_breach_that_no_sweep_has_seen(running: Clock, told: Told) -> None:
    assert stop(running, "2026-11-23 15:01").breached_at == at("2026-11-23 15:01")
    assert told.breached == [running.pk]


def test_a_case_found_to_have_ended_in_time_is_breached_no_longer(running: Clock, told: Told) -> None:
    with time.frozen(at("2026-11-23 16:00")):
        actions.sweep()
        stopped = actions.stop(clock_id=running.pk, at=at("2026-11-23 14:00"))
    assert stopped.breached_at is None


def test_stopping_in_a_pause_ends_it(running: Clock) -> None:
    pause(running, "2026-11-23 10:00")
    stopped = stop(running, "2026-11-24 16:00")
    assert Pause.objects.get(clock=running).ended_at == at("2026-11-24 16:00")
    assert stopped.breached_at is None


def test_work_may_have_ended_before_the_pause_was_entered(running: Clock) -> None:
    pause(running, "2026-11-23 10:00")
    with time.frozen(at("2026-11-23 11:00")):
        actions.stop(clock_id=running.pk, at=at("2026-11-23 09:00"))
    assert Pause.objects.get(clock=running).ended_at == at("2026-11-23 10:00")


def test_a_reopened_clock_goes_on_with_what_was_left(running: Clock) -> None:
    stop(running, "2026-11-23 14:00")
    with time.frozen(at("2026-11-24 09:00")):
        reopened = actions.reopen(clock_id=running.pk, actor_name=OFFICER)
    assert shown(reopened.due_at) == "2026-11-24 10:00"
    assert (reopened.state, reopened.stopped_at) == ("running", None)
    assert (
        "paused Mon 23 Nov, 14:00 to Tue 24 Nov, 09:00 (3 h 30 min): closed"
        in queries.explain(clock_id=running.pk).sentence
    )


def test_a_late_case_stays_late_when_it_is_reopened(running: Clock, told: Told) -> None:
    stop(running, "2026-11-23 16:00")
    with time.frozen(at("2026-11-24 09:00")):
        reopened = actions.reopen(actor_name=OFFICER, clock_id=running.pk)
        assert reopened.next_look_at is None
        actions.sweep()
    assert told.breached == [running.pk]


def test_reopening_what_runs_or_before_it_was_stopped_is_refused(running: Clock) -> None:
    with pytest.raises(ClockRefused, match="the clock is running"):
        actions.reopen(actor_name=OFFICER, clock_id=running.pk)
    stop(running, "2026-11-23 14:00")
    with (
        time.frozen(at("2026-11-24 09:00")),
        pytest.raises(ClockRefused, match="before the clock was stopped"),
    ):
        actions.reopen(actor_name=OFFICER, clock_id=running.pk, at=at("2026-11-23 13:00"))


def test_a_stop_taken_back_has_never_been(running: Clock, told: Told) -> None:
    stop(running, "2026-11-23 14:00")
    with time.frozen(at("2026-11-23 15:30")):
        assert shown(actions.retract(clock_id=running.pk).due_at) == "2026-11-23 15:00"
        actions.sweep()
        with pytest.raises(ClockRefused, match="the clock is running"):
            actions.retract(clock_id=running.pk)
    assert told.breached == [running.pk]


def test_a_corrected_service_counts_anew_from_receipt(
    town: Jurisdiction, office: Calendar, running: Clock
) -> None:
    level = queries.level_of(promise(town, office, "10 working days", code="sidewalk"))
    restarted = actions.restart(clock_id=running.pk, level=level)
    assert shown(restarted.due_at) == "2026-12-08 15:30"
    assert queries.explain(clock_id=running.pk).promised == "10 working days"
    stop(running, "2026-11-23 15:00")
    with pytest.raises(ClockRefused):
        actions.restart(clock_id=running.pk, level=level)


@pytest.mark.django_db
def test_an_unknown_clock_is_refused() -> None:
    with pytest.raises(ClockRefused, match="no such clock"):
        queries.explain(clock_id=-1)
    with pytest.raises(ClockRefused, match="no such clock"):
        actions.resume(clock_id=-1)


def test_a_promise_once_given_stands_when_policy_and_calendar_change(
    town: Jurisdiction, office: Calendar, running: Clock
) -> None:
    promise(town, office, "1 working hour", at("2026-11-21 00:00"))
    save_office(town, [])
    assert shown(Clock.objects.get(pk=running.pk).due_at) == "2026-11-23 15:00"
    assert queries.level_for(jurisdiction_id=town.pk, code="pothole", at=at("2026-11-21 00:00")) is not None
    assert start(town, at("2026-11-25 16:30"), "pothole").amount == Duration.parse("1 working hour").amount
    assert shown(start(town, at("2026-11-25 16:30"), "pothole").due_at) == "2026-11-26 09:00"
