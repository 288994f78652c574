"""All writes of the channels area: what other systems send us."""

import hashlib
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from townline.channels import access
from townline.channels.errors import ReportRefused, TooOften, UpdateRefused
from townline.channels.kinds.open311.feed import SENT_BY
from townline.channels.kinds.open311.report import Report
from townline.channels.kinds.open311.update import Update, outcome
from townline.channels.models import PostedUpdate
from townline.channels.queries import listed_service
from townline.identity import actions as identity
from townline.identity.models import ApiKey
from townline.kit import clock
from townline.places.models import Address
from townline.requests import actions as requests
from townline.requests.actions.pictures import add_photos
from townline.requests.models import ServiceRequest, Submission, TimelineEntry
from townline.services.definition.model import Definition
from townline.services.queries import definition

#: The same body from the same key within this time is a repetition, not a second report.
REPEATED_WITHIN = timedelta(minutes=10)

_USE = """
INSERT INTO channels_keyuse AS k (api_key_id, minute, uses) VALUES (%s, %s, 1)
ON CONFLICT (api_key_id) DO UPDATE SET
    uses = CASE WHEN k.minute = excluded.minute THEN k.uses + 1 ELSE 1 END, minute = excluded.minute
RETURNING uses
"""


def count_use(*, key: ApiKey) -> None:
    """Count that the key is used now. Raises :class:`TooOften` above the limit of uses a minute; 0 is no limit."""
    identity.note_use(key=key)
    limit: int = settings.API_PER_MINUTE
    if not limit:
        return
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_USE, [key.pk, now.replace(second=0, microsecond=0)])
        uses = int(cursor.fetchone()[0])
    if uses > limit:
        raise TooOften(60 - now.second, limit)


def take_report(
    *, key: ApiKey, jurisdiction_id: int, report: Report, fingerprint: str, idempotency_key: str = ""
) -> ServiceRequest:
    """Make a request of what an app sent; sending it again within ten minutes returns the first.

    With an ``Idempotency-Key``, or the app's own number of the report, it is the first however late it comes.
    """
    service = listed_service(jurisdiction_id, report.service_code)
    sender = SENT_BY.format(key.pk)
    sent = _sent(jurisdiction_id, service.definition, report)
    actor = access.actor_of(key)
    if idempotency_key or report.own_number:
        scope, known = ("key", idempotency_key) if idempotency_key else ("own", report.own_number)
        kept = fingerprint if idempotency_key else ""
        keyed = replace(sent, scope=f"{sender}/{scope}", key=known, fingerprint=kept)
        return requests.submit(actor=actor, jurisdiction_id=jurisdiction_id, sent=keyed)
    return _take_once(actor, jurisdiction_id, sent, f"{sender}/{fingerprint[:40]}")


def _take_once(actor: access.Actor, jurisdiction_id: int, sent: requests.Sent, scope: str) -> ServiceRequest:
    """Submit unless the same body came in the last ten minutes, counted from the first time it came.

    Senders of the same body wait for one another, so two at once are seen as well as two in a row.
    """
    now = clock.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_number(scope)])
        before = Submission.objects.filter(scope=scope, at__gt=now - REPEATED_WITHIN).order_by("-at").first()
        moment = before.key if before else now.isoformat()
        once = replace(sent, scope=scope, key=moment)
        return requests.submit(actor=actor, jurisdiction_id=jurisdiction_id, sent=once)


def _lock_number(scope: str) -> int:
    return int.from_bytes(hashlib.sha256(scope.encode()).digest()[:8], "big", signed=True)


def _sent(jurisdiction_id: int, asked: Definition, report: Report) -> requests.Sent:
    answers: dict[str, object] = dict(report.answers)
    for question in asked.questions:
        if question.kind == "photo" and question.code not in answers:
            pictures = [f"picture-{count}" for count in range(1, len(report.media.files) + 1)]
            answers[question.code] = pictures or list(report.media.urls)
    return requests.Sent(
        service_code=asked.code,
        channel="open311",
        description=report.description,
        answers=answers,
        place=_place(jurisdiction_id, report),
        reach=report.reach,
        photos=report.media.files,
        photo_urls=report.media.urls,
    )


def _place(jurisdiction_id: int, report: Report) -> requests.Place:
    """The place; what an address id stands for is filled in where nothing else was sent."""
    if not report.address_id or report.point is not None:
        return requests.Place(report.address, report.address_id, "", report.point)
    known = Address.objects.filter(jurisdiction_id=jurisdiction_id, reference=report.address_id).first()
    if known is not None:
        return requests.Place(report.address or known.text, known.reference, known.zipcode, known.location)
    if not report.address:
        sentence = f"There is no address {report.address_id}. Send lat and long, or address_string."
        raise ReportRefused("address_unknown", sentence, "address_id")
    return requests.Place(report.address)


@transaction.atomic
def take_update(*, key: ApiKey, update: Update, fingerprint: str) -> int:
    """Write what another system says about a request onto its timeline; returns the id of the line.

    The same ``update_id`` again returns the first line. Only who sent a request may close it or take it up again
    by an update; of others' requests a key holder can only tell something.
    """
    service_request, is_own = access.request_for(key, update.service_request_id)
    posted, is_new = PostedUpdate.objects.get_or_create(
        api_key=key,
        update_id=update.update_id,
        defaults={"fingerprint": fingerprint, "service_request": service_request, "at": clock.now()},
    )
    if not is_new and (posted.fingerprint != fingerprint or posted.entry_id is None):
        raise UpdateRefused("update_exists", f"update_id {update.update_id} already exists.", "update_id")
    if posted.entry_id is not None:
        return posted.entry_id
    _apply(key, service_request, update, is_own=is_own)
    posted.entry = TimelineEntry.objects.filter(service_request=service_request).latest("pk")
    posted.save(update_fields=["entry"])
    return posted.entry.pk


def _apply(key: ApiKey, service_request: ServiceRequest, update: Update, *, is_own: bool) -> None:
    actor = access.actor_of(key, is_own=is_own)
    asked = definition(service_request.definition_id)
    pictures_public = asked.privacy.photos == "public"
    add_photos(
        actor=actor,
        service_request_id=service_request.pk,
        photos=update.media.files,
        urls=update.media.urls,
        is_public=pictures_public,
    )
    is_closed = service_request.state == "closed"
    if update.effect == "close" and not is_closed and is_own:
        said = outcome(update, key.name)
        requests.close(actor=actor, service_request_id=service_request.pk, reason=update.reason, outcome=said)
    elif update.effect == "open" and is_closed and is_own:
        requests.reopen(actor=actor, service_request_id=service_request.pk, reason=update.text)
    else:
        is_public = asked.privacy.description == "public"
        requests.comment(
            actor=actor, service_request_id=service_request.pk, text=update.text, is_public=is_public
        )
