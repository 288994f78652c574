"""Lists and figures that only this door shows. Only what anyone may know of is read here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet

from townline.identity.models import Jurisdiction
from townline.kit import clock
from townline.requests.access import public
from townline.requests.models import ServiceRequest
from townline.requests.queries import number_for
from townline.services.queries import PublishedVersion, published

CATCH_ALL = "other"
OFTEN = 6
OFTEN_DAYS = 90
FIGURE_DAYS = 90
KEPT_SECONDS = 300
PAGE = 20
SHORTEST_FOR_FIGURE = 20


@dataclass(frozen=True)
class OnTime:
    """How many of the closed reports with a promised date were closed by it, in the last 90 days."""

    closed: int
    on_time: int

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all."""
        return self.on_time * 100 // self.closed


def public_report(towns: Iterable[Jurisdiction], typed: str) -> ServiceRequest | None:
    """The public report with this number, in any spelling, of the first of these towns that has one."""
    for town in towns:
        number = number_for(town.pk, typed)
        found = public(town.pk).filter(number=number) if number else ServiceRequest.objects.none()
        if report := found.select_related("service", "jurisdiction", "duplicate_of").first():
            return report
    return None


def often_needed(jurisdiction_id: int) -> list[PublishedVersion]:
    """The services asked for most in the last 90 days; where nobody asked yet, none."""
    key = f"portal:often:{jurisdiction_id}"
    ids: list[int] | None = cache.get(key)
    if ids is None:
        since = clock.now() - timedelta(days=OFTEN_DAYS)
        rows = ServiceRequest.objects.filter(jurisdiction_id=jurisdiction_id, received_at__gte=since)
        counted = rows.values_list("service_id").annotate(times=Count("pk")).order_by("-times", "service_id")
        ids = [service_id for service_id, _ in counted[: OFTEN * 2]]
        cache.set(key, ids, KEPT_SECONDS)
    known = {version.service_id: version for version in published(jurisdiction_id)}
    return [known[service_id] for service_id in ids if service_id in known][:OFTEN]


def by_group(versions: list[PublishedVersion]) -> list[tuple[str, list[PublishedVersion]]]:
    """Services by group, both in the order of the alphabet; the group of what fits nowhere else comes last."""
    last = {one.definition.group for one in versions if one.definition.code == CATCH_ALL}
    ordered = sorted(
        versions, key=lambda one: (one.definition.group in last, one.definition.group, one.definition.name)
    )
    return [(group, list(found)) for group, found in groupby(ordered, key=lambda one: one.definition.group)]


def by_letter(versions: list[PublishedVersion]) -> list[tuple[str, list[PublishedVersion]]]:
    """Services by the first letter of their name."""
    ordered = sorted(versions, key=lambda one: one.definition.name.casefold())
    return [
        (letter, list(found))
        for letter, found in groupby(ordered, key=lambda one: one.definition.name[:1].upper())
    ]


def on_time(jurisdiction_id: int) -> OnTime | None:
    """The figure of the home page; None while fewer than 20 reports stand behind it."""
    key = f"portal:on-time:{jurisdiction_id}"
    found: tuple[int, int] | None = cache.get(key)
    if found is None:
        rows = closed_lately(jurisdiction_id).filter(due_at__isnull=False)
        counted = rows.aggregate(
            closed=Count("pk"), on_time=Count("pk", filter=Q(closed_at__lte=F("due_at")))
        )
        found = (counted["closed"], counted["on_time"])
        cache.set(key, found, KEPT_SECONDS)
    return OnTime(*found) if found[0] >= SHORTEST_FOR_FIGURE else None


def closed_lately(jurisdiction_id: int) -> QuerySet[ServiceRequest]:
    """Public reports closed in the last 90 days."""
    since = clock.now() - timedelta(days=FIGURE_DAYS)
    return public(jurisdiction_id).filter(state="closed", closed_at__gte=since)


def open_reports(jurisdiction_id: int) -> QuerySet[ServiceRequest]:
    """Public reports that are not closed."""
    return public(jurisdiction_id).exclude(state="closed")


def newest_open(jurisdiction_id: int, count: int) -> list[ServiceRequest]:
    """The newest open public reports that have a place on the map."""
    found = open_reports(jurisdiction_id).filter(location__isnull=False).select_related("service")
    return list(found.order_by("-received_at", "-pk")[:count])


def reports_page(
    found: QuerySet[ServiceRequest], before: tuple[datetime, int] | None
) -> tuple[list[ServiceRequest], str]:
    """Twenty reports, newest first, after the one where the last page ended; and where this one ends ("": the end)."""
    if before is not None:
        moment, pk = before
        found = found.filter(Q(received_at__lt=moment) | Q(received_at=moment, pk__lt=pk))
    rows = list(found.select_related("service").order_by("-received_at", "-pk")[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last.received_at.isoformat()}_{last.pk}" if last else ""


def read_before(text: str) -> tuple[datetime, int] | None:
    """Where the last page ended; None for anything that is no such place."""
    moment, _, pk = text.partition("_")
    try:
        found = datetime.fromisoformat(moment)
        return (found, int(pk)) if found.tzinfo else None
    except ValueError:
        return None
