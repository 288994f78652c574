"""What every answer over HTTP has in common."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
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
        """Pass the request on; sessions and accounts are read outside of views, hence the try here too."""
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return self.away(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a lost connection in a view into the answer."""
        if isinstance(exception, OperationalError | InterfaceError):
            return self.away(request, exception)
        return None

    def away(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """The answer, in the format asked for."""
        log.warning("database away at %s: %s", request.path, error)
        path = request.path
        if path.endswith(".json"):
            body = f'[{{"code":503,"description":"{AWAY_SENTENCE}"}}]'
            kind = "application/json; charset=utf-8"
        elif path.endswith(".xml"):
            body = (
                '<?xml version="1.0" encoding="utf-8"?><errors><error><code>503</code>'
                f"<description>{AWAY_SENTENCE}</description></error></errors>"
            )
            kind = "text/xml; charset=utf-8"
        else:
            body = (
                '<!doctype html><html lang="en"><meta charset="utf-8"><title>Back in a minute</title>'
                f"<body><main><h1>Back in a minute</h1><p>{AWAY_SENTENCE}</p></main></body></html>"
            )
            kind = "text/html; charset=utf-8"
        return HttpResponse(body, content_type=kind, status=503, headers={"Retry-After": "60"})


database_away = DatabaseAway
