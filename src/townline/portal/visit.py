"""Who a resident turns to: the town of this visit, its clock, and the page around every answer."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from townline.identity.models import Jurisdiction
from townline.identity.queries import jurisdictions
from townline.look.page import Link, Town
from townline.requests.models import ServiceRequest

VISITOR = "visitor"
MINE = "mine"
MOST_MINE = 20

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Visit:
    """A resident's visit: the jurisdiction that answers."""

    jurisdiction: Jurisdiction

    @property
    def jurisdiction_id(self) -> int:
        """Its row."""
        return self.jurisdiction.pk


def towns(request: HttpRequest) -> list[Jurisdiction]:
    """All towns, the one that answers at this host name first: its code is the host, with or without www."""
    host, _ = split_domain_port(request.get_host())
    names = {host, host.removeprefix("www.")}
    return sorted(jurisdictions(), key=lambda one: one.code.lower() not in names)


def resident(view: View) -> View:
    """Call the view with the :class:`Visit`, in the town's own time zone.

    A town that is not set up yet gets a page that says so.
    """

    @wraps(view)
    def welcomed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        found = next(iter(towns(request)), None)
        if found is None:
            return failure(
                request, 503, "This town is not set up yet", "Come back later, or call your town hall."
            )
        with timezone.override(ZoneInfo(found.timezone)):
            return view(request, Visit(found), *args, **kwargs)

    welcomed.townline_audience = "resident"  # type: ignore[attr-defined]
    return welcomed


def about(find: Callable[[HttpRequest, str], ServiceRequest]) -> Callable[[View], View]:
    """Hand the view the request that ``find`` finds by the address, and a visit to that request's own town.

    A link may be opened at the host of another town; the request's own town answers all the same.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, **address: str) -> HttpResponse:
            (sign,) = address.values()
            service_request = find(request, sign)
            town = service_request.jurisdiction
            with timezone.override(ZoneInfo(town.timezone)):
                return view(request, Visit(town), service_request)

        answered.townline_audience = "resident"  # type: ignore[attr-defined]
        return answered

    return wrap


def own(view: View) -> View:
    """For pages that show what one person wrote: never stored, never indexed, their address never told to others.

    Within the site the address may be told: with none at all, browsers send forms without an origin, and Django
    rightly refuses those.
    """

    @wraps(view)
    def kept_private(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return kept_private


def town_of(found: Jurisdiction | None) -> Town:
    """The town as the layout shows it; a plain one where none is known."""
    if found is None:
        return Town(name="Townline")
    links = (
        Link("All services", reverse("portal:services")),
        Link("Public reports", reverse("portal:reports")),
        Link("Staff sign in", reverse("account_login")),
    )
    return Town(
        name=found.name,
        home_url=reverse("portal:home"),
        follow_url=reverse("portal:follow_search"),
        footer=links,
        contact=_contact(found),
    )


def _contact(found: Jurisdiction) -> str:
    by_mail = f" or write to {found.email}" if found.email else ""
    return f"Rather talk to a person? Call {found.phone}{by_mail}."


def page(
    request: HttpRequest, visit: Visit, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """The answer: a page of the portal in the town's name."""
    shared = {"town": town_of(visit.jurisdiction), "phone": visit.jurisdiction.phone}
    return render(request, f"portal/{template}.html", {**shared, **context}, status=status)


def failure(
    request: HttpRequest, status: int, title: str, sentence: str, *, found: Jurisdiction | None = None
) -> HttpResponse:
    """A page that says what happened and what to do, in our look."""
    context = {
        "town": town_of(found),
        "phone": found.phone if found else "",
        "heading": title,
        "sentence": sentence,
    }
    return render(request, "portal/failure.html", context, status=status)


def visitor(request: HttpRequest) -> str:
    """The nameless sign of this browser, made when it is first needed; only ever call it for a POST."""
    sign = request.session.get(VISITOR)
    if not isinstance(sign, str):
        sign = request.session[VISITOR] = secrets.token_urlsafe(18)
    return sign


def remember(request: HttpRequest, token: str) -> None:
    """Keep the follow link of a report in this browser's session, newest first."""
    kept = [token, *(known for known in mine(request) if known != token)]
    request.session[MINE] = kept[:MOST_MINE]


def mine(request: HttpRequest) -> list[str]:
    """The follow links of reports made in this browser, newest first."""
    kept = request.session.get(MINE, [])
    return [token for token in kept if isinstance(token, str)] if isinstance(kept, list) else []
