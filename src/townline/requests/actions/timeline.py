"""The one way in which a line gets onto a timeline."""

from datetime import datetime

from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.text import JsonValue, clean_text
from townline.requests.errors import RequestRefused
from townline.requests.models import ServiceRequest, TimelineEntry

LONGEST_SENTENCE = 4_000


def short_enough(text: str, name: str) -> str:
    """The text made clean; refused when it would not fit, so that nothing typed is cut off in silence."""
    found = clean_text(text, len(text))
    if len(found) > LONGEST_SENTENCE:
        sentence = f"This is longer than {LONGEST_SENTENCE:,} characters. Shorten it."
        raise RequestRefused(f"{name}_long", sentence, name)
    return found


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
        sentence=sentence,
        facts=facts or {},
    )
