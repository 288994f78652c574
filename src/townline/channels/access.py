"""Which key may do what, to which request."""

from townline.channels.errors import KeyRefused, NothingHere
from townline.channels.kinds.open311.feed import SENT_BY
from townline.identity import queries as identity
from townline.identity.models import ApiKey
from townline.identity.rules import Actor, Granted
from townline.requests.models import ServiceRequest, Submission
from townline.requests.queries import number_for

__all__ = ["Actor", "actor_of", "key_for", "request_for"]


def key_for(secret: str, jurisdiction: str) -> ApiKey:
    """The key with this secret, if it is for this jurisdiction ("" for the key's own).

    Raises :class:`KeyRefused`.
    """
    if not secret:
        sentence = "api_key is missing. GET discovery says how to get one."
        raise KeyRefused("key_missing", sentence, "api_key")
    key = identity.api_key(secret)
    if key is None:
        raise KeyRefused("key_unknown", "This api_key is not known, or was withdrawn.", "api_key")
    if jurisdiction and jurisdiction != key.jurisdiction.code:
        if identity.jurisdiction(jurisdiction) is None:
            sentence = f"There is no jurisdiction {jurisdiction[:60]} here."
            raise NothingHere("jurisdiction_unknown", sentence, "jurisdiction_id")
        raise KeyRefused("key_elsewhere", "This api_key belongs to another jurisdiction.", "api_key")
    return key


def actor_of(key: ApiKey, *, is_own: bool = False) -> Actor:
    """Who acts when the key is used. On what it sent itself the key may do what an officer may."""
    role: Granted = Granted("officer" if is_own else "agent", key.jurisdiction_id)
    return Actor(kind="integration", name=key.name, grants=(role,))


def request_for(key: ApiKey, text: str) -> tuple[ServiceRequest, bool]:
    """The request a key holder means, locked, and whether this key sent it; others' only where they are public.

    Raises :class:`NothingHere`.
    """
    number = number_for(key.jurisdiction_id, text)
    # Jobs that add a timeline row lock the request's key only; a stronger lock here and theirs wait for each other.
    free = ServiceRequest.objects.select_for_update(no_key=True)
    found = free.filter(number=number).first() if number else None
    if found is not None:
        sent = Submission.objects.filter(
            service_request=found, scope__startswith=SENT_BY.format(key.pk) + "/"
        )
        is_own = sent.exists()
        if is_own or found.is_public:
            return found, is_own
    raise NothingHere("request_unknown", f"There is no request {text[:60]}.", "service_request_id")
