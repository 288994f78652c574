"""Two years of requests in Marlow Falls, decided by seed before any is written. Pure but for the definitions given."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from townline.contacts.rules import Reach
from townline.demo import people, telling
from townline.demo.geography import Ground, House
from townline.demo.weather import SNOW_SERVICES, STORM_SERVICES, Storm, weight
from townline.services.definition.model import Definition
from townline.services.questions.answers import Channel, check_answers

CHANNELS: tuple[tuple[Channel, float], ...] = (
    ("phone", 44), ("web", 27), ("open311", 15), ("counter", 6), ("email", 5), ("letter", 2), ("sms", 1),
)  # fmt: skip
HOURS = (0.2, 0.1, 0.1, 0.1, 0.1, 0.3, 1, 3, 7, 9, 9, 8, 7, 7, 8, 8, 7, 5, 4, 3, 2, 2, 1, 0.5)
ON_TIME, HELD, REOPENED, NEVER_CLOSED = 0.83, 0.11, 0.035, 0.0015


@dataclass(frozen=True)
class Asked:
    """One request as it comes in, and what will be made of it.

    ``pace`` is when it ends as a share of the promised time: below 1 on time, above 1 late; None: left lying.
    """

    at: datetime
    definition: Definition
    channel: Channel
    description: str
    answers: dict[str, object]
    house: House | None
    reach: Reach
    pace: float | None
    is_held: bool
    is_reopened: bool
    luck: float


def storms(chance: random.Random, first: date, days: int) -> list[Storm]:
    """A handful of storms in the two years, wind in the warm months and snow in the cold ones."""
    found = []
    for _ in range(max(2, days // 110)):
        day = first + timedelta(days=chance.randrange(days))
        cold = day.month in {12, 1, 2, 3}
        found.append(Storm(day, chance.randint(2, 4), SNOW_SERVICES if cold else STORM_SERVICES))
    return found


def tell_story(
    seed: int,
    ground: Ground,
    definitions: Sequence[Definition],
    *,
    zone: str,
    until: datetime,
    days: int,
    count: int,
) -> list[Asked]:
    """About ``count`` requests over the ``days`` before ``until``, in order of time."""
    chance = random.Random(f"story {seed}")  # noqa: S311 - a town, not a secret
    here = ZoneInfo(zone)
    last = until.astimezone(here).date()
    first = last - timedelta(days=days - 1)
    weather = storms(chance, first, days)
    calendar = [first + timedelta(days=number) for number in range(days)]
    weights = [[weight(found.code, day, weather) for found in definitions] for day in calendar]
    scale = count / sum(map(sum, weights))
    asked = []
    for day, row in zip(calendar, weights, strict=True):
        expected = sum(row) * scale
        today = int(expected) + (chance.random() < expected % 1)
        for definition in chance.choices(definitions, row, k=today) if today else ():
            moment = _moment(chance, day, here)
            if moment < until:
                asked.append(_ask(chance, definition, moment, day, ground))
    return sorted(asked, key=lambda found: found.at)


def _moment(chance: random.Random, day: date, zone: ZoneInfo) -> datetime:
    hour = chance.choices(range(24), HOURS)[0]
    return datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), zone).astimezone(UTC)


def _ask(chance: random.Random, definition: Definition, at: datetime, day: date, ground: Ground) -> Asked:
    place = definition.place == "required" or (definition.place == "optional" and chance.random() < 0.6)
    on_time = chance.random() < ON_TIME
    channel = chance.choices([name for name, _ in CHANNELS], [share for _, share in CHANNELS])[0]
    answers = telling.answers(chance, definition, day)
    if not check_answers(definition, answers, channel, day).good:
        channel = "phone"
    return Asked(
        at=at,
        definition=definition,
        channel=channel,
        description=telling.description(chance, definition),
        answers=answers,
        house=chance.choice(ground.houses) if place else None,
        reach=people.resident(chance),
        pace=None
        if chance.random() < NEVER_CLOSED
        else chance.betavariate(2, 2)
        if on_time
        else 1 + chance.expovariate(0.7),
        is_held=chance.random() < HELD,
        is_reopened=chance.random() < REOPENED,
        luck=chance.random(),
    )
