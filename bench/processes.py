"""Processor time of a process with all that it started, from /proc."""

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")
_PARENT, _USER, _CHILD_SYSTEM = 1, 11, 14  # fields after the name, see proc(5)


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time: of the web server with its workers, and of PostgreSQL with its backends."""

    server: float
    postgres: float

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.server - other.server, self.postgres - other.postgres)

    def each(self, count: int) -> str:
        """Milliseconds for each of ``count``, the parts and the sum."""
        server, postgres = (1000 * seconds / max(1, count) for seconds in (self.server, self.postgres))
        return f"{server:.2f} + {postgres:.2f} PG = {server + postgres:.2f}"

    def sum_each(self, count: int) -> float:
        """Milliseconds for each of ``count``, together."""
        return 1000 * (self.server + self.postgres) / max(1, count)


def seconds_of(root: int) -> float:
    """Processor seconds of the process ``root`` and its descendants, also of those that ended."""
    children: dict[int, list[int]] = defaultdict(list)
    spent: dict[int, float] = {}
    for folder in _PROC.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        pid = int(folder.name)
        children[int(fields[_PARENT])].append(pid)
        spent[pid] = sum(map(int, fields[_USER : _CHILD_SYSTEM + 1])) / _TICKS
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        total += spent.get(pid, 0.0)
        waiting += children[pid]
    return total
