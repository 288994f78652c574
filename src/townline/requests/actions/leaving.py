"""When somebody leaves, their work goes back to their teams."""

from django.db import transaction

from townline.identity.rules import SYSTEM
from townline.kit import clock
from townline.kit.eventbus import publish
from townline.requests.actions.timeline import append
from townline.requests.events import Reassigned
from townline.requests.models import ServiceRequest


@transaction.atomic
def give_back_work(*, user_id: int) -> int:
    """Give everything unfinished that is assigned to this account back to its team; returns how many."""
    unfinished = ServiceRequest.objects.filter(assignee_id=user_id).exclude(state="closed").order_by("pk")
    found = list(unfinished.select_for_update(no_key=True))
    for service_request in found:
        service_request.assignee = None
        service_request.updated_at = clock.now()
        service_request.save(update_fields=["assignee", "updated_at"])
        sentence = "Given back to the team: whoever had it has left."
        append(service_request, actor=SYSTEM, verb="assign", sentence=sentence, is_public=False)
        publish(Reassigned(service_request.pk))
    return len(found)
