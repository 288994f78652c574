"""A figure, and the table of them."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
HEADS = ("figure", "value", "floor", "ratio", "p95", "CPU ms each", "target", "")


@dataclass(frozen=True)
class Figure:
    """One measured thing.

    ``judged`` is the number that is compared with ``target``: at least it, or at most it. ``ratio`` is value by
    floor; ``cpu`` is milliseconds of processor time of the server and of PostgreSQL for one request or row.
    """

    name: str
    value: str
    judged: float
    compare: Literal["at least", "at most"]
    target: float
    unit: str = ""
    floor: str = ""
    ratio: float | None = None
    p95: str = ""
    cpu: str = ""

    @property
    def ok(self) -> bool:
        """Whether the target is reached."""
        return self.judged >= self.target if self.compare == "at least" else self.judged <= self.target

    def cells(self) -> tuple[str, ...]:
        """The line of the table."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        target = f"{'≥' if self.compare == 'at least' else '≤'} {self.target:g} {self.unit}".strip()
        return (
            self.name,
            self.value,
            self.floor,
            ratio,
            self.p95,
            self.cpu,
            target,
            "ok" if self.ok else "SHORT",
        )


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table that can also be read in a terminal."""
    lines = [HEADS, *(figure.cells() for figure in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    rows = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    rows.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(rows)


def machine(postgres: str) -> str:
    """On what it was measured, in a line."""
    name = next(
        (line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")),
        platform.machine(),
    )
    cores = os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    day = datetime.now(tz=UTC).date()
    return (
        f"{day}, {cores} cores ({name}), {memory:.0f} GiB, Python {platform.python_version()}, PostgreSQL {postgres}"
        f" with fsync, everything on the same machine, load before the run {os.getloadavg()[0]:.1f}."
    )


def _cpuinfo() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def write(text: str) -> None:
    """Put the table between the markers of docs/performance.md."""
    page = PAGE.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    PAGE.write_text(pattern.sub(lambda _: f"{BEGIN}\n{text}\n{END}", page), encoding="utf-8")
