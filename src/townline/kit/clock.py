"""The one source of time, so that tests, replays and imports can say what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("townline_frozen_clock", default=None)


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return _frozen.get() or datetime.now(tz=UTC)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (aware) in this context; for tests, the demo town and imports of the past."""
    if moment.tzinfo is None:
        message = "The clock can only be held at a moment with a time zone."
        raise ValueError(message)
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
