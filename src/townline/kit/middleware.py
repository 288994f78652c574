"""What every answer over HTTP has in common."""

import json
import logging
from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.decorators import sync_only_middleware

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("townline.http")

#: Paths that machines ask: no session, no cookie, no forms.
MACHINE_PATHS = ("/open311/", "/health/", "/api/")

_POLICY = (
    "default-src 'self'; img-src 'self' data: {tiles}; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
AWAY_SENTENCE = (
    "The database cannot be reached at the moment. Nothing was changed. "
    "Try again in a minute; what you typed is still in your browser when you go back."
)

AWAY_TO_MACHINES = (
    "The database cannot be reached at the moment. "
    "Send the same again in a minute; it will not be taken twice."
)
BROKEN_SENTENCE = "Something went wrong on our side. It was noted. Send the same again later."


@sync_only_middleware
def security_headers(get_response: Answer) -> Answer:
    """Say to browsers that pages load nothing from elsewhere and are never framed."""
    from django.conf import settings  # noqa: PLC0415 - settings are ready only when the chain is built

    tiles = settings.MAP_TILES
    origin = "/".join(tiles.split("/")[:3]).replace("{s}", "*") if tiles else ""
    policy = _POLICY.format(tiles=origin)

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return answer


class DatabaseAway:
    """Answers 503 with a sentence when the database goes away in the middle of a request.

    The transaction is gone with the connection, so nothing is half-written.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on. What fails outside of views reaches the handler for errors, which asks ``away`` too."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a lost connection in a view into the answer."""
        if isinstance(exception, OperationalError | InterfaceError):
            return self.away(request, exception)
        return None

    def away(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """The answer, in the format asked for."""
        return away(request, error)


def away(request: HttpRequest, error: Exception) -> HttpResponse:
    """503: the database went away, and nothing was written by halves."""
    log.warning("database away at %s: %s", request.path, type(error).__name__)
    sentence = AWAY_TO_MACHINES if request.path.startswith(MACHINE_PATHS) else AWAY_SENTENCE
    response = _told(request, 503, sentence, "Back in a minute")
    response.headers["Retry-After"] = "60"
    return response


def _told(request: HttpRequest, status: int, sentence: str, title: str) -> HttpResponse:
    """A sentence as JSON, XML or a page, by how the address ends."""
    path = request.path
    if path.endswith(".json") or (path.startswith(MACHINE_PATHS) and not path.endswith(".xml")):
        body = json.dumps([{"code": status, "description": sentence}])
        kind = "application/json; charset=utf-8"
    elif path.endswith(".xml"):
        body = (
            f'<?xml version="1.0" encoding="utf-8"?>\n<errors><error><code>{status}</code>'
            f"<description>{sentence}</description></error></errors>"
        )
        kind = "text/xml; charset=utf-8"
    else:
        body = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
            f"<body><main><h1>{title}</h1><p>{sentence}</p></main></body></html>"
        )
        kind = "text/html; charset=utf-8"
    return HttpResponse(body, content_type=kind, status=status)


database_away = DatabaseAway


@sync_only_middleware
def machines(get_response: Answer) -> Answer:
    """Take calls of machines straight to their view: what follows in the chain is for people.

    Sessions, forms, languages and accounts cost more than such a call itself and mean nothing to it. Errors are
    told in the format of the call.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(MACHINE_PATHS):
            return get_response(request)
        try:
            match = resolve(request.path_info)
        except Http404:
            return _told(request, 404, "There is nothing at this address.", "Nothing here")
        request.resolver_match = match
        try:
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except (OperationalError, InterfaceError) as error:
            response = away(request, error)
        except SuspiciousOperation as error:
            log.warning("refused %s: %s", request.path, type(error).__name__)
            response = _told(request, 400, "This cannot be answered as it was sent.", "Not like this")
        except Exception:
            log.exception("a call failed: %s", request.path)
            got_request_exception.send(sender=None, request=request)
            response = _told(request, 500, BROKEN_SENTENCE, "Something went wrong")
        return response

    return answer
