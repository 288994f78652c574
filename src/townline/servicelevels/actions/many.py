"""Starting clocks by the hundred thousand, for imports: counted without a query, written with COPY."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast

import msgspec
from django.db import connection, transaction

from townline.servicelevels import rules
from townline.servicelevels.models import Clock
from townline.servicelevels.queries import Level

_COLUMNS = (
    "id", "policy_id", "calendar_id", "started_at", "amount", "unit", "warn_percent", "due_at", "warn_at",
    "state", "stopped_at", "warned_at", "breached_at", "next_look_at", "trace",
)  # fmt: skip
_TABLE = Clock._meta.db_table  # noqa: SLF001 - Django's documented way to a table's name


class Planned(NamedTuple):
    """A clock that is counted and not written yet; the columns of its row without the id."""

    policy_id: int | None
    calendar_id: int
    started_at: datetime
    amount: int
    unit: str
    warn_percent: int
    due_at: datetime
    warn_at: datetime
    state: str
    stopped_at: datetime | None
    warned_at: datetime | None
    breached_at: datetime | None
    next_look_at: datetime | None
    trace: str


def plan(
    *,
    level: Level,
    started_at: datetime,
    now: datetime,
    stopped_at: datetime | None = None,
    explain: bool = False,
) -> Planned:
    """Count a clock that has run since ``started_at`` and perhaps ended; no query, nothing written.

    What came due before ``now`` is noted and never announced: an import tells nobody about the past. Without
    ``explain`` no trace is kept and it is counted again when somebody asks. A stop before the start is taken
    as at the start.
    """
    found = rules.due(
        level.calendar, started_at, level.duration, warn_percent=level.warn_percent, explain=explain
    )
    if stopped_at is not None:
        stopped_at = max(stopped_at, started_at)
    ended = stopped_at or now
    warned = found.warn_at if found.warn_at < ended else None
    breached = found.at if found.at < ended else None
    look = None if stopped_at or breached else found.at if warned else found.warn_at
    return Planned(
        level.policy_id, level.calendar_id, started_at, level.duration.amount, level.duration.unit.value,
        level.warn_percent, found.at, found.warn_at, "stopped" if stopped_at else "running", stopped_at,
        warned, breached, look, msgspec.json.encode(found.trace).decode() if explain else "[]",
    )  # fmt: skip


def start_many(*, planned: Sequence[Planned]) -> list[int]:
    """Write planned clocks at once; their ids in the same order. Three statements, however many."""
    if not planned:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [_TABLE, len(planned)],
        )
        ids = [cast("int", row[0]) for row in cursor.fetchall()]
        with cursor.copy(f"COPY {_TABLE} ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for clock_id, clock in zip(ids, planned, strict=True):
                copy.write_row((clock_id, *clock))
    return ids


@transaction.atomic
def discard_many(*, clock_ids: Sequence[int]) -> None:
    """Remove clocks, with their pauses, of what is taken back as if it had never come; nothing points at them."""
    Clock.objects.filter(pk__in=clock_ids).delete()
