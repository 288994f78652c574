"""Reads of the places area."""

import json
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Max, Q

from townline.kit.geo import Point, box_around, metres_between
from townline.kit.text import JsonValue, fold
from townline.places.models import Address, District, Street
from townline.places.rules import Area, areas_at

FOUND_AT_MOST = 10
SIMILAR_ENOUGH = 0.35


@dataclass(frozen=True)
class FoundAddress:
    """An address with how far it is from what was asked: similarity 0–1 of the text, or metres."""

    text: str
    reference: str
    zipcode: str
    location: Point
    similarity: float = 1.0
    metres: float = 0.0


def addresses_like(jurisdiction_id: int, text: str, limit: int = FOUND_AT_MOST) -> list[FoundAddress]:
    """Addresses that read like ``text``, best first; typing mistakes are forgiven, a guess is never made."""
    wanted = fold(text)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, reference, zipcode, location[1], location[0], similarity(folded, %(wanted)s) AS alike"
            " FROM places_address WHERE jurisdiction_id = %(jurisdiction)s AND folded %% %(wanted)s"
            " ORDER BY alike DESC, length(text), text LIMIT %(limit)s",
            {"wanted": wanted, "jurisdiction": jurisdiction_id, "limit": limit},
        )
        rows = cursor.fetchall()
    return [
        FoundAddress(text, reference, zipcode, Point(lat, long), similarity=alike)
        for text, reference, zipcode, lat, long, alike in rows
        if alike >= SIMILAR_ENOUGH
    ]


def nearest_address(jurisdiction_id: int, point: Point, within_metres: float = 150) -> FoundAddress | None:
    """The address nearest to ``point``, if there is one within ``within_metres``."""
    south_west, north_east = box_around(point, within_metres)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, reference, zipcode, location[1], location[0] FROM places_address"
            " WHERE jurisdiction_id = %s AND location <@ box(point(%s, %s), point(%s, %s))"
            " ORDER BY location <-> point(%s, %s) LIMIT 5",
            [
                jurisdiction_id,
                south_west.long,
                south_west.lat,
                north_east.long,
                north_east.lat,
                point.long,
                point.lat,
            ],
        )
        rows = cursor.fetchall()
    found = [
        FoundAddress(text, ref, zipcode, Point(lat, long), metres=metres_between(point, Point(lat, long)))
        for text, ref, zipcode, lat, long in rows
    ]
    near = [address for address in found if address.metres <= within_metres]
    return min(near, key=lambda address: address.metres, default=None)


def _areas(jurisdiction_id: int, on: date) -> tuple[Area, ...]:
    """Outlines in force on a day; read anew only when a district changed."""
    in_force = District.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), jurisdiction_id=jurisdiction_id, valid_from__lte=on
    )
    stamp = in_force.aggregate(last=Max("pk"), rows=Count("pk"))
    key = f"districts:{jurisdiction_id}:{stamp['last']}:{stamp['rows']}:{on.isoformat()}"
    found: tuple[Area, ...] | None = cache.get(key)
    if found is None:
        rows = in_force.order_by("layer", "code").values_list("layer", "code", "name", "outline")
        found = tuple(Area(layer, code, name, json.dumps(outline)) for layer, code, name, outline in rows)
        cache.set(key, found, 3600)
    return found


def districts_at(jurisdiction_id: int, point: Point, on: date) -> dict[str, str]:
    """Layer → district code at ``point`` on a day; where areas overlap, the first code of the layer."""
    codes: dict[str, str] = {}
    for area in areas_at(_areas(jurisdiction_id, on), point):
        codes.setdefault(area.layer, area.code)
    return codes


def districts(jurisdiction_id: int, on: date) -> list[District]:
    """Districts in force on a day, by layer and code."""
    return list(
        District.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=on), jurisdiction_id=jurisdiction_id, valid_from__lte=on
        ).order_by("layer", "code")
    )


def map_lines(jurisdiction_id: int) -> list[dict[str, JsonValue]]:
    """The town's own streets for the map: name and line of each."""
    rows = Street.objects.filter(jurisdiction_id=jurisdiction_id).order_by("name").values_list("name", "line")
    return [{"name": name, "line": line} for name, line in rows]


def count_addresses(jurisdiction_id: int) -> int:
    """How many addresses are known."""
    return Address.objects.filter(jurisdiction_id=jurisdiction_id).count()

