"""What every page of the console stands in: town, navigation, the person at work, and the town's own time."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from townline.console.keys import keys_of
from townline.identity.models import Jurisdiction
from townline.identity.queries import jurisdictions
from townline.identity.rules import ROLE_NAMES
from townline.identity.signin import Visit, staff
from townline.look.page import Link, Person, Town

View = Callable[..., HttpResponse]


def desk(capability: str = "use_console") -> Callable[[View], View]:
    """Like :func:`townline.identity.signin.staff`, with the clock of the page set to the jurisdiction's zone."""

    def wrap(view: View) -> View:
        @wraps(view)
        def at_home(request: HttpRequest, visit: Visit, *args: object, **kwargs: object) -> HttpResponse:
            with timezone.override(ZoneInfo(visit.jurisdiction.timezone)):
                return view(request, visit, *args, **kwargs)

        return staff(capability)(at_home)

    return wrap


def show(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page ``template`` in the console's frame."""
    return render(
        request, template, {**frame(request, visit), "keys": keys_of(template), **context}, status=status
    )


def frame(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    """What the console's layout needs."""
    return {
        "town": town(visit.jurisdiction),
        "person": Person(
            name=visit.actor.name,
            role=roles_of(visit),
            account_url=reverse("console:account"),
            sign_out_url=reverse("account_logout"),
        ),
        "nav": navigation(request, visit),
        "choices": visit.choices,
        "jurisdiction": visit.jurisdiction,
        "messages": get_messages(request),
    }


def town(jurisdiction: Jurisdiction) -> Town:
    """The jurisdiction as the layout shows it; its name leads back to the queue."""
    return Town(name=jurisdiction.name, home_url=reverse("console:queue"))


def navigation(request: HttpRequest, visit: Visit) -> tuple[Link, ...]:
    """Where this person can go, in the order of the working day."""
    here = request.path
    calls = reverse("console:call_new")
    links = [Link("Requests", reverse("console:queue"), current=not here.startswith("/console/calls/"))]
    if visit.actor.may_somewhere("log_requests", jurisdiction_id=visit.jurisdiction.pk):
        links.append(Link("Log a call", calls, current=here.startswith("/console/calls/")))
    return tuple(links)


def roles_of(visit: Visit) -> str:
    """The roles the person has here, as words."""
    held = {grant.role for grant in visit.actor.grants if grant.jurisdiction_id == visit.jurisdiction.pk}
    return ", ".join(name for role, name in ROLE_NAMES.items() if role in held)


def accounts(request: HttpRequest) -> dict[str, Any]:
    """Context of the pages with which staff signs in, and of the refusal page: whose town this is.

    A context processor; every other page brings its own frame.
    """
    if not request.path.startswith("/accounts/"):
        return {}
    found = jurisdictions()
    name = found[0].name if len(found) == 1 else "Townline"
    signed_in = request.user.is_authenticated
    return {
        "town": Town(name=name, home_url="/"),
        "person": None,
        "nav": (Link("Back to the requests", reverse("console:queue")),) if signed_in else (),
        "messages": get_messages(request),
    }
