"""The first page, and the answer box that stands on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from townline.kit.text import clean_line
from townline.places.queries import addresses_like
from townline.portal import reading, townmap
from townline.portal.visit import Visit, page, resident
from townline.requests.access import public
from townline.requests.queries import number_for
from townline.services.queries import PublishedVersion, listed_version, published, search

LONGEST_QUESTION = 200
FOUND = 6
#: A service that fits less than this share of the best one's fit is noise.
WORTH_SHOWING = 0.35
ON_MAP = 6


@require_safe
@resident
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What do you need? The answer box, what is often needed, what is reported near by."""
    town = visit.jurisdiction
    often = reading.often_needed(town.pk)
    versions = published(town.pk)
    shown, items = townmap.with_requests(town, reading.newest_open(town.pk, ON_MAP))
    context = {
        "often": often or versions[: reading.OFTEN],
        "services": len(versions),
        "map": {**shown, "whole": True},
        "items": [{**item, "url": reverse("portal:request", args=[item["number"]])} for item in items],
        "on_time": reading.on_time(town.pk),
        "days": reading.FIGURE_DAYS,
    }
    return page(request, visit, "home", context)


@require_safe
@resident
def find(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was found for somebody's own words."""
    asked = clean_line(request.GET.get("q", ""), LONGEST_QUESTION)
    if not asked:
        return redirect("portal:home")
    context = {"asked": asked, "results": _results(visit, asked), "catch_all": _catch_all(visit)}
    return page(request, visit, "find", context)


@require_safe
@resident
def results(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same as a fragment, while somebody types."""
    asked = clean_line(request.GET.get("q", ""), LONGEST_QUESTION)
    found = _results(visit, asked) if asked else []
    context = {
        "asked": asked,
        "results": found,
        "catch_all": _catch_all(visit),
        "phone": visit.jurisdiction.phone,
    }
    return render(request, "portal/find_results.html", context)


@require_safe
@resident
def addresses(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Known addresses for what is being typed, as options of the address field."""
    asked = clean_line(request.GET.get("address", ""), LONGEST_QUESTION)
    found = addresses_like(visit.jurisdiction_id, asked, limit=FOUND)
    return render(request, "portal/address_options.html", {"found": found})


def _results(visit: Visit, asked: str) -> list[dict[str, Any]]:
    ranked = search(visit.jurisdiction_id, asked, FOUND)
    worth_it = [one for one in ranked if one.score >= ranked[0].score * WORTH_SHOWING]
    found = [_result(one.service, _lightly(one.because)) for one in worth_it]
    number = number_for(visit.jurisdiction_id, asked)
    if number and public(visit.jurisdiction_id).filter(number=number).exists():
        url = reverse("portal:request", args=[number])
        found.insert(
            0, {"title": f"Report {number}", "url": url, "note": "", "action": "Follow", "kind": "open"}
        )
    return found


def _lightly(because: tuple[str, ...]) -> str:
    """The one reason worth a resident's time: a word read as another, else the first."""
    reason = next((one for one in because if one.startswith("reads")), because[0] if because else "")
    return reason[:1].upper() + reason[1:]


def _result(version: PublishedVersion, because: str) -> dict[str, Any]:
    definition = version.definition
    return {
        "title": definition.name,
        "url": reverse("portal:service", args=[definition.code]),
        "note": definition.description,
        "because": because,
        "promise": definition.service_level.resolve,
        "action": "Report",
        "kind": "next",
    }


def _catch_all(visit: Visit) -> PublishedVersion | None:
    return listed_version(visit.jurisdiction_id, reading.CATCH_ALL)
