"""Who may see what, and which verbs they may use. Denied by default."""

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from tests.world import World
from townline.identity.errors import NotAllowed
from townline.identity.rules import Actor
from townline.kit.appendonly import erasing
from townline.requests import access, actions
from townline.requests.errors import NoSuchRequest
from townline.requests.models import ServiceRequest, TimelineEntry


def test_an_agent_sees_every_department_and_an_officer_one(world: World) -> None:
    roads, parks = world.report(), world.report("tree-damage")
    assert set(access.visible_to(world.agent, world.town.pk)) == {roads, parks}
    assert set(access.visible_to(world.roads_officer, world.town.pk)) == {roads}
    assert set(access.visible_to(world.parks_officer, world.town.pk)) == {parks}


def test_somebody_without_a_role_sees_nothing(world: World) -> None:
    world.report()
    stranger = Actor(kind="staff", name="Stranger", user_id=0)
    assert not access.visible_to(stranger, world.town.pk).exists()
    assert not access.visible_to(world.resident, world.town.pk).exists()


def test_another_jurisdiction_sees_nothing(world: World) -> None:
    taken = world.report()
    with pytest.raises(NoSuchRequest):
        access.see(world.agent, world.town.pk + 1, taken.number)


def test_verbs_follow_role_and_state(world: World) -> None:
    taken = world.report()
    assert access.verbs_for(world.roads_officer, taken) >= {"hold", "close", "assign", "comment"}
    assert access.verbs_for(world.parks_officer, taken) == frozenset()
    assert "close" not in access.verbs_for(world.agent, taken)
    assert access.verbs_for(world.resident, taken) == frozenset()


def test_an_unlisted_request_is_not_public(world: World) -> None:
    taken = world.report()
    assert access.public(world.town.pk).filter(pk=taken.pk).exists()
    ServiceRequest.objects.filter(pk=taken.pk).update(is_public=False)
    assert not access.public(world.town.pk).filter(pk=taken.pk).exists()


def test_a_follow_link_opens_its_own_request_only(world: World) -> None:
    taken = world.report()
    assert access.by_token(taken.token) == taken
    assert access.by_token(taken.token[:-1] + "x") is None
    assert access.by_token("") is None
    assert access.by_token(taken.token + "\x00x") is None


@pytest.mark.parametrize(
    "statement", ["UPDATE requests_timelineentry SET sentence = 'x'", "DELETE FROM requests_timelineentry"]
)
def test_the_database_refuses_to_rewrite_a_timeline(world: World, statement: str) -> None:
    world.report()
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert TimelineEntry.objects.exists()


def test_erasing_is_possible_where_it_is_said_and_only_there(world: World) -> None:
    world.report()
    with transaction.atomic(), erasing():
        TimelineEntry.objects.all().delete()
    world.report()
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        TimelineEntry.objects.all().delete()


def test_a_resident_may_comment_and_nothing_else(world: World) -> None:
    taken = world.report()
    actions.comment(
        actor=world.resident, service_request_id=taken.pk, text="It is bigger now.", is_public=True
    )
    with pytest.raises(NotAllowed):
        actions.close(
            actor=world.resident,
            service_request_id=taken.pk,
            reason="done",
            outcome="It closed by itself today.",
        )
