"""The one place where a published definition becomes a service level."""

from importlib import import_module
from importlib.util import find_spec

from townline.identity.rules import Actor
from townline.kit import clock
from townline.services.definition.model import Definition


def set_promise(*, jurisdiction_id: int, definition: Definition, actor: Actor) -> None:
    """Write the service level of the definition as the policy of the service from now on."""
    if find_spec("townline.servicelevels") is None:
        return
    import_module("townline.servicelevels.actions").set_policy(
        jurisdiction_id=jurisdiction_id,
        code=definition.code,
        calendar_code=definition.service_level.calendar,
        duration=definition.service_level.resolve,
        valid_from=clock.now(),
        actor=actor,
    )
