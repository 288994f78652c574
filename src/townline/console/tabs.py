"""The parts of the queue's page: its rows, its tabs with their counts, the filters in use."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from townline.console import query
from townline.console.names import Names
from townline.console.rows import heads, shown_rows
from townline.identity.signin import Visit
from townline.look.page import Link
from townline.requests import queue as requests_queue

#: The queues everybody has: what the tab says, and its address.
TABS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("All open", {}),
    ("Late", {"due": "late"}),
    ("Due soon", {"due": "soon"}),
    ("Mine", {"who": "me"}),
    ("Nobody's", {"who": "none"}),
    ("On hold", {"state": "held"}),
)
#: What an empty tab says: that nothing is late is news, not a filter that failed.
EMPTY = {
    "?due=late": "Nothing is late",
    "?due=soon": "Nothing is due in the next 24 hours",
    "?who=me": "Nothing is assigned to you",
    "?who=none": "Everything is in somebody's hands",
    "?state=held": "Nothing is on hold",
}


def list_of(visit: Visit, asked: query.Asked, names: Names) -> dict[str, Any]:
    """The rows of the page that the address asks for, and the way to its neighbours."""
    page = requests_queue.page(
        visit.actor, visit.jurisdiction.pk, asked.filters, asked.order, asked.cursor, services=names.services
    )
    return {
        "asked": asked,
        "names": names,
        "options": query,
        "heads": heads(asked),
        "rows": shown_rows(page.rows, names),
        "newer": page.newer and query.write(asked.given, at=page.newer),
        "older": page.older and query.write(asked.given, at=page.older),
        "applied": applied(asked, names),
    }


def tabs_of(visit: Visit, asked: query.Asked, names: Names) -> dict[str, Any]:
    """The tabs with their counts, the kept queue that is shown now, and how many rows the address finds."""
    views = requests_queue.saved_views(visit.actor, visit.jurisdiction.pk)
    queries = [query.write(given) for _, given in TABS] + [view.query for view in views]
    zone = visit.jurisdiction.timezone
    here = query.write(asked.given, sort="")
    # The list that is shown is mostly one of the tabs: it is counted once.
    wanted = dict.fromkeys([here, *queries])
    filters = [query.read(QueryDict(address[1:]).dict(), zone).filters for address in wanted]
    found = requests_queue.counts(visit.actor, visit.jurisdiction.pk, filters, names.services)
    counts = dict(zip(wanted, found, strict=True))
    titles = [title for title, _ in TABS] + [view.name for view in views]
    home = reverse("console:queue")
    tabs = [
        Link(title, home + address, current=address == here, count=counts[address])
        for title, address in zip(titles, queries, strict=True)
    ]
    return {
        "tabs": tabs,
        "kept": next((view for view in views if view.query == here), None),
        "here": here,
        "may_save": bool(asked.given) and not any(tab.current for tab in tabs),
        "counted": counted(counts[here]),
        "nothing": EMPTY.get(here, ""),
    }


def counted(count: int) -> str:
    """How many requests there are, as words; counting stops at a thousand."""
    if count > requests_queue.COUNT_AT_MOST:
        return f"more than {requests_queue.COUNT_AT_MOST:,} requests"
    return f"{count:,} request{'' if count == 1 else 's'}"


def applied(asked: query.Asked, names: Names) -> list[dict[str, str]]:
    """The filters in use as words, each with the address without it."""
    known: dict[str, Mapping[Any, str]] = {
        "state": query.STATES, "due": query.DUE, "who": query.WHO, "channel": query.CHANNELS,
        "department": names.departments, "team": names.teams, "service": names.services,
    }  # fmt: skip
    said = {"q": "“{}”", "from": "Received from {}", "to": "Received until {}"}
    found = []
    for part, value in asked.given.items():
        if part == "sort":
            continue
        words = known.get(part, {})
        text = (
            words.get(value)
            or words.get(int(value) if value.isdigit() else -1)
            or said.get(part, "{}").format(value)
        )
        found.append(
            {"text": text, "remove_url": reverse("console:queue") + query.write(asked.given, **{part: ""})}
        )
    return found
