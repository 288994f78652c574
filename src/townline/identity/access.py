"""Who is asking, and may they."""

from typing import cast

from townline.identity.errors import NotAllowed
from townline.identity.models import Grant, Jurisdiction, User
from townline.identity.rules import Actor, Granted, Role


def actor_for(user: User) -> Actor:
    """The actor behind a signed-in account, with what it was granted; nothing if the account is closed."""
    return actor_and_jurisdictions(user)[0]


def actor_and_jurisdictions(user: User) -> tuple[Actor, tuple[Jurisdiction, ...]]:
    """The actor, and the jurisdictions it was granted anything in, the first one made first; one statement."""
    held = (
        Grant.objects.filter(user_id=user.pk).select_related("jurisdiction").order_by("jurisdiction_id", "pk")
    )
    rows = list(held) if user.is_active else []
    grants = tuple(Granted(cast("Role", row.role), row.jurisdiction_id, row.department_id) for row in rows)
    jurisdictions = {row.jurisdiction_id: row.jurisdiction for row in rows}
    actor = Actor(kind="staff", name=user.name, user_id=user.pk, grants=grants)
    return actor, tuple(jurisdictions.values())


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
