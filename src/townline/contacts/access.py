"""Personal data is reached through here, and each look is written down."""

from dataclasses import dataclass

from townline.audit.actions import record_view
from townline.contacts.models import ContactPoint, Customer
from townline.identity.rules import Actor


@dataclass(frozen=True)
class Person:
    """What staff sees of a customer."""

    customer_id: int
    name: str
    email: str
    phone: str


def person(*, actor: Actor, customer_id: int, department_id: int | None, where: str) -> Person | None:
    """The customer's name and ways to reach them, if the actor may see personal data of this department's work.

    The look is logged with ``where`` (the screen). None when the actor may not, or the customer is forgotten.
    """
    customer = Customer.objects.filter(pk=customer_id, forgotten_at__isnull=True).first()
    if customer is None or not actor.may(
        "see_personal", jurisdiction_id=customer.jurisdiction_id, department_id=department_id
    ):
        return None
    record_view(actor=actor, record_kind="customer", record_id=customer_id, where=where)
    points = dict(
        ContactPoint.objects.filter(customer_id=customer_id).order_by("pk").values_list("kind", "value")
    )
    return Person(customer_id, customer.name, points.get("email", ""), points.get("phone", ""))
