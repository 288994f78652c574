"""What happened in the service levels area.

The clock's row is locked while these are told. A reaction that must lock what the clock is for leaves that to
a job, because everybody else locks the case first and its clock second.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ClockWarned:
    """Most of a clock's time has passed; its policy says how much that is."""

    clock_id: int


@dataclass(frozen=True)
class ClockBreached:
    """A clock reached its due time and still ran, or was stopped after it."""

    clock_id: int
