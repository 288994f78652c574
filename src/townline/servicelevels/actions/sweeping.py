"""Looking at the clocks whose time has come, exactly once with any number of workers."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from townline.kit import clock as time
from townline.kit.eventbus import publish
from townline.servicelevels.events import ClockBreached, ClockWarned
from townline.servicelevels.models import Clock

BATCH = 1_000
TRY_AGAIN = timedelta(minutes=10)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SweepResult:
    """The clocks told of in one sweep; ``postponed`` are those whose reactions failed and are tried again later."""

    warned: tuple[int, ...]
    breached: tuple[int, ...]
    postponed: tuple[int, ...]
    is_full: bool
    """Whether the batch was full, so that there may be more."""


@transaction.atomic
def sweep(*, limit: int = BATCH) -> SweepResult:
    """Claim up to ``limit`` clocks whose moment has come and tell of them: warned, or breached.

    Rows another sweeper holds are skipped, and what is claimed is moved on in the same transaction, so each moment
    is told once. A clock found after its due time is breached at once, without a late warning.
    """
    now = time.now()
    waiting = Clock.objects.select_for_update(skip_locked=True).filter(next_look_at__lte=now)
    claimed = list(waiting.order_by("next_look_at").values_list("pk", "due_at")[:limit])
    warned: list[int] = []
    breached: list[int] = []
    postponed: list[int] = []
    for clock_id, due_at in claimed:
        if not _told(clock_id, due_at, now):
            postponed.append(clock_id)
        elif due_at <= now:
            breached.append(clock_id)
        else:
            warned.append(clock_id)
    _move_on(now, warned, breached, postponed)
    return SweepResult(tuple(warned), tuple(breached), tuple(postponed), len(claimed) == limit)


def _told(clock_id: int, due_at: datetime, now: datetime) -> bool:
    """Publish what happened; one clock whose reactions fail must not hold up the others."""
    try:
        with transaction.atomic():
            publish(ClockBreached(clock_id) if due_at <= now else ClockWarned(clock_id))
    except Exception:
        _log.exception("The reactions to clock %s failed; it is looked at again in %s.", clock_id, TRY_AGAIN)
        return False
    return True


def _move_on(now: datetime, warned: list[int], breached: list[int], postponed: list[int]) -> None:
    if warned:
        Clock.objects.filter(pk__in=warned).update(warned_at=now, next_look_at=F("due_at"))
    if breached:
        Clock.objects.filter(pk__in=breached).update(breached_at=now, next_look_at=None)
    if postponed:
        Clock.objects.filter(pk__in=postponed).update(next_look_at=now + TRY_AGAIN)
