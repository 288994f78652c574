"""Requests from a running Open311 server, page by page: politely, with limits, over http and https only."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from townline.integrations.errors import SourceRefused
from townline.integrations.open311.splitting import Raw
from townline.integrations.open311.splitting import rows as split

LARGEST_PAGE = 64 * 1024 * 1024
MOST_PAGES = 100_000
ATTEMPTS = 5
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0
SPAN = timedelta(days=30)
"""Servers answer at most 90 days at once; shorter spans keep their pages small."""
_PASSING = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Asked:
    """Which server and what of it. ``since`` fetches everything from then to ``until``, span by span.

    ``pause_seconds`` lie between two pages; ``timeout_seconds`` is how long an answer may take.
    """

    url: str
    page_size: int = 200
    since: datetime | None = None
    until: datetime | None = None
    pause_seconds: float = 0.5
    timeout_seconds: float = 60.0


def rows(asked: Asked) -> Iterator[Raw]:
    """The requests of the server in the order it gives them.

    Raises SourceRefused for an address that is not http or https, and where the server does not answer after
    five attempts, sends more than 64 MiB for a page, or anything but JSON.
    """
    address = address_of(asked.url)
    opener = _opener()
    for span in _spans(asked):
        last: list[str] | None = None
        for page in range(1, MOST_PAGES + 1):
            if page > 1 or last is not None:
                time.sleep(asked.pause_seconds)
            body = _fetch(opener, _with(address, {**span, "page": page, "page_size": asked.page_size}), asked)
            found = list(split([body], f"Page {page} of {address}"))
            texts = [raw.text for raw in found]
            if not found or texts == last:
                break  # a server that knows no pages answers the same again
            yield from found
            last = texts


def address_of(url: str) -> str:
    """The address of the request list: ``/requests.json`` is added to a server's base. Raises SourceRefused."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SourceRefused("address", f"{url} is not the address of a server: it must begin with https://.")
    path = parts.path if parts.path.endswith(".json") else f"{parts.path.rstrip('/')}/requests.json"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def _opener() -> OpenerDirector:
    """An opener that can do http and https and nothing else, also where a server redirects."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        HTTPRedirectHandler(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
        UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _spans(asked: Asked) -> Iterator[dict[str, str]]:
    if asked.since is None or asked.until is None:
        yield {}
        return
    begins = asked.since
    while begins < asked.until:
        ends = min(begins + SPAN, asked.until)
        yield {"start_date": begins.isoformat(), "end_date": ends.isoformat()}
        begins = ends


def _with(address: str, wanted: dict[str, object]) -> str:
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query)) | {key: str(value) for key, value in wanted.items()}
    return urlunsplit(parts._replace(query=urlencode(query)))


def _fetch(opener: OpenerDirector, address: str, asked: Asked) -> bytes:
    wait = FIRST_WAIT_SECONDS
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _once(opener, address, asked.timeout_seconds)
        except HTTPError as error:
            if error.code not in _PASSING or attempt == ATTEMPTS:
                raise SourceRefused("server", f"{address} answered {error.code} {error.reason}.") from error
            wait = max(wait, _asked_to_wait(error))
        except (URLError, HTTPException, OSError) as error:
            if attempt == ATTEMPTS:
                raise SourceRefused("server", f"{address} does not answer: {error}.") from error
        time.sleep(min(wait, LONGEST_WAIT_SECONDS))
        wait *= 2
    raise AssertionError("unreachable")


def _once(opener: OpenerDirector, address: str, timeout: float) -> bytes:
    request = Request(address, headers={"Accept": "application/json", "User-Agent": "Townline"})  # noqa: S310 - http(s) only, see _opener
    with opener.open(request, timeout=timeout) as answer:
        body: bytes = answer.read(LARGEST_PAGE + 1)
    if len(body) > LARGEST_PAGE:
        raise SourceRefused("too_large", f"{address} sends more than 64 MiB. Ask for fewer rows on a page.")
    return body


def _asked_to_wait(error: HTTPError) -> float:
    try:
        return float(error.headers.get("Retry-After", "0"))
    except ValueError:
        return 0.0
