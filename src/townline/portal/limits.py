"""How much one nameless sender may post: generous for a library's shared computers, too little for a flood."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from townline.kit import clock
from townline.portal.models import PostCount
from townline.portal.visit import Visit, failure

MOST_OF_AN_ADDRESS = 60
MOST_OF_A_BROWSER = 30
KEPT = timedelta(days=2)

_COUNT = """
INSERT INTO portal_postcount (sender, hour, posts) VALUES (%s, %s, 1)
ON CONFLICT (sender, hour) DO UPDATE SET posts = portal_postcount.posts + 1
RETURNING posts
"""


def too_many(request: HttpRequest) -> bool:
    """Count this post, and say whether its sender has posted too often in this hour (by the clock)."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    senders = [(f"address {_address(request)}", MOST_OF_AN_ADDRESS)]
    if request.session.session_key:
        senders.append((f"browser {request.session.session_key}", MOST_OF_A_BROWSER))
    PostCount.objects.filter(hour__lt=hour - KEPT).delete()
    over = False
    with connection.cursor() as cursor:
        for sender, most in senders:
            digest = salted_hmac("townline.portal.limits", sender, algorithm="sha256").hexdigest()
            cursor.execute(_COUNT, [digest, hour])
            over |= int(cursor.fetchone()[0]) > most
    return over


def wait(request: HttpRequest, visit: Visit, kept: str) -> HttpResponse:
    """The page for a sender who posted too often; ``kept`` says what became of what was typed."""
    town = visit.jurisdiction
    sentence = (
        f"Much came from your connection within an hour, so we take no more for now. {kept} "
        f"Try again later, or call {town.phone}."
    )
    return failure(request, 429, "Wait a little, or call us", sentence, found=town)


def _address(request: HttpRequest) -> str:
    """The sender's network address; behind our own proxy the one that the proxy added last."""
    if settings.BEHIND_TLS:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
        if forwarded:
            return forwarded.rsplit(",", 1)[-1].strip()[:60]
    return str(request.META.get("REMOTE_ADDR", ""))
