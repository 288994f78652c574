"""How every Open311 call is answered: format, methods, errors, headers that machines need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from townline.channels.errors import KeyRefused, NothingHere, TooOften
from townline.channels.kinds.open311 import faults, xml
from townline.channels.kinds.open311.faults import Fault
from townline.channels.kinds.open311.pairs import Pairs, read_encoded
from townline.channels.queries import Town
from townline.identity.errors import NotAllowed
from townline.identity.models import ApiKey
from townline.kit.errors import Refused
from townline.requests.errors import AnswersRefused, NoSuchRequest

CONTENT_TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
READ = ("GET", "HEAD", "OPTIONS")
LONGEST_QUERY = 16_000
LONGEST_NAME = 200
#: What scripts of other sites may read beside the body: the data are public.
EXPOSED = "Link, X-Total-Count, Retry-After"


@dataclass
class Call:
    """One call: the web request, the format of the answer, and which reading of the window was chosen."""

    request: HttpRequest
    form: str
    window_is_change: bool = False
    key: ApiKey | None = None

    @cached_property
    def query(self) -> Pairs:
        """The parameters in the address."""
        raw: str = self.request.META.get("QUERY_STRING", "")
        if len(raw) > LONGEST_QUERY:
            raise faults.bad(
                f"The address is longer than {LONGEST_QUERY:,} characters. Ask in several calls."
            )
        return read_encoded(raw.encode("latin-1", "replace"))

    @cached_property
    def town(self) -> Town:
        """The jurisdiction that is asked: the one that was named, else that of the key."""
        code = self.query.one("jurisdiction_id")
        return Town(code or (self.key.jurisdiction.code if self.key else ""))

    @cached_property
    def base(self) -> str:
        """The site's address with a slash at its end."""
        return base_of(self.request)

    def zone(self) -> ZoneInfo:
        """The town's own time, for dates without a zone."""
        return self.town.zone


def base_of(request: HttpRequest) -> str:
    """The site's address with a slash at its end: the one it is told to have, or the one that was asked."""
    return (settings.PUBLIC_URL or request.build_absolute_uri("/")).rstrip("/") + "/"


@dataclass(frozen=True)
class Answer:
    """Data in the element ``root``; ``json`` is the same already written out."""

    root: str
    rows: object = None
    json: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


View = Callable[..., HttpResponse]


def answers(*methods: str) -> Callable[[Callable[..., Answer]], View]:
    """Make a view of a function that gets the :class:`Call` and returns the :class:`Answer`.

    What the function refuses becomes an error in the format that was asked for.
    """
    allowed = (*methods, "HEAD", "OPTIONS") if "GET" in methods else (*methods, "OPTIONS")

    def wrap(function: Callable[..., Answer]) -> View:
        @wraps(function)
        def view(
            request: HttpRequest, form: str, *, window_is_change: bool = False, **named: str
        ) -> HttpResponse:
            method = request.method or ""
            if method == "OPTIONS":
                return _headed(HttpResponse(status=204), allowed)
            try:
                _check(method, allowed, named)
                response = written(form, function(Call(request, form, window_is_change), **named))
            except Exception as error:
                fault = _fault(error)
                if fault is None:
                    raise
                response = refused(form, fault)
            return _headed(response, allowed)

        view.csrf_exempt = True  # type: ignore[attr-defined]
        return view

    return wrap


def written(form: str, answer: Answer) -> HttpResponse:
    """The answer in its format."""
    if form == "xml":
        rows = msgspec.json.decode(answer.json) if answer.json is not None else answer.rows
        body = xml.write(answer.root, rows).encode()
    else:
        body = answer.json.encode() if answer.json is not None else msgspec.json.encode(answer.rows)
    headers = {"Content-Length": str(len(body)), **answer.headers}
    return HttpResponse(body, content_type=CONTENT_TYPES[form], headers=headers)


def refused(form: str, fault: Fault) -> HttpResponse:
    """The error in its format."""
    response = written(form, Answer("errors", fault.rows(), headers=fault.headers))
    response.status_code = fault.status
    return response


def _headed(response: HttpResponse, allowed: tuple[str, ...]) -> HttpResponse:
    if response.status_code in {204, 405}:
        response.headers["Allow"] = ", ".join(allowed)
    if "GET" in allowed:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if response.status_code == 204:  # noqa: PLR2004 - nothing to say
            response.headers["Access-Control-Allow-Methods"] = ", ".join(READ)
            response.headers["Access-Control-Max-Age"] = "86400"
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _check(method: str, allowed: tuple[str, ...], named: Mapping[str, str]) -> None:
    """Refuse a method that does nothing here, and names that cannot be ours, before a database sees them."""
    if method not in allowed:
        raise Fault(faults.METHOD, f"{method[:20]} does nothing here. Use {' or '.join(allowed)}.")
    for text in named.values():
        if "\x00" in text or "\ufffd" in text or len(text) > LONGEST_NAME:
            raise faults.missing("There is nothing at this address.")


def _fault(error: Exception) -> Fault | None:
    """What the client is told; None for an error of ours."""
    if isinstance(error, Fault):
        return error
    if isinstance(error, AnswersRefused):
        return faults.bad(*(f"attribute[{code}]: {sentence}" for code, sentence in error.problems.items()))
    if isinstance(error, TooOften):
        return Fault(faults.BUSY, error.sentence, headers={"Retry-After": str(error.seconds)})
    if isinstance(error, Refused):
        return Fault(_status(error), error.sentence)
    if isinstance(error, SuspiciousOperation | MultiPartParserError | BadRequest):
        return faults.bad(_unreadable(error))
    return None


def _status(error: Refused) -> int:
    if isinstance(error, NothingHere | NoSuchRequest):
        return faults.BAD if error.code == "jurisdiction_missing" else faults.MISSING
    if isinstance(error, KeyRefused | NotAllowed):
        return faults.FORBIDDEN
    return faults.BAD


def _unreadable(error: Exception) -> str:
    if isinstance(error, DisallowedHost):
        return "This site does not answer to that host name."
    return "The form cannot be read: it is broken, or has too many or too large fields."
