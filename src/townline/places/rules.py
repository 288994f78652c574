"""Outlines and what lies in them. Pure."""

import json
from dataclasses import dataclass
from functools import lru_cache

from shapely import STRtree
from shapely.errors import ShapelyError
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import shape
from shapely.validation import explain_validity

from townline.kit.geo import Point
from townline.kit.text import JsonValue
from townline.places.errors import PlaceRefused


@dataclass(frozen=True)
class Area:
    """A district as far as finding goes: its layer, code, name and GeoJSON outline."""

    layer: str
    code: str
    name: str
    outline: str


@lru_cache(maxsize=32)
def _tree(areas: tuple[Area, ...]) -> STRtree:
    return STRtree([shape(json.loads(area.outline)) for area in areas])


def areas_at(areas: tuple[Area, ...], point: Point) -> list[Area]:
    """The areas that cover ``point``; one on a border lies in both."""
    if not areas:
        return []
    found = _tree(areas).query(ShapelyPoint(point.long, point.lat), predicate="intersects")
    return [areas[index] for index in sorted(int(position) for position in found)]


def check_outline(outline: JsonValue) -> None:
    """Refuse an outline that is no closed GeoJSON polygon, with the reason and where it is."""
    try:
        found = shape(outline)
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise PlaceRefused(
            "outline_unreadable", "The outline is not a GeoJSON polygon.", "outline"
        ) from error
    if found.geom_type not in {"Polygon", "MultiPolygon"} or found.is_empty:
        raise PlaceRefused("outline_kind", "The outline must be a polygon or several polygons.", "outline")
    if not found.is_valid:
        raise PlaceRefused(
            "outline_broken", f"The outline crosses itself: {explain_validity(found)}.", "outline"
        )
