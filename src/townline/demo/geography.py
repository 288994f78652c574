"""The ground of Marlow Falls: streets, addresses, wards and collection areas. Pure; the same seed, the same town."""

import math
import random
from dataclasses import dataclass, field

from townline.kit.geo import METRES_PER_DEGREE, Point
from townline.kit.text import JsonValue

CENTRE = Point(42.7055, -72.3610)
BLOCK_METRES = 110
LOT_METRES = 24
AVENUES = (
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ironwood", "Juniper", "Katsura", "Linden",
    "Maple", "Nutmeg", "Oak", "Poplar", "Quince", "Rowan",
)  # fmt: skip
CROSSINGS = (
    "Mill", "Foundry", "Cooper", "Weaver", "Tanner", "Chandler", "Market", "Granary", "Miller", "Lantern", "Harbor",
    "Orchard", "Meadow", "Quarry", "Falls", "Bridge", "Station", "Chapel", "School", "Ferry",
)  # fmt: skip
RIVER_ROW = 7.5
BRIDGES = frozenset({2, 8, 9, 15})
WARDS = ("Old Mill", "Northside", "Orchard Hill", "Riverbend")
COLLECTION_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True)
class House:
    """One address."""

    reference: str
    number: int
    street: str
    point: Point
    zipcode: str

    @property
    def text(self) -> str:
        """As people write it."""
        return f"{self.number} {self.street}"


@dataclass(frozen=True)
class Ground:
    """The whole town: streets as lines of [long, lat], houses, and (layer, code, name, outline) of districts."""

    streets: dict[str, JsonValue] = field(default_factory=dict)
    houses: list[House] = field(default_factory=list)
    districts: list[tuple[str, str, str, JsonValue]] = field(default_factory=list)


def point_at(column: float, row: float) -> Point:
    """Grid coordinates (blocks from the south-west corner) as degrees; the grid is bent, as old towns are."""
    x = (column - len(AVENUES) / 2) * BLOCK_METRES
    y = (row - len(CROSSINGS) / 2) * BLOCK_METRES
    bend = 0.16 * math.sin(y / 700) + 0.10 * math.cos(x / 520)
    x, y = x + 90 * math.sin(y / 460) + y * 0.06, y + 70 * math.sin(x / 540) + x * bend * 0.25
    return Point(
        CENTRE.lat + y / METRES_PER_DEGREE,
        CENTRE.long + x / (METRES_PER_DEGREE * math.cos(math.radians(CENTRE.lat))),
    )


def lay_out(seed: int) -> Ground:
    """The town of this seed."""
    chance = random.Random(seed)  # noqa: S311 - a town, not a secret
    ground = Ground()
    for column, name in enumerate(AVENUES):
        first, last = chance.choice((0, 0, 1, 2)), len(CROSSINGS) - 1 - chance.choice((0, 0, 1, 3))
        _street(
            ground, chance, f"{name} Street", [(column, row) for row in range(first, last + 1)], across=False
        )
    for row, name in enumerate(CROSSINGS):
        first, last = chance.choice((0, 0, 2)), len(AVENUES) - 1 - chance.choice((0, 0, 2))
        _street(
            ground,
            chance,
            f"{name} Avenue",
            [(column, row) for column in range(first, last + 1)],
            across=True,
        )
    river = [
        (column / 2, RIVER_ROW + 0.35 * math.sin(column / 4)) for column in range(-2, 2 * len(AVENUES) + 2)
    ]
    ground.streets["Marlow River Path"] = _line(river)
    ground.districts.extend(_wards())
    ground.districts.extend(_collection_areas())
    return ground


def _line(places: list[tuple[float, float]]) -> JsonValue:
    return [[round(found.long, 6), round(found.lat, 6)] for found in (point_at(*place) for place in places)]


def _street(
    ground: Ground, chance: random.Random, name: str, crossings: list[tuple[int, int]], *, across: bool
) -> None:
    """A street through these crossings, with its houses; it crosses the river only where there is a bridge."""
    ground.streets[name] = _line([(float(column), float(row)) for column, row in crossings])
    lots = BLOCK_METRES // LOT_METRES
    for position, (column, row) in enumerate(crossings[:-1]):
        over_river = not across and row < RIVER_ROW < row + 1
        if over_river and column not in BRIDGES:
            continue
        for lot in range(lots):
            if chance.random() < 0.12:
                continue
            number = (position + 1) * 100 + lot * 2 * 11 % 97 + lot * 2
            side = lot % 2
            share = (lot + 0.5) / lots
            aside = 0.1 if side else -0.1
            place = (column + share, row + aside) if across else (column + aside, row + share)
            number += number % 2 != side
            ground.houses.append(
                House(
                    reference=f"MF-{len(ground.houses) + 1:05d}",
                    number=number,
                    street=name,
                    point=Point(*(round(value, 6) for value in point_at(*place))),
                    zipcode="00311" if row < RIVER_ROW else "00312",
                )
            )


def _ring(corners: list[tuple[float, float]]) -> JsonValue:
    """A polygon along the bent grid: each side gets points in between, so that it follows the streets."""
    places: list[tuple[float, float]] = []
    for (column, row), (next_column, next_row) in zip(corners, corners[1:] + corners[:1], strict=True):
        places += [
            (column + (next_column - column) * step / 8, row + (next_row - row) * step / 8)
            for step in range(8)
        ]
    line = _line([*places, places[0]])
    return {"type": "Polygon", "coordinates": [line]}


def _box(west: float, south: float, east: float, north: float) -> JsonValue:
    return _ring([(west, south), (east, south), (east, north), (west, north)])


def _wards() -> list[tuple[str, str, str, JsonValue]]:
    east, north, middle = len(AVENUES) - 0.5, len(CROSSINGS) - 0.5, 8.5
    boxes = (
        (-0.5, -0.5, middle, RIVER_ROW),
        (-0.5, RIVER_ROW, middle, north),
        (middle, RIVER_ROW, east, north),
        (middle, -0.5, east, RIVER_ROW),
    )
    return [
        ("ward", str(number), f"Ward {number}, {name}", _box(*box))
        for number, (name, box) in enumerate(zip(WARDS, boxes, strict=True), start=1)
    ]


def _collection_areas() -> list[tuple[str, str, str, JsonValue]]:
    width = len(AVENUES) / len(COLLECTION_DAYS)
    return [
        (
            "collection",
            day.lower(),
            f"{day} collection",
            _box(number * width - 0.5, -0.5, (number + 1) * width - 0.5, len(CROSSINGS) - 0.5),
        )
        for number, day in enumerate(COLLECTION_DAYS)
    ]
