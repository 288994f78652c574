"""The verbs of one clock. What the clock is for keeps its own timeline; who paused it stands in the pause."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from townline.kit import clock as time
from townline.kit.eventbus import publish
from townline.kit.text import clean_line
from townline.servicelevels import rules
from townline.servicelevels.errors import ClockRefused
from townline.servicelevels.events import ClockBreached
from townline.servicelevels.models import Clock, Pause
from townline.servicelevels.queries import Level, level_for, pauses_of, value_of

_REASON_LENGTH = 200
WHILE_STOPPED = "closed"
"""The reason of the pause that stands for the time between a stop and a reopening."""


@transaction.atomic(savepoint=False)
def start(
    *,
    started_at: datetime,
    jurisdiction_id: int | None = None,
    code: str = "",
    level: Level | None = None,
) -> Clock | None:
    """Start a clock at ``started_at``, the resident's own time, for a level or for the one that holds then.

    None when nothing is promised for ``code`` at that time. Costs two statements, three when the calendar is
    new to this process. A refusal refuses the caller's whole transaction. Raises NeverDue and ClockRefused.
    """
    if level is None and jurisdiction_id is not None:
        level = level_for(jurisdiction_id=jurisdiction_id, code=code, at=started_at)
    if level is None:
        return None
    found = rules.due(level.calendar, started_at, level.duration, warn_percent=level.warn_percent)
    return Clock.objects.create(
        policy_id=level.policy_id,
        calendar_id=level.calendar_id,
        started_at=started_at,
        amount=level.duration.amount,
        unit=level.duration.unit.value,
        warn_percent=level.warn_percent,
        due_at=found.at,
        warn_at=found.warn_at,
        state=Clock.State.RUNNING,
        next_look_at=found.warn_at,
        trace=rules.dump(found.trace),
    )


@transaction.atomic
def pause(*, clock_id: int, reason: str, actor_name: str, at: datetime | None = None) -> Clock:
    """Let time not count from ``at`` (default: now) on, for a reason that the resident may read."""
    clock = _locked(clock_id)
    _refuse_unless(clock, Clock.State.RUNNING)
    reason = clean_line(reason, _REASON_LENGTH)
    if not reason:
        raise ClockRefused("pause_without_reason", "Say why the clock is paused.", "reason")
    begins = _moment(clock, at)
    Pause.objects.create(clock_id=clock.pk, started_at=begins, reason=reason, actor=actor_name[:200])
    clock.state = Clock.State.PAUSED
    return _recount(clock)


@transaction.atomic
def resume(*, clock_id: int, at: datetime | None = None) -> Clock:
    """Let time count again from ``at`` (default: now); the due time moves by the open time of the pause."""
    clock = _locked(clock_id)
    _refuse_unless(clock, Clock.State.PAUSED)
    _end_pause(clock, _moment(clock, at))
    clock.state = Clock.State.RUNNING
    return _recount(clock)


@transaction.atomic
def stop(*, clock_id: int, at: datetime | None = None) -> Clock:
    """End the count at ``at`` (default: now), which may lie in or before a pause.

    A clock stopped late is told as breached if it was not yet; one that ended in time is breached no longer.
    """
    clock = _locked(clock_id)
    if clock.state == Clock.State.STOPPED:
        raise ClockRefused("clock_stopped", "This clock has been stopped already.")
    stopped_at = _moment(clock, at, after_pauses=False)
    if clock.state == Clock.State.PAUSED:
        _end_pause(clock, stopped_at)
        clock.state = Clock.State.RUNNING
        _recount(clock)
    clock.state, clock.stopped_at, clock.next_look_at = Clock.State.STOPPED, stopped_at, None
    is_late = stopped_at > clock.due_at
    is_news = is_late and clock.breached_at is None
    clock.breached_at = (clock.breached_at or time.now()) if is_late else None
    clock.save(update_fields=["state", "stopped_at", "next_look_at", "breached_at"])
    if is_news:
        publish(ClockBreached(clock.pk))
    return clock


@transaction.atomic
def reopen(*, clock_id: int, at: datetime | None = None, actor_name: str = "") -> Clock:
    """Go on with a stopped clock from ``at``: what was left is left, and the time it stood does not count."""
    clock = _locked(clock_id)
    _refuse_unless(clock, Clock.State.STOPPED)
    began = clock.stopped_at or clock.started_at
    clock.stopped_at = None
    ends = _moment(clock, at, after_pauses=False)
    if ends < began:
        raise ClockRefused("moment_too_early", "This lies before the clock was stopped.", "at")
    Pause.objects.create(
        clock_id=clock.pk, started_at=began, ended_at=ends, reason=WHILE_STOPPED, actor=actor_name[:200]
    )
    clock.state = Clock.State.RUNNING
    return _recount(clock)


@transaction.atomic
def retract(*, clock_id: int) -> Clock:
    """Take a stop back as a slip: the clock has run all the time, and may be late at once."""
    clock = _locked(clock_id)
    _refuse_unless(clock, Clock.State.STOPPED)
    clock.state, clock.stopped_at = Clock.State.RUNNING, None
    return _recount(clock)


@transaction.atomic
def restart(*, clock_id: int, level: Level, started_at: datetime | None = None) -> Clock:
    """Count anew with ``level``: when the service was corrected, from receipt; or from ``started_at``.

    Pauses that lie after the start stay, warnings and breaches are told again.
    """
    clock = _locked(clock_id)
    _refuse_unless(clock, Clock.State.RUNNING)
    clock.started_at = started_at or clock.started_at
    clock.policy_id, clock.calendar_id = level.policy_id, level.calendar_id
    clock.amount, clock.unit = level.duration.amount, level.duration.unit.value
    clock.warn_percent = level.warn_percent
    clock.warned_at = clock.breached_at = None
    return _recount(clock, level.calendar)


def _locked(clock_id: int) -> Clock:
    locked = Clock.objects.select_for_update(of=("self",), no_key=True).select_related("calendar")
    found = locked.filter(pk=clock_id).first()
    if found is None:
        raise ClockRefused("clock_unknown", "There is no such clock.")
    return found


def _refuse_unless(clock: Clock, state: Clock.State) -> None:
    if clock.state != state:
        words = {"running": "is running", "paused": "is paused already", "stopped": "has been stopped"}
        raise ClockRefused(f"clock_not_{state}", f"This cannot be done: the clock {words[clock.state]}.")


def _moment(clock: Clock, at: datetime | None, *, after_pauses: bool = True) -> datetime:
    """The moment something happened to the clock: in the past, and not before it started or paused last."""
    now = time.now()
    if at is None:
        return now
    if at > now:
        raise ClockRefused("moment_in_future", "This lies in the future. Give the time it happened.", "at")
    pauses = pauses_of(clock_id=clock.pk) if after_pauses else []
    earliest = max([clock.started_at, *(pause.ends or pause.begins for pause in pauses)])
    if at < earliest:
        sentence = "This lies before the clock started or its last pause. Give a later time."
        raise ClockRefused("moment_too_early", sentence, "at")
    return at


def _end_pause(clock: Clock, at: datetime) -> None:
    lasting = Pause.objects.filter(clock_id=clock.pk, ended_at__isnull=True)
    lasting.update(ended_at=Greatest("started_at", Value(at)))


def _recount(clock: Clock, calendar: rules.Calendar | None = None) -> Clock:
    """Count again with the pauses there are, and say when the sweep must look."""
    pauses: Sequence[rules.Pause] = pauses_of(clock_id=clock.pk)
    duration = rules.Duration(clock.amount, rules.Unit(clock.unit))
    value = calendar or value_of(clock.calendar)
    found = rules.due(value, clock.started_at, duration, pauses, warn_percent=clock.warn_percent)
    clock.due_at, clock.warn_at, clock.trace = found.at, found.warn_at, rules.dump(found.trace)
    now = time.now()
    # A breach that the new count takes back will be told again if it comes; so will a warning.
    clock.warned_at = clock.warned_at if found.warn_at <= now else None
    clock.breached_at = clock.breached_at if found.at <= now else None
    clock.next_look_at = _next_look(clock)
    clock.save()
    return clock


def _next_look(clock: Clock) -> datetime | None:
    if clock.state != Clock.State.RUNNING or clock.breached_at:
        return None
    return clock.due_at if clock.warned_at else clock.warn_at
