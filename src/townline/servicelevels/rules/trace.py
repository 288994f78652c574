"""Why something is due when it is: the steps of the count, as a sentence and as rows of a table."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal, TypeAlias

import msgspec

from townline.servicelevels.rules.calendar import clock_words
from townline.servicelevels.rules.wall import DAY

Kind: TypeAlias = Literal[
    "received", "starts", "counted", "days", "clock", "closed", "paused", "waiting", "due"
]

MOST_STEPS: Final = 12
AFTER_CLOSING: Final = "after closing"
EARLIEST: Final = "at the earliest: every hour of the pause moves it on"
WHOLE_WEEKS: Final = "weekends not counted"
CLOSING: Final = "until closing"


class Step(msgspec.Struct, frozen=True, array_like=True):
    """One step of a count, in the wall time of the calendar.

    ``begins`` and ``ends`` are seconds from midnight on ``first`` and ``last``; ``seconds`` is the time that
    counted (or, for a pause, the time that did not); ``days`` is how many whole days are taken together.
    """

    kind: Kind
    first: date
    last: date
    begins: int
    ends: int
    seconds: int
    days: int
    note: str


class Row(msgspec.Struct, frozen=True):
    """A step as a line of a table."""

    when: str
    what: str
    counted: str
    reason: str


Trace: TypeAlias = tuple[Step, ...]


def dump(trace: Trace) -> list[Any]:
    """The trace as plain lists, to store as JSON."""
    return list(msgspec.to_builtins(trace))


def load(stored: object) -> Trace:
    """A trace as :func:`dump` stored it."""
    return msgspec.convert(stored, type=tuple[Step, ...])


def step_at(kind: Kind, wall: int, note: str = "") -> Step:
    """A step that is one moment."""
    on = date.fromordinal(wall // DAY)
    return Step(kind, on, on, wall % DAY, wall % DAY, 0, 0, note)


def sentence(trace: Trace) -> str:
    """The whole count in words: "Received Fri 20 Nov, 15:30. … Due Mon 23 Nov, 15:00."."""
    if not trace:
        return ""
    year = trace[0].first.year
    heads = [step for step in trace if step.kind in _LEADS]
    middle = "; ".join(
        _said(before, step, after, year)
        for before, step, after in zip(trace, trace[1:], trace[2:], strict=False)
        if step.kind not in _LEADS
    )
    said = [_head(step, year) for step in heads]
    if middle:
        said.insert(1, middle[:1].upper() + middle[1:])
    return ". ".join(said) + "."


def rows(trace: Trace) -> list[Row]:
    """The count as a table: when, what, how much of it counted, and why."""
    year = trace[0].first.year if trace else 0
    return [_row(step, year) for step in trace]


def length(seconds: int) -> str:
    """Seconds as "1 h 30 min"; what is below a minute is said too, because it is counted."""
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount) or "0 min"


def condense(steps: Sequence[Step]) -> list[Step]:
    """Take weeks together that nothing but a weekend parts, when the trace would be long."""
    if len(steps) <= MOST_STEPS:
        return list(steps)
    kept: list[Step] = []
    for step in steps:
        if len(kept) > 1 and kept[-1].note == "weekend" and _same_run(kept[-2], step):
            kept.pop()
            run = kept.pop()
            step = Step(  # noqa: PLW2901 - the run grows
                run.kind, run.first, step.last, run.begins, step.ends,
                run.seconds + step.seconds, run.days + step.days, WHOLE_WEEKS,
            )  # fmt: skip
        kept.append(step)
    return kept


def _same_run(one: Step, other: Step) -> bool:
    return one.kind == other.kind and bool(one.days) and bool(other.days)


_UNDATED: Final = frozenset({"weekend", AFTER_CLOSING})
_LEADS: Final = {"received": "Received", "waiting": "Paused since", "due": "Due"}


def _head(step: Step, year: int) -> str:
    said = f"{_LEADS[step.kind]} {_moment(step, year)}"
    if step.kind == "due":
        return f"{said}, {step.note}" if step.note else said
    return f"{said}: {step.note}" if step.note else said


def _day(on: date, year: int) -> str:
    return f"{on:%a} {on.day} {on:%b}" + (f" {on.year}" if on.year != year else "")


def _days(step: Step, year: int) -> str:
    if step.first == step.last:
        return _day(step.last, year)
    same_month = (step.first.year, step.first.month) == (step.last.year, step.last.month)
    first = f"{step.first:%a} {step.first.day}" if same_month else _day(step.first, year)
    return f"{first} to {_day(step.last, year)}"


def _moment(step: Step, year: int) -> str:
    return f"{_day(step.first, year)}, {clock_words(step.begins)}"


def _said(before: Step, step: Step, after: Step, year: int) -> str:
    if step.kind == "counted":
        return _said_counted(before, step, after, year)
    if step.kind == "closed":
        return step.note if step.note in _UNDATED else f"closed {_days(step, year)} ({step.note})"
    if step.kind == "paused":
        return f"{_paused(step, year)}: {step.note}" if step.note else _paused(step, year)
    if step.kind == "starts":
        return f"counted from {_moment(step, year)}"
    return f"{_working_days(step)} {_days(step, year)}{_weekends(step)}" if step.kind == "days" else step.note


def _said_counted(before: Step, step: Step, after: Step, year: int) -> str:
    if step.days:
        return f"{length(step.seconds)} on {_days(step, year)}{_weekends(step)}"
    if step.note == CLOSING and before.kind == "received" and after.kind != "due":
        return f"{length(step.seconds)} until closing at {clock_words(step.ends)}"
    day = "" if before.last == step.first and before.kind != "closed" else f" on {_day(step.first, year)}"
    until = "" if after.kind in _LEADS else f" to {clock_words(step.ends)}"
    return f"{length(step.seconds)}{day} from {clock_words(step.begins)}{until}"


def _working_days(step: Step) -> str:
    return f"{step.days} working day{'' if step.days == 1 else 's'}"


def _weekends(step: Step) -> str:
    return f" ({WHOLE_WEEKS})" if step.note == WHOLE_WEEKS else ""


def _paused(step: Step, year: int) -> str:
    if step.first == step.last:
        return f"paused {_day(step.first, year)} {clock_words(step.begins)} to {clock_words(step.ends)}"
    begins = f"{_day(step.first, year)}, {clock_words(step.begins)}"
    return f"paused {begins} to {_day(step.last, year)}, {clock_words(step.ends)} ({length(step.seconds)})"


def _row(step: Step, year: int) -> Row:
    if step.kind in {"received", "starts", "due", "waiting"}:
        return Row(_moment(step, year), _LEADS.get(step.kind, "Counting starts"), "", step.note)
    counted = _working_days(step) if step.kind == "days" else ""
    if step.kind in {"counted", "clock"}:
        counted = length(step.seconds)
    hours = "" if step.days or step.kind in {"closed", "clock"} else _hours(step)
    what = {"closed": "Closed", "paused": "Paused"}.get(step.kind, "Open")
    return Row(f"{_days(step, year)}{hours}", what, counted, step.note)


def _hours(step: Step) -> str:
    return f", {clock_words(step.begins)} to {clock_words(step.ends)}"
