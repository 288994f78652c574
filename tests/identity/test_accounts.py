"""Accounts, roles and keys."""

import pytest

from tests.world import PASSWORD, World
from townline.audit.models import Entry
from townline.identity import actions, queries
from townline.identity.access import actor_for, require
from townline.identity.errors import IdentityRefused, NotAllowed
from townline.identity.models import ApiKey, Grant, User
from townline.identity.rules import ROLES, SYSTEM, Actor, Granted


def test_an_account_is_opened_once_for_an_e_mail_whatever_its_case(world: World) -> None:
    with pytest.raises(IdentityRefused, match="already an account"):
        actions.invite(actor=SYSTEM, email="AGENT@marlowfalls.example", name="Again")


def test_a_short_password_is_refused(world: World) -> None:
    with pytest.raises(IdentityRefused, match="at least 12"):
        actions.invite(actor=SYSTEM, email="new@marlowfalls.example", name="New", password="short")
    assert not User.objects.filter(email="new@marlowfalls.example").exists()


def test_an_officer_without_a_department_is_refused(world: World) -> None:
    with pytest.raises(IdentityRefused, match="which department"):
        actions.grant(actor=SYSTEM, user_id=1, role="officer", jurisdiction_id=world.town.pk)


def test_an_unknown_role_is_refused(world: World) -> None:
    with pytest.raises(IdentityRefused, match="no role"):
        actions.grant(actor=SYSTEM, user_id=1, role="emperor", jurisdiction_id=world.town.pk)  # type: ignore[arg-type]


def test_a_role_is_granted_once_and_can_be_taken_away(world: World) -> None:
    user = world.user(world.agent)
    for _ in range(2):
        actions.grant(actor=SYSTEM, user_id=user.pk, role="administrator", jurisdiction_id=world.town.pk)
    assert Grant.objects.filter(user=user).count() == 2
    actions.revoke(actor=SYSTEM, user_id=user.pk, role="administrator", jurisdiction_id=world.town.pk)
    assert not actor_for(user).may("manage_people", jurisdiction_id=world.town.pk)


def test_a_closed_account_may_nothing_at_once(world: World) -> None:
    user = world.user(world.administrator)
    client = world.client(world.administrator)
    actions.deactivate(actor=SYSTEM, user_id=user.pk)
    user.refresh_from_db()
    assert actor_for(user).grants == ()
    assert not client.login(email=user.email, password=PASSWORD)


def test_what_is_done_to_accounts_is_written_down(world: World) -> None:
    actions.deactivate(actor=SYSTEM, user_id=world.user(world.agent).pk)
    assert Entry.objects.filter(verb="deactivate", subject_kind="user").count() == 1


def test_a_key_is_shown_once_and_only_its_digest_is_kept(world: World) -> None:
    key, secret = actions.create_api_key(actor=SYSTEM, jurisdiction_id=world.town.pk, name="App")
    assert secret not in str(ApiKey.objects.values().get(pk=key.pk))
    found = queries.api_key(secret)
    assert found is not None
    assert found.pk == key.pk


@pytest.mark.parametrize("wrong", ["", "tlk_", "tlk_wrong", "' OR 1=1 --", "\x00"])
def test_a_wrong_key_opens_nothing(world: World, wrong: str) -> None:
    assert queries.api_key(wrong) is None


def test_a_withdrawn_key_opens_nothing(world: World) -> None:
    key, secret = actions.create_api_key(actor=SYSTEM, jurisdiction_id=world.town.pk, name="App")
    actions.withdraw_api_key(actor=SYSTEM, key_id=key.pk)
    assert queries.api_key(secret) is None


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_role_may_what_is_not_named(role: str) -> None:
    actor = Actor(kind="staff", name="Somebody", grants=(Granted(role, 1, 7),))  # type: ignore[arg-type]
    assert not actor.may("fly", jurisdiction_id=1, department_id=7)
    assert not actor.may("comment", jurisdiction_id=2, department_id=7)
    assert not actor.may("comment", jurisdiction_id=1, department_id=8)
    assert actor.departments("comment", jurisdiction_id=1) == frozenset({7})


def test_requiring_what_one_may_not_says_what_to_do() -> None:
    with pytest.raises(NotAllowed, match="Ask an administrator"):
        require(Actor(kind="resident", name="Resident"), "close", jurisdiction_id=1)


@pytest.mark.parametrize("who", ["agent", "roads_officer", "roads_manager", "resident"])
def test_only_an_administrator_gives_roles_and_keys(world: World, who: str) -> None:
    actor, town = getattr(world, who), world.town.pk
    user_id = world.user(world.agent).pk
    for attempt in (
        lambda: actions.grant(actor=actor, user_id=user_id, role="administrator", jurisdiction_id=town),
        lambda: actions.revoke(actor=actor, user_id=user_id, role="agent", jurisdiction_id=town),
        lambda: actions.invite(actor=actor, email="x@marlowfalls.example", name="X"),
        lambda: actions.deactivate(actor=actor, user_id=user_id),
        lambda: actions.create_api_key(actor=actor, jurisdiction_id=town, name="X"),
        lambda: actions.add_department(actor=actor, jurisdiction_id=town, code="x", name="X"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert not actor_for(world.user(world.agent)).may("manage_people", jurisdiction_id=town)


def test_a_role_is_not_granted_for_a_department_of_elsewhere(world: World) -> None:
    other = actions.found_jurisdiction(
        actor=SYSTEM, code="other.example", name="Other", timezone="America/New_York", number_prefix="OT"
    )
    department = actions.add_department(
        actor=SYSTEM, jurisdiction_id=other.pk, code="streets", name="Streets"
    )
    with pytest.raises(IdentityRefused, match="of this jurisdiction"):
        actions.grant(
            actor=world.administrator,
            user_id=world.user(world.agent).pk,
            role="officer",
            jurisdiction_id=world.town.pk,
            department_id=department.pk,
        )
