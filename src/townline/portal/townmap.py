"""The town drawn from its own streets and districts, as the map of the look takes it: latitude first."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.cache import cache

from townline.identity.models import Jurisdiction
from townline.kit import clock
from townline.places.models import District
from townline.places.queries import districts, map_lines
from townline.portal import words
from townline.requests.models import ServiceRequest

MOST_STREETS = 4_000
KEPT_SECONDS = 300
CLOSE = 15


def ground(town: Jurisdiction) -> dict[str, Any]:
    """Streets, districts and where to look at first; read anew every five minutes."""
    key = f"portal:ground:{town.pk}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        found = {
            "streets": [_line(street["line"]) for street in map_lines(town.pk)[:MOST_STREETS]],
            "districts": list(_districts(town)),
            "markers": [],
            "tiles": settings.MAP_TILES,
        }
        if not found["streets"] and town.centre_lat is not None and town.centre_long is not None:
            found |= {"center": [town.centre_lat, town.centre_long], "zoom": CLOSE}
        cache.set(key, found, KEPT_SECONDS)
    return found


def with_requests(
    town: Jurisdiction, shown: Iterable[ServiceRequest]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The map with a marker for each request that has a point, and the list of all of them."""
    markers, items = [], []
    for n, one in enumerate(shown, start=1):
        title = f"{one.service.name}, {one.address}" if one.address else one.service.name
        state = words.state_of(one)
        if one.location is not None:
            lat, long = one.location
            markers.append({"n": n, "lat": lat, "long": long, "label": title, "state": state})
        items.append(
            {
                "n": n,
                "title": title,
                "number": one.number,
                "note": words.line(one),
                "state": state,
                "word": words.state_word(one),
            }
        )
    return {**ground(town), "markers": markers}, items


def _line(line: Any) -> list[list[float]]:
    return [[lat, long] for long, lat in line]


def _districts(town: Jurisdiction) -> Iterable[dict[str, Any]]:
    """The layer with the fewest districts: enough to find one's way, and no more lines than that."""
    layers: dict[str, list[District]] = defaultdict(list)
    for district in districts(town.pk, clock.now().date()):
        layers[district.layer].append(district)
    for district in min(layers.values(), key=len, default=[]):
        outline = district.outline
        parts = outline["coordinates"] if outline["type"] == "MultiPolygon" else [outline["coordinates"]]
        for part in parts:
            yield {"name": district.name, "ring": _line(part[0])}
