"""Points on the earth, in WGS 84 degrees."""

import math
from typing import NamedTuple

EARTH_RADIUS_METRES = 6_371_008.8
MOST_LAT, MOST_LONG = 90, 180
NOTHING = 1e-9
METRES_PER_DEGREE = math.pi * EARTH_RADIUS_METRES / 180


class Point(NamedTuple):
    """A place in degrees; latitude first, as people say it."""

    lat: float
    long: float

    def is_on_earth(self) -> bool:
        """Whether both numbers can be a place at all."""
        return abs(self.lat) <= MOST_LAT and abs(self.long) <= MOST_LONG and not self.is_null_island()

    def is_null_island(self) -> bool:
        """Whether this is (0, 0), which clients send when they do not know the place."""
        return max(abs(self.lat), abs(self.long)) < NOTHING


def metres_between(one: Point, other: Point) -> float:
    """Great-circle distance in metres (haversine formula, mean earth radius)."""
    lat1, lat2 = math.radians(one.lat), math.radians(other.lat)
    half_lat = math.sin((lat2 - lat1) / 2)
    half_long = math.sin(math.radians(other.long - one.long) / 2)
    inner = half_lat**2 + math.cos(lat1) * math.cos(lat2) * half_long**2
    return 2 * EARTH_RADIUS_METRES * math.asin(min(1.0, math.sqrt(inner)))


def box_around(centre: Point, metres: float) -> tuple[Point, Point]:
    """South-west and north-east corner of the box that holds every point within ``metres`` of ``centre``."""
    lat = metres / METRES_PER_DEGREE
    long = lat / max(0.01, math.cos(math.radians(centre.lat)))
    return (
        Point(centre.lat - lat, centre.long - long),
        Point(centre.lat + lat, centre.long + long),
    )
