"""The clock, the events and the settings of the house."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from townline.kit import clock, env, eventbus
from townline.kit.geo import Point, box_around, metres_between


def test_the_clock_can_be_held_and_goes_on() -> None:
    moment = datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
    with clock.frozen(moment):
        assert clock.now() == moment
    assert abs(clock.now() - datetime.now(tz=UTC)) < timedelta(seconds=5)


def test_the_clock_is_not_held_at_a_moment_without_zone() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.frozen(datetime(2026, 3, 8)):  # noqa: DTZ001
        pass


@dataclass(frozen=True)
class Rang:
    """An event of this test."""

    times: int


def test_an_event_reaches_its_reactions_once_each_in_order() -> None:
    heard: list[str] = []

    def first(event: Rang) -> None:
        heard.append(f"first {event.times}")

    def second(event: Rang) -> None:
        heard.append(f"second {event.times}")

    for reaction in (first, second, first):
        eventbus.subscribe(Rang, reaction)
    eventbus.publish(Rang(3))
    assert heard == ["first 3", "second 3"]


def test_a_setting_that_cannot_be_read_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNLINE_TEST_NUMBER", "many")
    with pytest.raises(env.BadSetting, match="TOWNLINE_TEST_NUMBER is 'many'; it must be a whole number"):
        env.whole("TOWNLINE_TEST_NUMBER", 1, "Only for this test.")
    monkeypatch.setenv("TOWNLINE_TEST_FLAG", "perhaps")
    with pytest.raises(env.BadSetting, match="yes or no"):
        env.flag("TOWNLINE_TEST_FLAG", "Only for this test.")


def test_distances_are_those_on_the_earth() -> None:
    boston, new_york = Point(42.3601, -71.0589), Point(40.7128, -74.0060)
    assert metres_between(boston, new_york) == pytest.approx(306_100, rel=0.002)
    south_west, north_east = box_around(boston, 150)
    assert metres_between(Point(boston.lat, south_west.long), boston) == pytest.approx(150, rel=0.01)
    assert metres_between(Point(north_east.lat, boston.long), boston) == pytest.approx(150, rel=0.01)
