"""How much is asked for on a day: seasons, weekdays and storms. Pure."""

from dataclasses import dataclass
from datetime import date

#: How often each service is asked for in a common month, relative to the others, and how the seasons shift it
#: (winter, spring, summer, fall). Services not named here are asked for a little all year.
DEMAND: dict[str, tuple[float, tuple[float, float, float, float]]] = {
    "pothole": (10, (1.2, 2.2, 0.7, 0.5)),
    "missed-collection": (11, (1.2, 0.9, 1.0, 1.0)),
    "street-light-out": (7, (1.5, 0.8, 0.6, 1.3)),
    "graffiti": (4, (0.6, 1.0, 1.4, 1.0)),
    "abandoned-vehicle": (4, (0.9, 1.0, 1.1, 1.0)),
    "illegal-parking": (9, (1.1, 1.0, 1.0, 1.0)),
    "sidewalk-snow": (5, (4.0, 0.3, 0.0, 0.1)),
    "tree-damage": (5, (0.8, 1.0, 1.4, 1.2)),
    "water-leak": (3, (1.6, 0.9, 0.9, 0.8)),
    "dead-animal": (2, (0.6, 1.3, 1.2, 1.0)),
    "noise": (4, (0.4, 0.9, 1.9, 0.9)),
    "rodents": (3, (0.7, 0.9, 1.5, 1.0)),
    "other": (6, (1.0, 1.0, 1.0, 1.0)),
}
COMMON = (1.4, (1.0, 1.0, 1.0, 1.0))
STORM_SERVICES = {"tree-damage": 14.0, "street-light-out": 6.0, "water-leak": 3.0, "street-flooding": 10.0}
SNOW_SERVICES = {"sidewalk-snow": 9.0, "pothole": 1.5, "missed-collection": 3.0}
WEEKDAYS = (1.35, 1.2, 1.1, 1.05, 1.0, 0.45, 0.35)


@dataclass(frozen=True)
class Storm:
    """Days on which one kind of trouble is everywhere."""

    first: date
    days: int
    services: dict[str, float]

    def on(self, day: date) -> float:
        """How strong it is on a day: full on the first, fading out."""
        past = (day - self.first).days
        return 1.0 - past / self.days if 0 <= past < self.days else 0.0


def season_of(day: date) -> int:
    """0 winter, 1 spring, 2 summer, 3 fall (by month)."""
    return (day.month % 12) // 3


def weight(service: str, day: date, storms: list[Storm]) -> float:
    """How much of a service is asked for on a day, relative to everything else."""
    base, seasons = DEMAND.get(service, COMMON)
    found = base * seasons[season_of(day)]
    for storm in storms:
        found *= 1.0 + storm.on(day) * storm.services.get(service, 0.0)
    return found * WEEKDAYS[day.weekday()]
