"""Clocks by the hundred thousand, for imports of the past."""

import time as watch
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.servicelevels.conftest import Told
from tests.servicelevels.towns import at, shown
from townline.identity.models import Jurisdiction
from townline.kit import clock as time
from townline.servicelevels import actions, queries
from townline.servicelevels.models import Clock, Policy
from townline.servicelevels.queries import Level

FRIDAY = at("2026-11-20 15:30")
NOW = at("2026-11-23 14:00")


@pytest.fixture
def level(town: Jurisdiction, pothole: Policy) -> Level:
    found = queries.level_for(jurisdiction_id=town.pk, code="pothole", at=FRIDAY)
    assert found is not None
    return found


def planned(level: Level, started: str, stopped: str = "") -> Clock:
    stopped_at = at(stopped) if stopped else None
    clock = actions.plan(level=level, started_at=at(started), stopped_at=stopped_at, now=NOW)
    (clock_id,) = actions.start_many(planned=[clock])
    return Clock.objects.get(pk=clock_id)


def test_planned_clocks_are_the_clocks_that_start_would_make(town: Jurisdiction, level: Level) -> None:
    with time.frozen(FRIDAY):
        one = actions.start(jurisdiction_id=town.pk, code="pothole", started_at=FRIDAY)
    plan = actions.plan(level=level, started_at=FRIDAY, now=FRIDAY, explain=True)
    (other,) = Clock.objects.filter(pk__in=actions.start_many(planned=[plan]))
    assert one is not None
    columns = [field.attname for field in Clock._meta.concrete_fields if field.attname != "id"]
    assert {name: getattr(one, name) for name in columns} == {name: getattr(other, name) for name in columns}


def test_a_clock_without_a_trace_is_counted_again_when_somebody_asks(level: Level) -> None:
    explained = queries.explain(clock_id=planned(level, "2026-11-20 15:30").pk)
    assert explained.is_recounted
    assert explained.sentence.endswith("Due Mon 23 Nov, 15:00.")
    assert explained.rows[-1].what == "Due"


def test_an_import_tells_nobody_about_the_past(level: Level, told: Told) -> None:
    late = planned(level, "2026-11-02 09:00")
    assert (late.breached_at, late.next_look_at) == (late.due_at, None)
    warned = planned(level, "2026-11-20 15:30")
    assert (shown(warned.due_at), warned.next_look_at) == ("2026-11-23 15:00", warned.due_at)
    fresh = planned(level, "2026-11-23 13:00")
    assert fresh.next_look_at == fresh.warn_at
    with time.frozen(NOW):
        actions.sweep()
    assert (told.warned, told.breached) == ([], [])


def test_what_ended_in_time_is_not_late_and_what_ended_late_is(level: Level) -> None:
    good = planned(level, "2026-11-02 09:00", "2026-11-02 10:00")
    assert (good.state, good.breached_at, good.next_look_at) == ("stopped", None, None)
    late = planned(level, "2026-11-02 09:00", "2026-11-05 10:00")
    assert late.breached_at == late.due_at


def test_a_record_that_ends_before_it_began_is_taken_as_ended_at_once(level: Level) -> None:
    assert planned(level, "2026-11-02 09:00", "2026-10-02 10:00").stopped_at == at("2026-11-02 09:00")


@pytest.mark.django_db
def test_nothing_planned_is_nothing_written(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert actions.start_many(planned=[]) == []


def test_many_clocks_are_counted_and_written_at_import_speed(level: Level) -> None:
    begun = watch.perf_counter()
    moments: list[datetime] = [FRIDAY - timedelta(minutes=17 * number) for number in range(20_000)]
    clocks = [actions.plan(level=level, started_at=moment, now=NOW, stopped_at=moment) for moment in moments]
    counted = watch.perf_counter()
    ids = actions.start_many(planned=clocks)
    ended = watch.perf_counter()
    print(  # noqa: T201 - measured figures
        f"plan {(counted - begun) / 20_000 * 1e6:.0f} µs, write {(ended - counted) / 20_000 * 1e6:.0f} µs a clock; "
        f"{20_000 / (ended - begun):,.0f} clocks/s"
    )
    assert len(set(ids)) == 20_000
    assert 20_000 / (ended - begun) > 4_000
