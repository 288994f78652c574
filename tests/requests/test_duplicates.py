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
