"""Looking at the clocks whose time has come, exactly once with any number of workers."""

import logging
from dataclasses import dataclass
from datetime import timedelta

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
    """The clocks told of in one sweep; for ``postponed`` ones reactions failed, and are tried again later."""

    warned: tuple[int, ...]
    breached: tuple[int, ...]
    postponed: tuple[int, ...]
    is_full: bool
    """Whether the batch was full, so that there may be more."""


@transaction.atomic
def sweep(*, limit: int = BATCH) -> SweepResult:
    """Claim up to ``limit`` clocks whose moment has come and tell of them: warned, or breached.

    Rows another sweeper holds are skipped, and what is claimed is moved on in the same transaction, so each
    moment is told once. A clock found after its due time is breached at once, without a late warning.
    """
    now = time.now()
    waiting = Clock.objects.select_for_update(skip_locked=True, no_key=True).filter(next_look_at__lte=now)
    claimed = list(waiting.order_by("next_look_at").values_list("pk", "due_at")[:limit])
    breached = [clock_id for clock_id, due_at in claimed if due_at <= now]
    warned = [clock_id for clock_id, due_at in claimed if due_at > now]
    # Moved on first, so that a reaction that stops or pauses the clock has the last word.
    if warned:
        Clock.objects.filter(pk__in=warned).update(warned_at=now, next_look_at=F("due_at"))
    if breached:
        Clock.objects.filter(pk__in=breached).update(breached_at=now, next_look_at=None)
    events: list[ClockBreached | ClockWarned] = [ClockBreached(clock_id) for clock_id in breached]
    events += [ClockWarned(clock_id) for clock_id in warned]
    failed = {event.clock_id for event in events if not _told(event)}
    if failed:
        retried = Clock.objects.filter(pk__in=failed)
        retried.filter(pk__in=warned).update(warned_at=None, next_look_at=now + TRY_AGAIN)
        retried.filter(pk__in=breached).update(breached_at=None, next_look_at=now + TRY_AGAIN)
    return SweepResult(
        warned=tuple(clock_id for clock_id in warned if clock_id not in failed),
        breached=tuple(clock_id for clock_id in breached if clock_id not in failed),
        postponed=tuple(sorted(failed)),
        is_full=len(claimed) == limit,
    )


def _told(event: ClockWarned | ClockBreached) -> bool:
    """Publish what happened; one clock whose reactions fail must not hold up the others."""
    try:
        with transaction.atomic():
            publish(event)
    except Exception:  # noqa: BLE001 - whatever a reaction does wrong, it is logged and tried again
        _log.exception(
            "The reactions to clock %s failed; it is looked at again in %s.", event.clock_id, TRY_AGAIN
        )
        return False
    return True
