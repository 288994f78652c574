"""One hole, two reports: marking and undoing."""

import pytest

from tests.world import World
from townline.requests import actions
from townline.requests.errors import NoSuchRequest, RequestRefused


def test_a_repetition_ends_and_its_original_gains_a_follower(world: World) -> None:
    original, again = world.report(), world.report()
    actions.mark_duplicate(
        actor=world.roads_officer, service_request_id=again.pk, original_number=original.number
    )
    again.refresh_from_db()
    original.refresh_from_db()
    assert again.state == "closed"
    assert original.number in again.outcome
    assert original.followers == 1


def test_undoing_brings_back_a_request_of_its_own(world: World) -> None:
    original, again = world.report(), world.report()
    actions.mark_duplicate(
        actor=world.roads_officer, service_request_id=again.pk, original_number=original.number
    )
    actions.undo_duplicate(actor=world.roads_officer, service_request_id=again.pk, reason="Other side.")
    again.refresh_from_db()
    original.refresh_from_db()
    assert (again.state, again.duplicate_of_id, original.followers) == ("open", None, 0)
    assert again.duplicate_marks.filter(undone_at__isnull=False).count() == 1


def test_a_request_does_not_repeat_itself_nor_a_repetition(world: World) -> None:
    first, second, third = world.report(), world.report(), world.report()
    with pytest.raises(RequestRefused, match="there first"):
        actions.mark_duplicate(
            actor=world.roads_officer, service_request_id=first.pk, original_number=first.number
        )
    actions.mark_duplicate(
        actor=world.roads_officer, service_request_id=second.pk, original_number=first.number
    )
    with pytest.raises(RequestRefused, match="there first"):
        actions.mark_duplicate(
            actor=world.roads_officer, service_request_id=third.pk, original_number=second.number
        )


def test_a_request_of_another_department_cannot_be_the_original(world: World) -> None:
    roads, parks = world.report(), world.report("tree-damage")
    with pytest.raises(NoSuchRequest):
        actions.mark_duplicate(
            actor=world.roads_officer, service_request_id=roads.pk, original_number=parks.number
        )


def test_a_chain_undone_from_either_end_counts_right(world: World) -> None:
    a, b, c = world.report(), world.report(), world.report()
    officer = world.roads_officer
    actions.mark_duplicate(actor=officer, service_request_id=a.pk, original_number=b.number)
    actions.mark_duplicate(actor=officer, service_request_id=b.pk, original_number=c.number)
    actions.undo_duplicate(actor=officer, service_request_id=a.pk, reason="No.")
    actions.undo_duplicate(actor=officer, service_request_id=b.pk, reason="No.")
    c.refresh_from_db()
    assert c.followers == 0


def test_reopening_a_repetition_makes_it_a_request_of_its_own(world: World) -> None:
    original, again = world.report(), world.report()
    actions.mark_duplicate(
        actor=world.roads_officer, service_request_id=again.pk, original_number=original.number
    )
    actions.reopen(actor=world.agent, service_request_id=again.pk, reason="It is another hole.")
    again.refresh_from_db()
    original.refresh_from_db()
    assert (again.duplicate_of_id, original.followers) == (None, 0)


def test_a_closed_request_is_no_original(world: World) -> None:
    original, again = world.report(), world.report()
    actions.close(
        actor=world.roads_officer,
        service_request_id=original.pk,
        reason="done",
        outcome="We filled the hole today.",
    )
    with pytest.raises(RequestRefused, match="Reopen it first"):
        actions.mark_duplicate(
            actor=world.roads_officer, service_request_id=again.pk, original_number=original.number
        )


def test_residents_are_not_told_a_number_they_may_not_follow(world: World) -> None:
    original, again = world.report(), world.report()
    type(original).objects.filter(pk=original.pk).update(is_public=False)
    actions.mark_duplicate(
        actor=world.roads_officer, service_request_id=again.pk, original_number=original.number
    )
    again.refresh_from_db()
    assert original.number not in again.outcome
