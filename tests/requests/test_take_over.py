"""Taking over another system's requests, moving them on, and giving them back."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from tests.world import ELM_STREET, World
from townline.audit.models import Entry
from townline.identity.errors import NotAllowed
from townline.identity.rules import SYSTEM
from townline.kit.geo import Point
from townline.requests import actions
from townline.requests.actions import Amendment, TakeOver, Target
from townline.requests.errors import RequestRefused
from townline.requests.models import Alias, Closure, NumberSeries, Photo, ServiceRequest, TimelineEntry
from townline.requests.queries import number_for, public_timeline, timeline, worked_on
from townline.requests.rules import read_number
from townline.servicelevels.models import Clock
from townline.services.models import Service

SUMMER = datetime(2019, 6, 3, 14, 0, tzinfo=UTC)
LATER = datetime(2019, 6, 5, 9, 30, tzinfo=UTC)


def target(world: World, code: str = "pothole") -> Target:
    service = Service.objects.get(code=code)
    assert service.definition_id is not None
    team = world.teams["streets-repair"]
    return Target(code, service.pk, service.definition_id, team.department_id, team.pk)


def row(world: World, number: str = "A-1", **changes: object) -> TakeOver:
    told = TakeOver(
        source="Old CRM",
        number=number,
        target=target(world),
        state="open",
        received_at=SUMMER,
        updated_at=SUMMER,
        description="A hole",
        address="12 Elm Street",
        point=ELM_STREET,
    )
    return replace(told, **changes)  # type: ignore[arg-type]


def closed(world: World, number: str = "A-2", **changes: object) -> TakeOver:
    ending: dict[str, object] = {
        "state": "closed",
        "updated_at": LATER,
        "closed_at": LATER,
        "closing_reason": "done",
        "outcome": "Filled with hot mix.",
    }
    return row(world, number, **(ending | changes))


def take(world: World, *rows: TakeOver) -> list[ServiceRequest]:
    ids = actions.take_over(actor=SYSTEM, jurisdiction_id=world.town.pk, batch=rows)
    found = ServiceRequest.objects.in_bulk(ids)
    return [found[one] for one in ids]


def amend(world: World, service_request: ServiceRequest, now: TakeOver) -> TakeOver | None:
    batch = [Amendment(service_request.pk, now)]
    before = actions.amend(actor=SYSTEM, jurisdiction_id=world.town.pk, batch=batch)
    service_request.refresh_from_db()
    return before[0]


def give_back(world: World, *taken: ServiceRequest) -> list[str]:
    ids = [one.pk for one in taken]
    return actions.give_back(actor=SYSTEM, jurisdiction_id=world.town.pk, service_request_ids=ids)


def test_a_batch_becomes_ours_in_order_with_numbers_of_the_months_they_were_received_in(world: World) -> None:
    july = datetime(2019, 7, 1, 3, 59, tzinfo=UTC)  # still the 30th of June in the town
    taken = take(world, row(world), closed(world), row(world, "A-3", received_at=july, updated_at=july))
    assert [one.number[:12] for one in taken] == ["TL-1906-0001", "TL-1906-0002", "TL-1906-0003"]
    assert all(read_number(one.number) == one.number for one in taken)
    assert len({one.token for one in taken}) == 3
    assert [one.state for one in taken] == ["open", "closed", "open"]
    assert taken[0].location == ELM_STREET
    assert NumberSeries.objects.get(month="1906").next == 4


def test_the_old_number_finds_the_request_and_its_timeline_begins_where_it_was_received(world: World) -> None:
    (taken,) = take(world, closed(world, remarks=("Its point was left out.",), agency="Public Works"))
    assert number_for(world.town.pk, " A-2 ") == taken.number
    first, last = public_timeline(taken.pk)
    assert (first.verb, first.at, first.sentence) == ("submit", SUMMER, "Received as A-2 in Old CRM.")
    assert (last.verb, last.at, last.sentence) == ("close", LATER, "Filled with hot mix.")
    assert first.facts["remarks"] == ["Its point was left out."]
    assert first.facts["agency"] == "Public Works"
    ending = Closure.objects.get(service_request=taken)
    assert (ending.reason, ending.closed_at, ending.actor_name) == ("done", LATER, "Old CRM")


def test_pictures_stay_where_they_are(world: World) -> None:
    (taken,) = take(world, row(world, photo_urls=("https://old.example/1.jpg", "https://old.example/2.jpg")))
    assert set(Photo.objects.filter(service_request=taken).values_list("source_url", "is_public")) == {
        ("https://old.example/1.jpg", False),
        ("https://old.example/2.jpg", False),
    }


def test_an_open_request_gets_a_clock_where_a_promise_held_and_a_closed_one_gets_none(world: World) -> None:
    opened, ended = take(world, row(world), closed(world))
    assert opened.clock is not None
    assert opened.clock.started_at == SUMMER
    assert opened.due_at == opened.clock.due_at
    assert ended.clock is None


def test_a_date_promised_by_the_other_system_stands_instead_of_a_clock(world: World) -> None:
    (taken,) = take(world, row(world, expected_at=LATER))
    assert taken.clock is None
    assert taken.due_at == LATER


def test_a_note_on_an_open_request_is_read_by_everybody(world: World) -> None:
    (taken,) = take(world, row(world, note="An inspector is on the way.", updated_at=LATER))
    assert [entry.sentence for entry in public_timeline(taken.pk)][-1] == "An inspector is on the way."


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"closed_at": None}, "closed_when"),
        ({"closed_at": datetime(2019, 6, 1, tzinfo=UTC)}, "closed_when"),
        ({"closing_reason": "magic"}, "outcome_empty"),
        ({"outcome": ""}, "outcome_empty"),
        ({"point": Point(0.0, 0.0)}, "place_wrong"),
    ],
)
def test_one_impossible_row_refuses_the_whole_batch(
    world: World, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(RequestRefused) as refused:
        take(world, row(world), closed(world, **changes))
    assert refused.value.code == code
    assert not ServiceRequest.objects.exists()


def test_a_number_that_is_known_is_not_taken_twice(world: World) -> None:
    take(world, row(world))
    with pytest.raises(IntegrityError), transaction.atomic():
        take(world, row(world, "B-1"), row(world))
    assert Alias.objects.count() == 1


def test_only_who_may_import_data_may_take_over(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.take_over(actor=world.roads_officer, jurisdiction_id=world.town.pk, batch=[row(world)])
    actions.take_over(actor=world.administrator, jurisdiction_id=world.town.pk, batch=[row(world)])
    assert Entry.objects.exists()


def test_a_request_that_was_closed_there_is_closed_here_and_its_history_stays(world: World) -> None:
    (taken,) = take(world, row(world))
    before = amend(world, taken, closed(world, "A-1"))
    assert before is not None
    assert before.state == "open"
    assert (taken.state, taken.closed_at, taken.outcome) == ("closed", LATER, "Filled with hot mix.")
    assert [entry.verb for entry in public_timeline(taken.pk)] == ["submit", "close"]
    assert taken.clock_id is not None
    assert Clock.objects.get(pk=taken.clock_id).state == "stopped"


def test_a_request_taken_up_again_there_is_taken_up_again_here(world: World) -> None:
    (taken,) = take(world, closed(world))
    amend(world, taken, row(world, "A-2", updated_at=LATER, note="Sank again."))
    assert (taken.state, taken.closed_at, taken.outcome) == ("open", None, "")
    assert [entry.verb for entry in timeline(taken.pk)] == ["submit", "close", "comment", "reopen"]
    assert Closure.objects.get(service_request=taken).reopened_at is not None


def test_words_that_changed_there_change_here_and_staff_can_read_what_they_were(world: World) -> None:
    (taken,) = take(world, row(world))
    amend(world, taken, row(world, description="Two holes", point=None, target=target(world, "other")))
    assert (taken.description, taken.location, taken.service.code) == ("Two holes", None, "other")
    told = timeline(taken.pk)[-1]
    assert not told.is_public
    assert told.sentence == "Old CRM changed: description, location, service."
    assert told.facts["was"]["description"] == "A hole"


def test_a_new_outcome_is_told_and_the_first_one_stays_on_the_timeline(world: World) -> None:
    (taken,) = take(world, closed(world))
    amend(world, taken, closed(world, outcome="Filled, and sealed a week later."))
    assert taken.outcome == "Filled, and sealed a week later."
    assert [entry.sentence for entry in public_timeline(taken.pk)][1:] == [
        "Filled with hot mix.",
        "Filled, and sealed a week later.",
    ]


def test_what_staff_has_worked_on_is_not_changed_from_outside_but_told(world: World) -> None:
    (taken,) = take(world, row(world))
    actions.comment(
        actor=world.roads_officer, service_request_id=taken.pk, text="Crew sent.", is_public=False
    )
    assert amend(world, taken, closed(world, "A-1")) is None
    assert taken.state == "open"
    told = timeline(taken.pk)[-1]
    assert not told.is_public
    assert told.sentence.startswith('Old CRM has it as closed now: "Filled with hot mix."')


def test_given_back_nothing_is_left_of_it(world: World) -> None:
    taken = take(world, row(world, photo_urls=("https://old.example/1.jpg",)), closed(world))
    assert give_back(world, *taken) == []
    for model in (ServiceRequest, TimelineEntry, Alias, Closure, Photo, Clock):
        assert not model.objects.exists(), model


def test_what_somebody_worked_on_or_asked_for_here_is_kept_and_named(world: World) -> None:
    first, second = take(world, row(world), row(world, "A-9"))
    actions.comment(actor=world.agent, service_request_id=first.pk, text="She called again.", is_public=False)
    own = world.report()
    assert worked_on([first.pk, second.pk, own.pk]) == {first.pk, own.pk}
    assert give_back(world, first, second, own) == sorted([first.number, own.number])
    assert set(ServiceRequest.objects.all()) == {first, own}


def test_only_who_may_import_data_may_give_back(world: World) -> None:
    (taken,) = take(world, row(world))
    with pytest.raises(NotAllowed):
        actions.give_back(
            actor=world.roads_manager, jurisdiction_id=world.town.pk, service_request_ids=[taken.pk]
        )
