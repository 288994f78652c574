"""All writes of the contacts area."""

from django.db import transaction

from townline.audit.actions import record
from townline.contacts.models import ContactPoint, Customer
from townline.contacts.rules import Reach, compared_email, compared_phone
from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.text import clean_line


@transaction.atomic
def register(*, actor: Actor, jurisdiction_id: int, reach: Reach) -> Customer | None:
    """The customer with this e-mail, phone or account and name, or a new one; None for somebody anonymous.

    Somebody is recognised only when a way to reach them *and* the name agree (or no name is given): two people
    share a phone more often than a name.
    """
    if reach.is_empty():
        return None
    points = _points(reach)
    name = clean_line(reach.name, 200)
    known = _recognise(jurisdiction_id, points, name)
    if known is not None:
        customer = known
    else:
        customer = Customer.objects.create(jurisdiction_id=jurisdiction_id, name=name, created_at=clock.now())
        record(actor=actor, verb="register", subject_kind="customer", subject_id=customer.pk)
    if points:
        ContactPoint.objects.bulk_create(
            [
                ContactPoint(
                    customer=customer, kind=kind, value=value, compared=compared, created_at=clock.now()
                )
                for kind, value, compared in points
            ],
            ignore_conflicts=True,
        )
    return customer


def _points(reach: Reach) -> list[tuple[str, str, str]]:
    points = []
    if reach.email:
        points.append(("email", clean_line(reach.email, 200), compared_email(reach.email)))
    if reach.phone:
        points.append(("phone", clean_line(reach.phone, 60), compared_phone(reach.phone)))
    if reach.account:
        account = clean_line(reach.account, 200)
        points.append(("account", account, account))
    return points


def _recognise(jurisdiction_id: int, points: list[tuple[str, str, str]], name: str) -> Customer | None:
    for kind, _, compared in points:
        found = Customer.objects.filter(
            jurisdiction_id=jurisdiction_id,
            forgotten_at__isnull=True,
            contact_points__kind=kind,
            contact_points__compared=compared,
        )
        if name:
            found = found.filter(name__iexact=name)
        customer = found.order_by("pk").first()
        if customer is not None:
            return customer
    return None
