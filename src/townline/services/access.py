"""Who may write services."""

from townline.identity.access import require
from townline.identity.rules import Actor


def require_writer(actor: Actor, *, jurisdiction_id: int, department_id: int) -> None:
    """Refuse unless the actor may write services of this department. Raises identity's NotAllowed."""
    require(actor, "write_services", jurisdiction_id=jurisdiction_id, department_id=department_id)
