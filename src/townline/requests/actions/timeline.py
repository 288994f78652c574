"""The one way in which a line gets onto a timeline."""

from datetime import datetime

from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.text import JsonValue
from townline.requests.models import ServiceRequest, TimelineEntry

LONGEST_SENTENCE = 4_000


def append(
    service_request: ServiceRequest,
    *,
    actor: Actor,
    verb: str,
    sentence: str,
    is_public: bool,
    facts: dict[str, JsonValue] | None = None,
    at: datetime | None = None,
) -> TimelineEntry:
    """Add a line to the request's timeline in the caller's transaction; ``at`` only for what happened earlier."""
    return TimelineEntry.objects.create(
        service_request=service_request,
        at=at or clock.now(),
        recorded_at=clock.now(),
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_name=actor.name[:200],
        verb=verb,
        is_public=is_public,
        sentence=sentence[:LONGEST_SENTENCE],
        facts=facts or {},
    )
