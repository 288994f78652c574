"""What the clock tells a request: the promise comes near, or it was broken. Called by wiring, never by a door."""

from django.db import transaction

from townline.identity.rules import SYSTEM
from townline.requests.actions.timeline import append
from townline.requests.models import ServiceRequest


@transaction.atomic
def note_due_soon(*, clock_id: int) -> None:
    """Write on the timeline, for staff, that the promised time comes near; nothing for a clock of something else."""
    _note(clock_id, "due_soon", "The promised time comes near.")


@transaction.atomic
def note_late(*, clock_id: int) -> None:
    """Write on the timeline, for staff, that the promised time has passed; nothing for a clock of something else."""
    _note(clock_id, "late", "The promised time has passed.")


def _note(clock_id: int, verb: str, sentence: str) -> None:
    service_request = ServiceRequest.objects.filter(clock_id=clock_id).first()
    if service_request is not None:
        append(service_request, actor=SYSTEM, verb=verb, sentence=sentence, is_public=False)
