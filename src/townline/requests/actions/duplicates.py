"""One trouble, several requests: marking a request as a repetition of another, and undoing it."""

from django.db import transaction

from townline.identity.rules import Actor
from townline.kit import clock
from townline.requests import access
from townline.requests.actions.timeline import append
from townline.requests.actions.work import end, go_on, part_from_original
from townline.requests.errors import NoSuchRequest, RequestRefused
from townline.requests.models import DuplicateMark, ServiceRequest


@transaction.atomic
def mark_duplicate(*, actor: Actor, service_request_id: int, original_number: str) -> None:
    """Close the request as a repetition of another open one, which gains its followers."""
    _lock_in_order(service_request_id, original_number)
    service_request = access.lock(actor, service_request_id, "mark_duplicate")
    found = access.visible_to(actor, service_request.jurisdiction_id)
    original = found.filter(number=original_number).first()
    if original is None:
        raise NoSuchRequest("no_such_request", f"There is no request {original_number}.", "original")
    if original.pk == service_request.pk or original.duplicate_of_id is not None:
        raise RequestRefused("original_wrong", "Choose the request that was there first.", "original")
    if original.state == "closed":
        sentence = f"{original.number} is closed. Reopen it first, or close this one by itself."
        raise RequestRefused("original_closed", sentence, "original")
    gained = 1 + service_request.followers
    DuplicateMark.objects.create(
        service_request=service_request,
        original=original,
        followers=gained,
        marked_at=clock.now(),
        actor_name=actor.name[:200],
    )
    service_request.duplicate_of = original
    service_request.save(update_fields=["duplicate_of"])
    named = f" as {original.number}. Follow that request for what happens." if original.is_public else "."
    end(actor, service_request, "duplicate", f"This was reported before{named}", clock.now())
    original.followers += gained
    original.updated_at = clock.now()
    original.save(update_fields=["followers", "updated_at"])
    append(
        original,
        actor=actor,
        verb="mark_duplicate",
        sentence=f"{service_request.number} reports the same.",
        is_public=False,
        facts={"duplicate": service_request.number},
    )


def _lock_in_order(service_request_id: int, original_number: str) -> None:
    """Lock both rows lowest first, so that two people who mark each other's way do not wait for one another."""
    both = ServiceRequest.objects.filter(pk=service_request_id) | ServiceRequest.objects.filter(
        number=original_number
    )
    list(both.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def undo_duplicate(*, actor: Actor, service_request_id: int, reason: str) -> None:
    """Take a repetition up again as a request of its own."""
    service_request = access.lock(actor, service_request_id, "reopen")
    original = service_request.duplicate_of
    if original is None:
        raise RequestRefused("not_duplicate", "This request is not marked as a repetition.")
    part_from_original(actor, service_request)
    go_on(actor, service_request, reason or f"It is not the same as {original.number}.")
