"""A jurisdiction with an office, and a promise of eight working hours for potholes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import pytest

from tests.servicelevels.towns import OFFICE_WEEK, THANKSGIVING, at
from townline.identity.models import Jurisdiction
from townline.identity.rules import SYSTEM
from townline.kit import clock as time
from townline.kit import eventbus
from townline.servicelevels import actions
from townline.servicelevels.events import ClockBreached, ClockWarned
from townline.servicelevels.models import Calendar, Policy

LONG_AGO = at("2020-01-01 00:00")


@pytest.fixture
def town(db: None) -> Jurisdiction:
    return Jurisdiction.objects.create(
        code="marlow", name="Marlow Falls", timezone="America/New_York", number_prefix="TL"
    )


def save_office(
    town: Jurisdiction, days: Sequence[tuple[date, str, Sequence[str]]] | None = None
) -> Calendar:
    return actions.save_calendar(
        actor=SYSTEM,
        jurisdiction_id=town.pk,
        code="office",
        name="City Hall",
        timezone="America/New_York",
        weekly=OFFICE_WEEK,
        days=THANKSGIVING if days is None else days,
    )


def promise(
    town: Jurisdiction, calendar: Calendar, words: str, valid_from: datetime = LONG_AGO, **more: Any
) -> Policy:
    return actions.set_policy(
        actor=SYSTEM,
        jurisdiction_id=town.pk,
        code=more.pop("code", "pothole"),
        calendar_id=calendar.pk,
        duration=words,
        valid_from=valid_from,
        **more,
    )


@pytest.fixture
def office(town: Jurisdiction) -> Calendar:
    return save_office(town)


@pytest.fixture
def pothole(town: Jurisdiction, office: Calendar) -> Policy:
    return promise(town, office, "8 working hours")


@pytest.fixture
def friday() -> Iterator[datetime]:
    """Friday 20 November 2026, 15:30, and time stands still."""
    moment = at("2026-11-20 15:30")
    with time.frozen(moment):
        yield moment


class Told:
    """The events told while a test ran."""

    def __init__(self) -> None:
        self.warned: list[int] = []
        self.breached: list[int] = []
        self.fail_for: set[int] = set()

    def warn(self, event: ClockWarned) -> None:
        if event.clock_id in self.fail_for:
            raise RuntimeError("a reaction that fails")
        self.warned.append(event.clock_id)

    def breach(self, event: ClockBreached) -> None:
        self.breached.append(event.clock_id)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    listener = Told()
    reactions = {ClockWarned: [listener.warn], ClockBreached: [listener.breach]}
    monkeypatch.setattr(eventbus, "_reactions", reactions)
    return listener
