"""Opening hours and promises as they are saved, dated and looked up."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.servicelevels.conftest import LONG_AGO, promise, save_office
from tests.servicelevels.towns import OFFICE, OFFICE_WEEK, at
from townline.audit.models import Entry
from townline.identity.errors import NotAllowed
from townline.identity.models import Jurisdiction
from townline.identity.rules import RESIDENT, SYSTEM
from townline.servicelevels import actions, queries
from townline.servicelevels.errors import CalendarRefused, DurationRefused, PolicyRefused
from townline.servicelevels.models import Calendar, CalendarDay, Policy

SPRING = at("2026-03-01 00:00")
FALL = at("2026-09-01 00:00")


def held(town: Jurisdiction, moment: str) -> str | None:
    level = queries.level_for(jurisdiction_id=town.pk, code="pothole", at=at(moment))
    found = queries.levels_of(jurisdiction_id=town.pk).at("pothole", at(moment))
    assert found == level
    return level.duration.words if level else None


def test_a_saved_calendar_counts_like_the_one_it_was_made_from(office: Calendar) -> None:
    assert queries.calendar_value(calendar_id=office.pk) == OFFICE
    assert Entry.objects.filter(verb="save_calendar").count() == 1


def test_saving_the_same_hours_again_changes_nothing(town: Jurisdiction, office: Calendar) -> None:
    assert save_office(town).stamp == office.stamp
    assert Entry.objects.filter(verb="save_calendar").count() == 1


def test_a_changed_calendar_is_read_anew(town: Jurisdiction, office: Calendar) -> None:
    queries.calendar_value(calendar_id=office.pk)
    save_office(town, [(date(2027, 1, 1), "New Year's Day", ())])
    value = queries.calendar_value(calendar_id=office.pk)
    assert [day.name for day in value.days] == ["New Year's Day"]
    assert queries.holidays_of(calendar_id=office.pk, year=2027) == [(date(2027, 1, 1), "New Year's Day")]
    assert queries.holidays_of(calendar_id=office.pk, year=2026) == []


def test_hours_that_cannot_be_counted_leave_the_calendar_as_it_was(
    town: Jurisdiction, office: Calendar
) -> None:
    with pytest.raises(CalendarRefused):
        save_office(town, [(date(2027, 1, 1), "a", ("12:00-10:00",))])
    many = [(date.fromordinal(700_000 + day), "closed", ()) for day in range(5_001)]
    with pytest.raises(CalendarRefused, match="5,001 special days are too many"):
        save_office(town, many)
    assert CalendarDay.objects.filter(calendar=office).count() == 2


def test_calendars_of_two_jurisdictions_are_their_own(town: Jurisdiction, office: Calendar) -> None:
    other = Jurisdiction.objects.create(
        code="elm", name="Elm", timezone="America/New_York", number_prefix="EL"
    )
    with pytest.raises(PolicyRefused, match="a calendar of this jurisdiction"):
        promise(other, office, "1 day")
    assert save_office(other).pk != office.pk


def test_a_new_promise_ends_the_one_before(town: Jurisdiction, office: Calendar) -> None:
    first = promise(town, office, "45 working days")
    promise(town, office, "5 working days", SPRING)
    first.refresh_from_db()
    assert first.valid_until == SPRING
    assert held(town, "2026-02-28 23:59") == "45 working days"
    assert held(town, "2026-03-01 00:00") == "5 working days"
    assert held(town, "2019-12-31 23:59") is None


def test_a_promise_set_between_two_ends_where_the_later_begins(town: Jurisdiction, office: Calendar) -> None:
    promise(town, office, "45 working days")
    promise(town, office, "3 days", FALL)
    promise(town, office, "5 working days", SPRING)
    assert held(town, "2026-08-31 12:00") == "5 working days"
    assert held(town, "2026-09-01 00:00") == "3 days"
    assert Policy.objects.filter(valid_until__isnull=True).count() == 1


def test_a_promise_set_before_all_others_ends_where_they_begin(town: Jurisdiction, office: Calendar) -> None:
    promise(town, office, "3 days", FALL)
    promise(town, office, "5 working days", SPRING)
    assert held(town, "2026-08-31 12:00") == "5 working days"
    earliest = queries.levels_of(jurisdiction_id=town.pk).earliest("pothole")
    assert earliest is not None
    assert earliest.duration.words == "5 working days"
    assert queries.levels_of(jurisdiction_id=town.pk).earliest("moonlight") is None


def test_promising_what_already_holds_changes_nothing(town: Jurisdiction, office: Calendar) -> None:
    first = promise(town, office, "5 working days")
    assert promise(town, office, "5 working days", SPRING).pk == first.pk
    assert Policy.objects.count() == 1


def test_a_promise_given_to_nobody_can_be_corrected_from_its_very_beginning(
    town: Jurisdiction, office: Calendar
) -> None:
    promise(town, office, "5 working days")
    promise(town, office, "6 working days")
    assert [policy.amount for policy in Policy.objects.all()] == [6]


def test_a_second_promise_from_a_moment_that_clocks_count_by_is_refused(
    town: Jurisdiction, office: Calendar
) -> None:
    promise(town, office, "5 working days")
    actions.start(jurisdiction_id=town.pk, code="pothole", started_at=SPRING)
    with pytest.raises(PolicyRefused, match="Clocks already count by the promise"):
        promise(town, office, "6 working days")


def test_words_that_are_no_length_of_time_are_no_promise(town: Jurisdiction, office: Calendar) -> None:
    with pytest.raises(DurationRefused):
        promise(town, office, "soon")
    assert not Policy.objects.exists()


@pytest.mark.parametrize("percent", [0, 100, -1])
def test_a_warning_that_is_no_share_is_refused(town: Jurisdiction, office: Calendar, percent: int) -> None:
    with pytest.raises(PolicyRefused, match="1 to 99 percent"):
        promise(town, office, "5 working days", warn_percent=percent)


def test_a_promise_can_end_without_another(town: Jurisdiction, office: Calendar) -> None:
    promise(town, office, "5 working days")
    actions.end_policy(actor=SYSTEM, jurisdiction_id=town.pk, code="pothole", at=SPRING)
    assert held(town, "2026-03-01 00:00") is None
    with pytest.raises(PolicyRefused, match="Nothing is promised"):
        actions.end_policy(actor=SYSTEM, jurisdiction_id=town.pk, code="pothole", at=FALL)
    promise(town, office, "2 days", FALL)
    actions.end_policy(actor=SYSTEM, jurisdiction_id=town.pk, code="pothole", at=FALL)
    assert held(town, "2026-10-01 00:00") is None


def test_the_database_itself_refuses_two_promises_at_once(town: Jurisdiction, pothole: Policy) -> None:
    twin = Policy(
        jurisdiction=town,
        code="pothole",
        calendar_id=pothole.calendar_id,
        amount=1,
        unit="hours",
        valid_from=SPRING,
    )
    with pytest.raises(IntegrityError, match="policy_one_at_a_time"), transaction.atomic():
        twin.save()


def test_every_service_s_level_is_read_in_few_queries(
    town: Jurisdiction, office: Calendar, django_assert_max_num_queries: object
) -> None:
    for number in range(10):
        promise(town, office, "2 days", LONG_AGO, code=f"service-{number}")
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        levels = queries.levels_of(jurisdiction_id=town.pk)
    level = levels.at("service-7", SPRING)
    assert level is not None
    assert level.calendar.weekly_words == OFFICE_WEEK


@pytest.mark.django_db(transaction=True)
def test_the_area_s_tables_can_be_taken_away_and_made_again() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("servicelevels", None)])
    assert "servicelevels_clock" not in connection.introspection.table_names()
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert "servicelevels_clock" in connection.introspection.table_names()


def test_only_who_writes_services_makes_promises(town: Jurisdiction) -> None:
    with pytest.raises(NotAllowed):
        actions.end_policy(actor=RESIDENT, jurisdiction_id=town.pk, code="pothole", at=SPRING)
    with pytest.raises(NotAllowed):
        actions.save_calendar(
            actor=RESIDENT,
            jurisdiction_id=town.pk,
            code="x",
            name="X",
            timezone="UTC",
            weekly={"mon": ["08:00-09:00"]},
        )
