"""A report on its way: everything typed so far, kept in the session under a key of its own.

Two tabs are two drafts. The key is also the sender's key of the submission, so a draft becomes one request at most.
"""

import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest

from townline.kit import clock
from townline.kit.geo import Point
from townline.places.queries import FoundAddress
from townline.requests.actions import Place

DRAFTS = "drafts"
MOST_DRAFTS = 6
#: Characters of one field that are kept while it is too long to be sent.
KEPT_TYPED = 20_000


class Match(msgspec.Struct, frozen=True):
    """An address of the gazetteer that was chosen."""

    text: str
    reference: str
    zipcode: str
    lat: float
    long: float

    @classmethod
    def of(cls, found: FoundAddress) -> "Match":
        """The chosen one."""
        return cls(found.text, found.reference, found.zipcode, found.location.lat, found.location.long)


class Draft(msgspec.Struct):
    """What a resident typed, as typed. ``as_written`` keeps an address that the gazetteer does not know."""

    key: str
    service: str
    begun: float
    address: str = ""
    lat: float | None = None
    long: float | None = None
    match: Match | None = None
    as_written: bool = False
    near_seen: bool = False
    place_done: bool = False
    answers: dict[str, Any] = {}
    asked: list[str] = []
    questions_done: bool = False
    description: str = ""
    photos: list[str] = []
    photo_problem: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    you_done: bool = False
    refusal: str = ""
    sent: str = ""

    @property
    def pin(self) -> Point | None:
        """The point marked on the map."""
        return None if self.lat is None or self.long is None else Point(self.lat, self.long)

    @property
    def point(self) -> Point | None:
        """Where it is, as far as that is a point: the pin before the address."""
        if self.pin:
            return self.pin
        return Point(self.match.lat, self.match.long) if self.match else None

    @property
    def place(self) -> Place:
        """Where it is, as a request is sent with."""
        if self.match:
            return Place(self.match.text, self.match.reference, self.match.zipcode, self.point)
        return Place(address=self.address, point=self.pin)


def new(service: str) -> Draft:
    """A draft with nothing in it yet; it is kept only once something is posted."""
    return Draft(key=secrets.token_urlsafe(12), service=service, begun=clock.now().timestamp())


def find(request: HttpRequest, service: str, key: str) -> Draft | None:
    """The draft of this browser with that key, for that service."""
    stored = _stored(request).get(key)
    try:
        draft = msgspec.convert(stored, Draft) if stored else None
    except msgspec.ValidationError:
        return None
    return draft if draft and draft.service == service else None


def keep(request: HttpRequest, draft: Draft) -> None:
    """Write the draft to the session; the oldest one beyond six is given up."""
    drafts = {key: value for key, value in _stored(request).items() if key != draft.key}
    while len(drafts) >= MOST_DRAFTS:
        drafts.pop(next(iter(drafts)))
    request.session[DRAFTS] = {**drafts, draft.key: msgspec.to_builtins(draft)}


def finish(request: HttpRequest, draft: Draft, token: str) -> None:
    """Forget what was typed, but for the follow link: going back leads to the report that was made."""
    keep(request, Draft(key=draft.key, service=draft.service, begun=draft.begun, sent=token))


def _stored(request: HttpRequest) -> Mapping[str, Any]:
    stored = request.session.get(DRAFTS, {})
    return stored if isinstance(stored, dict) else {}
