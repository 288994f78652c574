"""Reads of the places area."""

import json
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from townline.kit.geo import Point, box_around, metres_between
from townline.kit.text import JsonValue, fold
from townline.places.models import Address, District, Street
from townline.places.rules import Area, areas_at

FOUND_AT_MOST = 10
SIMILAR_ENOUGH = 0.35
MOST_KEPT = 200
_kept: dict[tuple[int, str], tuple[Area, ...]] = {}


@dataclass(frozen=True)
class FoundAddress:
    """An address with how far it is from what was asked: similarity 0 to 1 of the text, or metres."""

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
    """Outlines in force on a day. Kept in memory under the rows' ids: a changed outline is a new row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT md5(coalesce(string_agg(id::text, ',' ORDER BY id), '')) FROM places_district"
            " WHERE jurisdiction_id = %(jurisdiction)s AND valid_from <= %(on)s"
            " AND (valid_until IS NULL OR valid_until > %(on)s)",
            {"jurisdiction": jurisdiction_id, "on": on},
        )
        stamp = (jurisdiction_id, str(cursor.fetchone()[0]))
    if stamp not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        rows = in_force(jurisdiction_id, on).values_list("layer", "code", "name", "outline")
        _kept[stamp] = tuple(
            Area(layer, code, name, json.dumps(outline)) for layer, code, name, outline in rows
        )
    return _kept[stamp]


def in_force(jurisdiction_id: int, on: date) -> QuerySet[District]:
    """Districts in force on a day, by layer and code."""
    rows = District.objects.filter(jurisdiction_id=jurisdiction_id, valid_from__lte=on)
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on)).order_by("layer", "code")


def districts_at(jurisdiction_id: int, point: Point, on: date) -> dict[str, str]:
    """Layer → district code at ``point`` on a day; where areas overlap, the first code of the layer."""
    codes: dict[str, str] = {}
    for area in areas_at(_areas(jurisdiction_id, on), point):
        codes.setdefault(area.layer, area.code)
    return codes


def districts(jurisdiction_id: int, on: date) -> list[District]:
    """Districts in force on a day, by layer and code."""
    return list(in_force(jurisdiction_id, on))


def map_lines(jurisdiction_id: int) -> list[dict[str, JsonValue]]:
    """The town's own streets for the map: name and line of each."""
    rows = Street.objects.filter(jurisdiction_id=jurisdiction_id).order_by("name").values_list("name", "line")
    return [{"name": name, "line": line} for name, line in rows]


def count_addresses(jurisdiction_id: int) -> int:
    """How many addresses are known."""
    return Address.objects.filter(jurisdiction_id=jurisdiction_id).count()
