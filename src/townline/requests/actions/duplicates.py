"""One trouble, several requests: marking a request as a repetition of another, and undoing it."""

from django.db import transaction

from townline.identity.rules import Actor
from townline.kit import clock
from townline.requests import access
from townline.requests.actions.timeline import append
from townline.requests.actions.work import end, go_on
from townline.requests.errors import NoSuchRequest, RequestRefused
from townline.requests.models import DuplicateMark, ServiceRequest


@transaction.atomic
def mark_duplicate(*, actor: Actor, service_request_id: int, original_number: str) -> None:
    """Close the request as a repetition of another one, which gains it as a follower."""
    service_request = access.lock(actor, service_request_id, "mark_duplicate")
    found = access.visible_to(actor, service_request.jurisdiction_id).select_for_update(no_key=True)
    original = found.filter(number=original_number).first()
    if original is None:
        raise NoSuchRequest("no_such_request", f"There is no request {original_number}.", "original")
    if original.pk == service_request.pk or original.duplicate_of_id is not None:
        raise RequestRefused("original_wrong", "Choose the request that was there first.", "original")
    now = clock.now()
    DuplicateMark.objects.create(
        service_request=service_request, original=original, marked_at=now, actor_name=actor.name[:200]
    )
    service_request.duplicate_of = original
    service_request.save(update_fields=["duplicate_of"])
    outcome = f"This was reported before as {original.number}. Follow that request for what happens."
    end(actor, service_request, "duplicate", outcome, now)
    _count_followers(original, 1 + service_request.followers)
    append(
        original,
        actor=actor,
        verb="mark_duplicate",
        sentence=f"{service_request.number} reports the same.",
        is_public=False,
        facts={"duplicate": service_request.number},
    )


@transaction.atomic
def undo_duplicate(*, actor: Actor, service_request_id: int, reason: str) -> None:
    """Take a repetition up again as a request of its own."""
    service_request = access.lock(actor, service_request_id, "reopen")
    original = service_request.duplicate_of
    if original is None:
        raise RequestRefused("not_duplicate", "This request is not marked as a repetition.")
    DuplicateMark.objects.filter(service_request=service_request, undone_at__isnull=True).update(
        undone_at=clock.now()
    )
    service_request.duplicate_of = None
    service_request.save(update_fields=["duplicate_of"])
    go_on(actor, service_request, reason or f"It is not the same as {original.number}.")
    locked = ServiceRequest.objects.select_for_update(no_key=True).get(pk=original.pk)
    _count_followers(locked, -1 - service_request.followers)
    append(
        locked,
        actor=actor,
        verb="undo_duplicate",
        sentence=f"{service_request.number} is something else after all.",
        is_public=False,
        facts={"duplicate": service_request.number},
    )


def _count_followers(original: ServiceRequest, more: int) -> None:
    original.followers = max(0, original.followers + more)
    original.updated_at = clock.now()
    original.save(update_fields=["followers", "updated_at"])
