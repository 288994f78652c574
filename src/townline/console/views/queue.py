"""The work queue, and the queues a person keeps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from townline.console import query
from townline.console.frame import desk, show
from townline.console.names import names_for
from townline.console.tabs import list_of, tabs_of
from townline.identity.signin import Visit
from townline.kit.errors import Refused
from townline.requests.access import visible_to
from townline.requests.actions import delete_view, save_view
from townline.requests.queries import number_for


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
    return show(
        request, visit, "console/queue.html", list_of(visit, asked, names) | tabs_of(visit, asked, names)
    )


def _number(visit: Visit, words: str) -> str | None:
    """The number of the request that is meant, if the words are a number and the person may see it."""
    if not any(letter.isdigit() for letter in words):
        return None
    number = number_for(visit.jurisdiction.pk, words)
    seen = number and visible_to(visit.actor, visit.jurisdiction.pk).filter(number=number).exists()
    return number if seen else None


@require_POST
@desk()
def saved_views(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep the queue that is shown under a name."""
    asked = query.read(
        QueryDict(request.POST.get("query", "").lstrip("?")).dict(), visit.jurisdiction.timezone
    )
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
