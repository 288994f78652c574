"""Turning pages of a list: the whole number of rows, and links to other pages."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from townline.api.answering import Call
from townline.channels.kinds.open311.wanted import DEEPEST_ROW, Page


def paged(call: Call, page: Page, count: int, count_all: Callable[[], int]) -> dict[str, str]:
    """The ``Link`` header, and ``X-Total-Count`` where ``page`` was asked for.

    Counting all rows of a long list takes longer than showing a page of it, so who does not turn pages does not pay.
    """
    headers = {}
    is_full = count == page.size
    if page.is_asked:
        total = count_all() if is_full or (not count and page.skipped) else page.skipped + count
        headers["X-Total-Count"] = str(total)
        is_full = is_full and page.skipped + count < total
    links = _links(call, page, is_full=is_full)
    if links:
        headers["Link"] = ", ".join(links)
    return headers


def _links(call: Call, page: Page, *, is_full: bool) -> list[str]:
    turns = []
    if page.number > 1:
        turns += [("first", 1), ("prev", page.number - 1)]
    if is_full and (page.number + 1) * page.size <= DEEPEST_ROW:
        turns += [("next", page.number + 1)]
    return [f'<{_address(call, number)}>; rel="{rel}"' for rel, number in turns]


def _address(call: Call, number: int) -> str:
    pairs = parse_qsl(call.request.META.get("QUERY_STRING", ""))
    kept = [(name, value) for name, value in pairs if name != "page"]
    return call.request.build_absolute_uri(f"{call.request.path}?{urlencode([*kept, ('page', str(number))])}")
