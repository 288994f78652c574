"""The one place where a published definition becomes a service level."""

from datetime import UTC, datetime

from townline.identity.rules import Actor
from townline.kit import clock
from townline.servicelevels.actions import end_policy, set_policy
from townline.servicelevels.models import Calendar, Policy
from townline.servicelevels.queries import policy_for
from townline.servicelevels.rules import Duration
from townline.services.definition.model import Definition
from townline.services.errors import ServiceRefused

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
"""A service's first promise holds from here, so that a letter older than the service has one too."""


def set_promise(*, jurisdiction_id: int, definition: Definition, actor: Actor) -> None:
    """Write the service level of the definition as the policy of the service from now on; an empty one is none.

    Raises ServiceRefused where the calendar it names does not exist.
    """
    level = definition.service_level
    if not level.resolve:
        now = clock.now()
        if policy_for(jurisdiction_id=jurisdiction_id, code=definition.code, at=now) is not None:
            end_policy(actor=actor, jurisdiction_id=jurisdiction_id, code=definition.code, at=now)
        return
    calendar = Calendar.objects.filter(jurisdiction_id=jurisdiction_id, code=level.calendar).first()
    if calendar is None:
        sentence = f"{definition.name}: there is no calendar {level.calendar}. Add it, or name another."
        raise ServiceRefused("calendar_unknown", sentence, "service_level")
    known = Policy.objects.filter(jurisdiction_id=jurisdiction_id, code=definition.code).exists()
    set_policy(
        actor=actor,
        jurisdiction_id=jurisdiction_id,
        code=definition.code,
        calendar_id=calendar.pk,
        duration=Duration.parse(level.resolve),
        valid_from=clock.now() if known else ALWAYS,
    )
