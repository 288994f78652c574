"""The list of services, and the page of each."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from townline.kit import clock
from townline.portal import reading
from townline.portal.visit import Visit, failure, page, resident
from townline.servicelevels.queries import level_for
from townline.servicelevels.rules import due
from townline.services.queries import PublishedVersion, listed_version, published


@require_safe
@resident
def index(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every service, by group and by letter."""
    versions = published(visit.jurisdiction_id)
    by_letter = request.GET.get("by") == "letter"
    sections = reading.by_letter(versions) if by_letter else reading.by_group(versions)
    return page(
        request, visit, "services", {"sections": sections, "by_letter": by_letter, "count": len(versions)}
    )


@require_safe
@resident
def show(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """What we do, how long it takes, what to know before reporting."""
    version = listed_version(visit.jurisdiction_id, code)
    if version is None:
        return unknown(request, visit)
    context = {"service": version.definition, "due": promised(visit, version)}
    return page(request, visit, "service", context)


def promised(visit: Visit, version: PublishedVersion) -> datetime | None:
    """The date that a report sent now would be promised by; None where nothing is promised."""
    now = clock.now()
    level = level_for(jurisdiction_id=visit.jurisdiction_id, code=version.definition.code, at=now)
    if level is None:
        return None
    return due(level.calendar, now, level.duration, explain=False).at


def unknown(request: HttpRequest, visit: Visit) -> HttpResponse:
    """There is no such service, or not any more."""
    sentence = (
        "We do not offer a service at this address. Say in your own words what you need, and we find it."
    )
    return failure(request, 404, "This service is not here", sentence, found=visit.jurisdiction)
