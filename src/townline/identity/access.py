"""Who is asking, and may they."""

from typing import cast

from townline.identity.errors import NotAllowed
from townline.identity.models import Grant, User
from townline.identity.rules import Actor, Granted, Role


def actor_for(user: User) -> Actor:
    """The actor behind a signed-in account, with what it was granted; nothing if the account is closed."""
    if not user.is_active:
        return Actor(kind="staff", name=user.name, user_id=user.pk)
    rows = Grant.objects.filter(user_id=user.pk).values_list("role", "jurisdiction_id", "department_id")
    grants = tuple(Granted(cast("Role", role), *scope) for role, *scope in rows)
    return Actor(kind="staff", name=user.name, user_id=user.pk, grants=grants)


def require(actor: Actor, capability: str, *, jurisdiction_id: int, department_id: int | None = None) -> None:
    """Refuse unless the actor has the capability.

    Raises :class:`NotAllowed` with a sentence that says what to do.
    """
    if not actor.may(capability, jurisdiction_id=jurisdiction_id, department_id=department_id):
        sentence = "Your role does not allow this. Ask an administrator if it should."
        raise NotAllowed("not_allowed", sentence)


def require_somewhere(actor: Actor, capability: str) -> None:
    """Refuse unless the actor has the capability in at least one jurisdiction. Raises :class:`NotAllowed`."""
    held = {grant.jurisdiction_id for grant in actor.grants}
    if actor.kind != "system" and not any(actor.may(capability, jurisdiction_id=found) for found in held):
        sentence = "Your role does not allow this. Ask an administrator if it should."
        raise NotAllowed("not_allowed", sentence)
