"""Whether the list and the queue stay as cheap when the town has ten and thirty times as many requests."""

from dataclasses import dataclass, field

from bench import console, load, open311
from bench.figures import Figure
from bench.town import House, Town

TARGET = 1.5
CLIENTS = 4
SECONDS = 6


@dataclass
class Growth:
    """Processor milliseconds of the list and of the queue at each size."""

    at: list[int] = field(default_factory=list)
    listed: list[float] = field(default_factory=list)
    queued: list[float] = field(default_factory=list)

    def measure(self, house: House, town: Town, rows: int) -> None:
        """Measure both at this size."""
        self.at.append(rows)
        self.listed.append(_list(house))
        client, cookie = console.signed_in(town)
        self.queued.append(console.measured(house, client, cookie, console.QUEUE).cpu)

    def figures(self) -> list[Figure]:
        """How much the dearest size costs more than the cheapest."""
        return [
            _figure("Open311 list of 50", self.at, self.listed),
            _figure("Console queue", self.at, self.queued),
        ]


def _list(house: House) -> float:
    wanted = load.Load(f"{house.base}{open311.LIST}", {}, {}, CLIENTS, SECONDS)
    load.run(load.Load(wanted.url, {}, {}, CLIENTS, 2))
    before = house.spent()
    served = load.run(wanted)
    return (house.spent() - before).sum_each(served.count)


def _figure(name: str, sizes: list[int], costs: list[float]) -> Figure:
    spread = max(costs) / min(costs)
    return Figure(
        f"Growth: {name} at {', '.join(f'{size // 1000}k' for size in sizes)}",
        " · ".join(f"{cost:.1f}" for cost in costs) + " ms CPU",
        spread,
        "at most",
        TARGET,
        "times",
        ratio=spread,
    )
