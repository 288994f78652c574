"""The work queue, and the queues a person keeps."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from townline.console import query
from townline.console.frame import desk, show
from townline.console.names import Names, names_for
from townline.console.rows import heads, shown_rows
from townline.identity.signin import Visit
from townline.kit.errors import Refused
from townline.look.page import Link
from townline.requests import queue as requests_queue
from townline.requests.access import visible_to
from townline.requests.actions import delete_view, save_view
from townline.requests.models import SavedView
from townline.requests.queries import number_for

#: The queues everybody has: what the tab says, and its address.
TABS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("All open", {}),
    ("Late", {"due": "late"}),
    ("Due soon", {"due": "soon"}),
    ("Mine", {"who": "me"}),
    ("Nobody's", {"who": "none"}),
    ("On hold", {"state": "held"}),
)


@require_safe
@desk()
def queue(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The requests to work on, as the address asks for them; a number goes straight to its request."""
    asked = query.read(request.GET, visit.jurisdiction.timezone)
    clean = query.write(asked.given, at=asked.cursor)
    if not asked.problems and len(request.GET) != clean.count("="):
        # A form sends its empty fields too; the address that people pass on holds only what filters.
        return redirect(reverse("console:queue") + clean)
    if number := _number(visit, asked.filters.words):
        return redirect("console:case", number=number)
    names = names_for(visit)
    page = requests_queue.page(visit.actor, visit.jurisdiction.pk, asked.filters, asked.order, asked.cursor)
    tabs, kept, count = _tabs(visit, asked)
    context = {
        "asked": asked,
        "names": names,
        "options": query,
        "heads": heads(asked),
        "rows": shown_rows(page.rows, names),
        "newer": page.newer and query.write(asked.given, at=page.newer),
        "older": page.older and query.write(asked.given, at=page.older),
        "tabs": tabs,
        "kept": kept,
        "counted": counted(count),
        "here": query.write(asked.given, sort=""),
        "applied": applied(asked, names),
        "may_save": bool(asked.given) and not any(tab.current for tab in tabs),
    }
    return show(request, visit, "console/queue.html", context)


def _number(visit: Visit, words: str) -> str | None:
    """The number of the request that is meant, if the words are a number and the person may see it."""
    if not any(letter.isdigit() for letter in words):
        return None
    number = number_for(visit.jurisdiction.pk, words)
    seen = number and visible_to(visit.actor, visit.jurisdiction.pk).filter(number=number).exists()
    return number if seen else None


def _tabs(visit: Visit, asked: query.Asked) -> tuple[list[Link], SavedView | None, int]:
    """The tabs with their counts, the kept view that is shown now, and how many rows the address finds."""
    views = requests_queue.saved_views(visit.actor, visit.jurisdiction.pk)
    queries = [query.write(given) for _, given in TABS] + [view.query for view in views]
    zone = visit.jurisdiction.timezone
    wanted = [query.read(QueryDict(address[1:]).dict(), zone).filters for address in queries]
    counts = requests_queue.counts(visit.actor, visit.jurisdiction.pk, [asked.filters, *wanted])
    here = query.write(asked.given, sort="")
    titles = [title for title, _ in TABS] + [view.name for view in views]
    home = reverse("console:queue")
    tabs = [
        Link(title, home + address, current=address == here, count=count)
        for title, address, count in zip(titles, queries, counts[1:], strict=True)
    ]
    return tabs, next((view for view in views if view.query == here), None), counts[0]


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
        text = words.get(value) or words.get(int(value) if value.isdigit() else -1) or said.get(part, "{}").format(value)
        found.append({"text": text, "remove_url": reverse("console:queue") + query.write(asked.given, **{part: ""})})
    return found


@require_POST
@desk()
def saved_views(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep the queue that is shown under a name."""
    asked = query.read(QueryDict(request.POST.get("query", "").lstrip("?")).dict(), visit.jurisdiction.timezone)
    address = query.write(asked.given, sort="")
    name = request.POST.get("name", "")
    try:
        save_view(actor=visit.actor, jurisdiction_id=visit.jurisdiction.pk, name=name, query=address)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"“{name.strip()}” is a tab now.")
    return redirect(reverse("console:queue") + address)


@require_POST
@desk()
def saved_view_removal(request: HttpRequest, visit: Visit, view_id: int) -> HttpResponse:
    """Take a kept queue away; the requests in it stay."""
    delete_view(actor=visit.actor, view_id=view_id)
    messages.success(request, "The tab is gone. The requests are all still here.")
    return redirect("console:queue")
