"""Reads of the requests area that several doors share."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from townline.kit.geo import Point, box_around, metres_between
from townline.kit.text import clean_line
from townline.requests.models import Alias, ServiceRequest, TimelineEntry
from townline.requests.rules import read_number

NEAR_METRES = 150
NEAR_AT_MOST = 5
#: Kinds of actors whose doing makes a taken-over request ours; a resident who follows it does not.
WORKERS = ("staff", "integration")
ANYBODY = (*WORKERS, "resident")


@dataclass(frozen=True)
class Near:
    """An open request near a point, for "is it this one?"."""

    service_request: ServiceRequest
    metres: float


def public_timeline(service_request_id: int) -> list[TimelineEntry]:
    """What residents read, oldest first."""
    return list(
        TimelineEntry.objects.filter(service_request_id=service_request_id, is_public=True).order_by(
            "at", "pk"
        )
    )


def timeline(service_request_id: int) -> list[TimelineEntry]:
    """Everything that happened, for staff, oldest first."""
    return list(TimelineEntry.objects.filter(service_request_id=service_request_id).order_by("at", "pk"))


def number_for(jurisdiction_id: int, text: str) -> str | None:
    """The number of the request a person means: our number in any spelling, or one of an old system."""
    typed = clean_line(text, 100)
    number = read_number(typed)
    if number and ServiceRequest.objects.filter(jurisdiction_id=jurisdiction_id, number=number).exists():
        return number
    alias = Alias.objects.filter(number=typed, service_request__jurisdiction_id=jurisdiction_id)
    return alias.values_list("service_request__number", flat=True).order_by("-pk").first()


def open_near(jurisdiction_id: int, point: Point, service_id: int | None = None) -> list[Near]:
    """Public open requests within 150 metres, nearest first, of one service if it is given."""
    south_west, north_east = box_around(point, NEAR_METRES)
    found = ServiceRequest.objects.filter(jurisdiction_id=jurisdiction_id, is_public=True).exclude(
        state="closed"
    )
    if service_id is not None:
        found = found.filter(service_id=service_id)
    found = found.extra(
        where=["location <@ box(point(%s, %s), point(%s, %s))"],
        params=[south_west.long, south_west.lat, north_east.long, north_east.lat],
    ).select_related("service")
    near = [
        Near(service_request, metres_between(point, service_request.location))
        for service_request in found[:200]
        if service_request.location is not None
    ]
    near = [one for one in near if one.metres <= NEAR_METRES]
    return sorted(near, key=lambda one: one.metres)[:NEAR_AT_MOST]


def worked_on(service_request_ids: Sequence[int], *, by: Sequence[str] = ANYBODY) -> set[int]:
    """Those of the requests to which somebody of these kinds did something; what an import wrote does not count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT service_request_id FROM requests_timelineentry"
            " WHERE service_request_id = ANY(%s) AND actor_kind = ANY(%s) AND NOT facts ? 'taken_over'",
            [list(service_request_ids), list(by)],
        )
        return {int(row[0]) for row in cursor.fetchall()}


def last_change(service_request_id: int) -> int:
    """The id of the newest timeline entry: what somebody had seen when a form was shown to them."""
    newest = TimelineEntry.objects.filter(service_request_id=service_request_id).order_by("-pk")
    return newest.values_list("pk", flat=True).first() or 0


def changes_since(service_request_id: int, seen: str, user_id: int | None) -> list[TimelineEntry]:
    """What others wrote on the timeline after ``seen`` (from :func:`last_change`), oldest first.

    The request is locked until the caller's transaction ends, so that nothing comes in between. Somebody else who
    has the same trouble changes nothing about the case.
    """
    ServiceRequest.objects.select_for_update(no_key=True).filter(pk=service_request_id).values_list(
        "pk"
    ).first()
    if not (seen.isascii() and seen.isdigit() and len(seen) < 18):  # noqa: PLR2004 - what a database id can hold
        return []
    newer = TimelineEntry.objects.filter(service_request_id=service_request_id, pk__gt=int(seen))
    return list(newer.exclude(verb="me_too").exclude(actor_kind="staff", actor_id=user_id).order_by("pk"))
