"""What happened in the service levels area."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ClockWarned:
    """Most of a clock's time has passed; its policy says how much that is."""

    clock_id: int


@dataclass(frozen=True)
class ClockBreached:
    """A clock reached its due time and still ran, or was stopped after it."""

    clock_id: int
