"""Undoing a taking over: what nobody here has worked on is removed as if it had never come."""

from collections.abc import Sequence

from django.db import transaction

from townline.identity.access import require
from townline.identity.rules import Actor
from townline.kit.appendonly import erasing
from townline.requests.models import Alias, Closure, Photo, ServiceRequest, TimelineEntry
from townline.requests.queries import worked_on
from townline.servicelevels import actions as servicelevels


@transaction.atomic
def give_back(*, actor: Actor, jurisdiction_id: int, service_request_ids: Sequence[int]) -> list[str]:
    """Remove taken-over requests with all that belongs to them; the numbers of those that stay, in order.

    A request stays when anybody here has worked on it or followed it since, and when it was never taken over.
    Their numbers are not given out again. Raises NotAllowed.
    """
    require(actor, "import_data", jurisdiction_id=jurisdiction_id)
    here = ServiceRequest.objects.filter(jurisdiction_id=jurisdiction_id, pk__in=service_request_ids)
    found = dict(here.select_for_update().order_by("pk").values_list("pk", "number"))
    stays = worked_on(list(found))
    stays |= set(found) - set(
        Alias.objects.filter(service_request__in=found).values_list("service_request", flat=True)
    )
    leaving = ServiceRequest.objects.filter(pk__in=[pk for pk in found if pk not in stays])
    clocks = list(leaving.filter(clock__isnull=False).values_list("clock_id", flat=True))
    ids = list(leaving.values_list("pk", flat=True))
    with erasing():
        for model in (TimelineEntry, Alias, Closure, Photo):
            model.objects.filter(service_request_id__in=ids).delete()
        leaving.delete()
    servicelevels.discard_many(clock_ids=clocks)
    return sorted(found[pk] for pk in stays)
