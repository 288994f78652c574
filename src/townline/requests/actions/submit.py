"""Taking a request: the one way in, whatever the channel."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from townline.contacts.actions import register
from townline.contacts.rules import Reach
from townline.identity.models import Jurisdiction
from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.eventbus import publish
from townline.kit.geo import Point
from townline.kit.text import JsonValue, clean_line, clean_text
from townline.places.queries import districts_at, nearest_address
from townline.requests.actions.pictures import kept_or_gone, write_photos
from townline.requests.actions.timeline import append
from townline.requests.errors import AnswersRefused, RequestRefused
from townline.requests.events import Submitted
from townline.requests.models import MeToo, ServiceRequest, Submission
from townline.requests.photos import MOST_PHOTOS, CleanPhoto, clean_photo
from townline.requests.rules import month_of, write_number
from townline.routing.queries import route
from townline.routing.rules import Facts
from townline.servicelevels import actions as servicelevels
from townline.services import queries as services
from townline.services.definition.model import Definition
from townline.services.questions.answers import Channel, check_answers

LONGEST_DESCRIPTION = 4_000
LONGEST_ADDRESS = 250
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
TOKEN_BYTES = 24
AHEAD_AT_MOST = timedelta(minutes=5)


@dataclass(frozen=True)
class Place:
    """Where it is, as far as the sender knows: text, the gazetteer's reference, a point, or nothing."""

    address: str = ""
    reference: str = ""
    zipcode: str = ""
    point: Point | None = None

    def is_known(self) -> bool:
        """Whether anything at all says where it is."""
        return bool(self.address.strip() or self.reference or self.point)


@dataclass(frozen=True)
class Sent:
    """What a channel hands in. ``answers`` are raw, by question code; they are read by the service's definition.

    ``scope`` and ``key`` make sending it again harmless: the same key of the same sender is the same request.
    ``received_at`` is the resident's time (date stamp of a letter, time of a call); now when left out.
    """

    service_code: str
    channel: Channel
    description: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    reach: Reach = field(default_factory=Reach)
    photos: Sequence[bytes] = ()
    photo_urls: Sequence[str] = ()
    received_at: datetime | None = None
    scope: str = ""
    key: str = ""
    fingerprint: str = ""


def submit(*, actor: Actor, jurisdiction_id: int, sent: Sent) -> ServiceRequest:
    """Take a request: check, route, promise and number it, in one transaction.

    The same ``scope`` and ``key`` again returns the first request, unless the content differs.

    Raises :class:`AnswersRefused` with a sentence for each question, or :class:`RequestRefused`; then nothing
    is written.
    """
    jurisdiction = Jurisdiction.objects.get(pk=jurisdiction_id)
    found = services.published_version(jurisdiction_id, sent.service_code)
    if found is None:
        raise RequestRefused(
            "service_unknown", f"There is no service {clean_line(sent.service_code, 60)}.", "service_code"
        )
    received_at = _received_at(sent)
    answers = _answers(found.definition, sent, received_at.astimezone(ZoneInfo(jurisdiction.timezone)))
    _check_place(found.definition, sent.place)
    _check_length(sent)
    photos = _photos(sent)
    with kept_or_gone() as stored, transaction.atomic():
        request_id, known = _claim(sent)
        if known is not None:
            return known
        # Files first: the storage may be slow, and from the number on others wait for the commit.
        named = [(stored.keep(photo), photo) for photo in photos]
        service_request = _write(actor, jurisdiction, found, sent, answers, received_at, request_id)
        is_public = found.definition.privacy.photos == "public"
        write_photos(service_request, is_public=is_public, photos=named, urls=sent.photo_urls)
        publish(Submitted(service_request.pk))
    return service_request


def _received_at(sent: Sent) -> datetime:
    now = clock.now()
    if sent.received_at is None:
        return now
    if sent.received_at > now + AHEAD_AT_MOST:
        raise RequestRefused("received_ahead", "The time it was received lies in the future.", "received_at")
    if sent.received_at < EARLIEST:
        raise RequestRefused("received_long_ago", "Check the date it was received.", "received_at")
    # A sender's clock may be a little ahead of ours; what happens next must not come before it.
    return min(sent.received_at, now)


def _answers(definition: Definition, sent: Sent, local: datetime) -> dict[str, JsonValue]:
    checked = check_answers(definition, _with_photos(definition, sent), sent.channel, local.date())
    if checked.stop is not None:
        raise RequestRefused("stopped", checked.stop.text, checked.stop.code)
    if checked.problems:
        raise AnswersRefused(dict(checked.problems))
    return services.answers_to_json(checked.answers)


def _with_photos(definition: Definition, sent: Sent) -> Mapping[str, object]:
    """The raw answers; a question for a photo counts as answered by the photos that came along."""
    came = [f"photo-{number}" for number in range(1, len(sent.photos) + len(sent.photo_urls) + 1)]
    unanswered = [
        question
        for question in definition.questions
        if came and question.kind == "photo" and not sent.answers.get(question.code)
    ]
    return {**sent.answers, **{question.code: came[: question.max_photos or 1] for question in unanswered}}


def _check_place(definition: Definition, place: Place) -> None:
    if definition.place == "required" and not place.is_known():
        raise RequestRefused(
            "place_missing", "Say where it is: an address, a crossing or a point on the map.", "place"
        )
    if place.point is not None and not place.point.is_on_earth():
        raise RequestRefused("place_wrong", "This point is not a place on the map.", "place")


def _check_length(sent: Sent) -> None:
    """Nothing that was typed is cut off in silence."""
    for text, limit, name in (
        (sent.description, LONGEST_DESCRIPTION, "description"),
        (sent.place.address, LONGEST_ADDRESS, "address"),
    ):
        if len(clean_text(text, len(text))) > limit:
            sentence = f"The {name} is longer than {limit:,} characters. Shorten it."
            raise RequestRefused(f"{name}_long", sentence, name)


def _photos(sent: Sent) -> list[CleanPhoto]:
    if len(sent.photos) + len(sent.photo_urls) > MOST_PHOTOS:
        raise RequestRefused("photos_too_many", f"Send at most {MOST_PHOTOS} photos.", "photo")
    return [clean_photo(data) for data in sent.photos]


def _claim(sent: Sent) -> tuple[int, ServiceRequest | None]:
    """The id the new request will have, or the request that this very submission made before.

    The row of the key is written first and waits for a sender that is doing the same in parallel.
    """
    with connection.cursor() as cursor:
        if not sent.key:
            cursor.execute("SELECT nextval('requests_servicerequest_id_seq')")
            return int(cursor.fetchone()[0]), None
        cursor.execute(
            "INSERT INTO requests_submission (scope, key, fingerprint, at, service_request_id)"
            " VALUES (%s, %s, %s, %s, nextval('requests_servicerequest_id_seq'))"
            " ON CONFLICT (scope, key) DO NOTHING RETURNING service_request_id",
            [sent.scope, sent.key[:200], sent.fingerprint, clock.now()],
        )
        row = cursor.fetchone()
    if row is not None:
        return int(row[0]), None
    before = Submission.objects.select_related("service_request").get(scope=sent.scope, key=sent.key[:200])
    if sent.fingerprint and before.fingerprint != sent.fingerprint:
        raise RequestRefused(
            "key_reused", "This key was used before for something else. Use a new key.", "key"
        )
    return before.service_request_id, before.service_request


def _write(
    actor: Actor,
    jurisdiction: Jurisdiction,
    found: services.PublishedVersion,
    sent: Sent,
    answers: dict[str, JsonValue],
    received_at: datetime,
    request_id: int,
) -> ServiceRequest:
    place, districts = _locate(jurisdiction, sent.place, received_at)
    facts = Facts(
        found.definition.code, found.definition.name, districts, services.answers_from_json(answers)
    )
    routed = route(jurisdiction.pk, found.definition, facts)
    customer = None
    if not sent.reach.is_empty():
        customer = register(actor=actor, jurisdiction_id=jurisdiction.pk, reach=sent.reach)
    clock_started = servicelevels.start(
        jurisdiction_id=jurisdiction.pk, code=found.definition.code, started_at=received_at
    )
    service_request = ServiceRequest(
        pk=request_id,
        jurisdiction=jurisdiction,
        number=next_number(jurisdiction, received_at),
        token=secrets.token_urlsafe(TOKEN_BYTES),
        service_id=found.service_id,
        definition_id=found.definition_id,
        department_id=routed.team.department_id,
        team=routed.team,
        customer=customer,
        clock=clock_started,
        channel=sent.channel,
        description=clean_text(sent.description, LONGEST_DESCRIPTION),
        answers=answers,
        address=clean_line(place.address, LONGEST_ADDRESS),
        address_reference=clean_line(place.reference, 60),
        zipcode=clean_line(place.zipcode, 12),
        location=place.point,
        districts=districts,
        route_because=list(routed.because),
        is_public=found.definition.public,
        received_at=received_at,
        updated_at=clock.now(),
        due_at=clock_started.due_at if clock_started else None,
    )
    service_request.save(force_insert=True)
    append(
        service_request,
        actor=actor,
        verb="submit",
        sentence=found.definition.messages.receipt or "We have your request.",
        is_public=True,
        facts={"channel": sent.channel},
        at=received_at,
    )
    return service_request


def _locate(jurisdiction: Jurisdiction, place: Place, received_at: datetime) -> tuple[Place, dict[str, str]]:
    """The place with its nearest address filled in where only a point was sent, and its districts."""
    if place.point is None:
        return place, {}
    on = received_at.astimezone(ZoneInfo(jurisdiction.timezone)).date()
    districts = districts_at(jurisdiction.pk, place.point, on)
    if place.address:
        return place, districts
    near = nearest_address(jurisdiction.pk, place.point)
    if near is None:
        return place, districts
    return Place(near.text, near.reference, near.zipcode, place.point), districts


def next_number(jurisdiction: Jurisdiction, received_at: datetime) -> str:
    """The next free number of the month. Taken as late as possible: its row is locked until the commit."""
    month = month_of(received_at, jurisdiction.timezone)
    return write_number(jurisdiction.number_prefix, month, take_positions(jurisdiction.pk, month, 1))


def take_positions(jurisdiction_id: int, month: str, count: int) -> int:
    """Reserve ``count`` positions of a month's number series; returns the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO requests_numberseries (jurisdiction_id, month, next) VALUES (%s, %s, 1 + %s)"
            " ON CONFLICT (jurisdiction_id, month) DO UPDATE SET next = requests_numberseries.next + %s"
            " RETURNING next - %s",
            [jurisdiction_id, month, count, count, count],
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
def me_too(*, actor: Actor, service_request_id: int, visitor: str) -> int:
    """Count that somebody else has the same trouble; the same ``visitor`` counts once. Returns how many there are."""
    service_request = ServiceRequest.objects.select_for_update(no_key=True).get(pk=service_request_id)
    if service_request.state == "closed":
        raise RequestRefused("closed", "This request is closed. Report it again if the trouble is back.")
    digest = hashlib.sha256(visitor.encode()).hexdigest()
    _, is_new = MeToo.objects.get_or_create(
        service_request=service_request, visitor=digest, defaults={"at": clock.now()}
    )
    if is_new:
        service_request.followers += 1
        service_request.updated_at = clock.now()
        service_request.save(update_fields=["followers", "updated_at"])
        append(
            service_request,
            actor=actor,
            verb="me_too",
            sentence="Somebody else has the same problem.",
            is_public=True,
        )
    return service_request.followers
