"""Pages for what went wrong, in the look and in sentences. The root of the addresses names these views."""

import logging
import sys

from django.core.exceptions import DisallowedHost
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from jinja2 import TemplateError

from townline.identity.models import Jurisdiction
from townline.kit.middleware import MACHINE_PATHS, away
from townline.portal.visit import failure, towns

log = logging.getLogger("townline.portal")

NOT_FOUND = {
    "report": (
        "There is no public report with this number",
        "Check the number, digit by digit. A report about something personal is seen only with its own link.",
    ),
    "follow": (
        "This link leads to no report",
        "Check that the whole link was copied, to the last letter. Or look the number up under “Follow a report”.",
    ),
    "photo": ("This photo is not here", "It was taken away, or it is not for everybody to see."),
}
_NOT_FOUND = ("This page is not here", "Check the address, or say on the first page what you need.")
_PLAIN = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    "<body><main><h1>{title}</h1><p>{sentence}</p></main></body></html>"
)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    kind = exception.args[0] if exception and exception.args else ""
    title, sentence = NOT_FOUND.get(kind, _NOT_FOUND) if isinstance(kind, str) else _NOT_FOUND
    return _answer(request, 404, title, sentence)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    del exception
    return _answer(
        request,
        403,
        "This is not open to you",
        "Your role does not allow this. Ask an administrator if it should.",
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 503: a session that cannot be saved comes here whatever the cause."""
    if lost := _lost(exception):
        return away(request, lost)
    sentence = "Your browser sent something we cannot read, perhaps too much at once. Go back and try again with less."
    return _answer(request, 400, "We could not read that", sentence)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that does not prove to be ours: mostly an old tab, or a browser without cookies."""
    del reason
    sentence = (
        "The form was open for too long, or your browser keeps no cookies. Nothing was sent. Go back, load the "
        "page anew and send it again; allow cookies for this site if it happens twice."
    )
    return _answer(request, 403, "Send the form once more", sentence)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 where a middleware, outside of every view, lost the database."""
    if lost := _lost(sys.exc_info()[1]):
        return away(request, lost)
    sentence = (
        "That was our mistake, not yours. It is written down. Nothing was half saved; go back and try again."
    )
    return _answer(request, 500, "Something went wrong here", sentence)


def _lost(error: BaseException | None) -> Exception | None:
    """The loss of the database that is behind the error, if that is what happened."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return error
        error = error.__cause__ or error.__context__
    return None


def _answer(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """The page in our look; plain text for machines; bare HTML where even the look fails."""
    if request.path.startswith(MACHINE_PATHS):
        return HttpResponse(f"{title}. {sentence}\n", content_type="text/plain; charset=utf-8", status=status)
    try:
        return failure(request, status, title, sentence, found=_town(request))
    except (TemplateError, Error) as error:
        log.warning("failure page could not be drawn: %s", error)
        return HttpResponse(_PLAIN.format(title=title, sentence=sentence), status=status)


def _town(request: HttpRequest) -> Jurisdiction | None:
    try:
        return next(iter(towns(request)), None)
    except (Error, DisallowedHost):
        return None
