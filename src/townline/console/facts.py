"""The parts of a request's page: facts, answers, pictures, timeline, map."""

from typing import Any, cast

from django.conf import settings
from django.urls import reverse

from townline.console.query import CHANNELS
from townline.kit.text import JsonValue
from townline.look import filters
from townline.places.queries import map_lines
from townline.requests.models import Alias, Photo, ServiceRequest, TimelineEntry
from townline.services.definition.model import Definition
from townline.services.questions.kinds import show

MOST_LINES = 3_000
NEAR_DEGREES = 0.01
#: What an entry of the timeline is called, and its icon.
ENTRIES: dict[str, tuple[str, str]] = {
    "submit": ("Received", "open"),
    "comment": ("Note", "text"),
    "assign": ("Assigned", "person"),
    "reassign": ("Passed on", "route"),
    "triage": ("About something else", "route"),
    "hold": ("On hold", "held"),
    "release": ("Work goes on", "in_work"),
    "close": ("Closed", "closed"),
    "reopen": ("Taken up again", "open"),
    "me_too": ("Also reported", "people"),
    "mark_duplicate": ("Repeated", "people"),
    "undo_duplicate": ("No repetition", "people"),
}


def facts_of(service_request: ServiceRequest) -> list[dict[str, Any]]:
    """What is known of the request, each with its label."""
    aliases = Alias.objects.filter(service_request=service_request).values_list("source", "number")
    rows: list[dict[str, Any]] = [
        {"label": "Received", "value": service_request.received_at},
        {"label": "By", "value": CHANNELS.get(service_request.channel, service_request.channel)},
        {
            "label": "Where",
            "value": " ".join(filter(None, (service_request.address, service_request.zipcode))),
        },
        {"label": "Department", "value": service_request.department.name},
        {"label": "Team", "value": service_request.team.name},
        {
            "label": "Assigned to",
            "value": service_request.assignee.name if service_request.assignee else "nobody",
        },
        {"label": "Also reported by", "value": filters.plural(service_request.followers, "other", "others")},
        {"label": "Shown to the public", "value": "yes" if service_request.is_public else "no"},
    ]
    rows += [{"label": f"Number in {source}", "value": number} for source, number in aliases]
    if service_request.duplicate_of:
        original = service_request.duplicate_of.number
        link = reverse("console:case", args=[original])
        rows.append({"label": "Same as", "value": original, "url": link, "action": "Open"})
    return rows


def answers_of(service_request: ServiceRequest, definition: Definition) -> list[dict[str, Any]]:
    """The answers in the order in which they were asked, each marked if only staff may read it."""
    given: dict[str, JsonValue] = service_request.answers
    return [
        {
            "label": question.web,
            "value": show(question, given[question.code]),
            "staff": question.privacy == "staff",
        }
        for question in definition.questions
        if question.code in given and question.kind != "photo"
    ]


def photos_of(service_request: ServiceRequest) -> list[dict[str, Any]]:
    """The pictures; those that lie elsewhere are only linked, and only if a browser would open a page there."""
    found = Photo.objects.filter(service_request=service_request).order_by("pk")
    return [
        {
            "url": reverse("console:photo", args=[photo.name]) if photo.name else photo.source_url,
            "shown": bool(photo.name),
            "staff": not photo.is_public,
            "alt": f"Photo {position} of {service_request.number}",
        }
        for position, photo in enumerate(found, start=1)
        if photo.name or photo.source_url.startswith(("https://", "http://"))
    ]


def timeline_of(entries: list[TimelineEntry], *, newest_first: bool) -> list[dict[str, Any]]:
    """The entries as the timeline shows them."""
    shown = []
    for entry in reversed(entries) if newest_first else entries:
        title, symbol = ENTRIES.get(entry.verb, (entry.verb.replace("_", " ").capitalize(), "open"))
        shown.append(
            {
                "title": title,
                "who": entry.actor_name,
                "when": entry.at,
                "text": entry.sentence,
                "internal": not entry.is_public,
                "icon": symbol,
            }
        )
    return shown


def map_of(service_request: ServiceRequest) -> dict[str, Any] | None:
    """The map around the request and its list of one; None where no point is known."""
    point = service_request.location
    if point is None:
        return None
    title = f"{service_request.service.name}, {service_request.address or 'marked on the map'}"
    marker = {"n": 1, "lat": point.lat, "long": point.long, "label": title, "state": service_request.state}
    tiles = settings.MAP_TILES
    data = {
        "streets": [] if tiles else near_streets(service_request.jurisdiction_id, point.lat, point.long),
        "markers": [marker],
        "center": [point.lat, point.long],
        "zoom": 16,
        "tiles": tiles,
        "credit": "",
    }
    return {"data": data, "items": [{"n": 1, "title": title, "note": f"{point.lat:.5f}, {point.long:.5f}"}]}


def near_streets(jurisdiction_id: int, lat: float, long: float) -> list[list[tuple[float, float]]]:
    """The town's own streets within about a kilometre, as the map draws them: latitude first."""
    near = []
    for street in map_lines(jurisdiction_id)[:MOST_LINES]:
        points = [(float(y), float(x)) for x, y in cast("list[list[float]]", street["line"])]
        if any(abs(y - lat) < NEAR_DEGREES and abs(x - long) < NEAR_DEGREES for y, x in points):
            near.append(points)
    return near
