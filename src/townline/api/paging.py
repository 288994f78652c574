"""Turning pages of a list: the whole number of rows, and links to other pages."""

import hashlib
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from django.core.cache import cache

from townline.api.answering import Call
from townline.channels.kinds.open311.wanted import DEEPEST_ROW, Page

TOTAL_SECONDS = 60


def paged(call: Call, page: Page, count: int, count_all: Callable[[], int]) -> dict[str, str]:
    """The ``Link`` header, and ``X-Total-Count`` where ``page`` was asked for.

    Counting a long list costs more than showing a page of it: who does not turn pages does not pay, and who does
    gets a number that may be a minute old.
    """
    headers = {}
    is_full = count == page.size
    if page.is_asked:
        is_end = count > 0 and not is_full
        total = page.skipped + count if is_end else _remembered(call, page, count_all)
        headers["X-Total-Count"] = str(max(total, page.skipped + count))
    links = _links(call, page, is_full=is_full)
    if links:
        headers["Link"] = ", ".join(links)
    return headers


def _remembered(call: Call, page: Page, count_all: Callable[[], int]) -> int:
    if page.number == 1:
        total = count_all()
        cache.set(_key(call), total, TOTAL_SECONDS)
        return total
    return int(cache.get_or_set(_key(call), count_all, TOTAL_SECONDS) or 0)


def _key(call: Call) -> str:
    asked = "&".join(f"{name}={value}" for name, value in _others(call))
    # A key sees more than others do, of what it sent itself.
    key = call.key.pk if call.key else 0
    return f"total:{call.town.pk}:{key}:{hashlib.sha256(f'{call.request.path}?{asked}'.encode()).hexdigest()}"


def _links(call: Call, page: Page, *, is_full: bool) -> list[str]:
    turns = []
    if page.number > 1:
        turns += [("first", 1), ("prev", page.number - 1)]
    if is_full and (page.number + 1) * page.size <= DEEPEST_ROW:
        turns += [("next", page.number + 1)]
    return [f'<{_address(call, number)}>; rel="{rel}"' for rel, number in turns]


def _address(call: Call, number: int) -> str:
    query = urlencode([*_others(call), ("page", str(number))])
    return f"{call.base}{call.request.path.lstrip('/')}?{query}"


def _others(call: Call) -> list[tuple[str, str]]:
    """The query without its page. A key does not belong into a link."""
    pairs = parse_qsl(call.request.META.get("QUERY_STRING", ""))
    return [(name, value) for name, value in pairs if name not in {"page", "api_key"}]
