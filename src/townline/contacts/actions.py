"""All writes of the contacts area."""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from townline.audit.actions import record
from townline.contacts.models import ContactPoint, Customer
from townline.contacts.rules import Reach, compared_email, compared_phone
from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.text import clean_line


@transaction.atomic
def register(*, actor: Actor, jurisdiction_id: int, reach: Reach) -> Customer | None:
    """The customer who told the same before, or a new one; None for somebody anonymous.

    Somebody is recognised only when the name agrees and every way to reach them that is told now is known of them:
    two people share a phone more often than a name, and nobody may change by a report how somebody else is reached.
    """
    if reach.is_empty():
        return None
    points = _points(reach)
    name = clean_line(reach.name, 200)
    _one_at_a_time(jurisdiction_id, points)
    known = _recognise(jurisdiction_id, points, name)
    if known is not None:
        return known
    customer = Customer.objects.create(jurisdiction_id=jurisdiction_id, name=name, created_at=clock.now())
    record(actor=actor, verb="register", subject_kind="customer", subject_id=customer.pk)
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=customer, kind=kind, value=value, compared=compared, created_at=clock.now())
        for kind, value, compared in points
    )
    return customer


def _one_at_a_time(jurisdiction_id: int, points: list[tuple[str, str, str]]) -> None:
    """Have whoever tells the same way to be reached at the same moment wait, so that one person is one customer."""
    with connection.cursor() as cursor:
        for kind, _, compared in sorted(points):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"contact {jurisdiction_id} {kind} {compared}"],
            )


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
    if not name or not points:
        return None
    found = Customer.objects.filter(
        jurisdiction_id=jurisdiction_id, forgotten_at__isnull=True, name__iexact=name
    ).order_by("pk")
    for kind, _, compared in points:
        known = ContactPoint.objects.filter(customer=OuterRef("pk"), kind=kind, compared=compared)
        found = found.filter(Exists(known))
    return found.first()
