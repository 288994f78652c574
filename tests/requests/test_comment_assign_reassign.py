"""Notes, the person who does it, and the team that does it."""

import pytest

from tests.world import World
from townline.identity.errors import NotAllowed
from townline.requests import access, actions
from townline.requests.errors import NoSuchRequest, RequestRefused
from townline.requests.queries import public_timeline, timeline


def test_an_internal_note_is_not_read_by_residents(world: World) -> None:
    taken = world.report()
    actions.comment(
        actor=world.roads_officer, service_request_id=taken.pk, text="Ask the paving crew.", is_public=False
    )
    assert "Ask the paving crew." in [entry.sentence for entry in timeline(taken.pk)]
    assert "Ask the paving crew." not in [entry.sentence for entry in public_timeline(taken.pk)]


def test_an_empty_note_is_refused(world: World) -> None:
    taken = world.report()
    with pytest.raises(RequestRefused, match="Write the note"):
        actions.comment(actor=world.roads_officer, service_request_id=taken.pk, text=" \n", is_public=True)


def test_markup_in_a_note_stays_text(world: World) -> None:
    taken = world.report()
    text = "<script>alert(1)</script>'; DROP TABLE requests; --"
    actions.comment(actor=world.roads_officer, service_request_id=taken.pk, text=text, is_public=True)
    assert public_timeline(taken.pk)[-1].sentence == text


def test_a_request_is_given_to_somebody_of_the_department(world: World) -> None:
    taken = world.report()
    actions.assign(
        actor=world.roads_manager, service_request_id=taken.pk, user_id=world.roads_officer.user_id
    )
    taken.refresh_from_db()
    assert taken.assignee_id == world.roads_officer.user_id


def test_it_cannot_be_given_to_somebody_of_another_department(world: World) -> None:
    taken = world.report()
    with pytest.raises(RequestRefused, match="works for this department"):
        actions.assign(
            actor=world.roads_manager, service_request_id=taken.pk, user_id=world.parks_officer.user_id
        )


def test_handing_over_changes_who_sees_it(world: World) -> None:
    taken = world.report()
    with pytest.raises(NoSuchRequest):
        access.see(world.parks_officer, world.town.pk, taken.number)
    actions.reassign(
        actor=world.agent,
        service_request_id=taken.pk,
        team_id=world.teams["parks-trees"].pk,
        reason="A root lifts the asphalt.",
    )
    assert access.see(world.parks_officer, world.town.pk, taken.number).pk == taken.pk
    with pytest.raises(NoSuchRequest):
        access.see(world.roads_officer, world.town.pk, taken.number)


def test_handing_over_needs_a_reason_and_another_team(world: World) -> None:
    taken = world.report()
    trees = world.teams["parks-trees"].pk
    with pytest.raises(RequestRefused, match="Say why"):
        actions.reassign(actor=world.agent, service_request_id=taken.pk, team_id=trees, reason="")
    with pytest.raises(RequestRefused, match="another team"):
        actions.reassign(actor=world.agent, service_request_id=taken.pk, team_id=taken.team_id, reason="So")


def test_an_officer_of_another_department_may_not_even_comment(world: World) -> None:
    taken = world.report()
    with pytest.raises(NotAllowed):
        actions.comment(actor=world.parks_officer, service_request_id=taken.pk, text="Hello", is_public=False)
