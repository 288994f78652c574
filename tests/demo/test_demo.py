"""Marlow Falls: the same seed builds the same town, through the verbs of the house, and nobody in it is real."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from townline.demo import actions, geography, holidays
from townline.demo.weather import Storm, weight
from townline.kit import clock
from townline.places.rules import check_outline
from townline.requests.models import Closure, ServiceRequest, TimelineEntry
from townline.services.models import Service


def test_the_same_seed_lays_out_the_same_ground() -> None:
    assert geography.lay_out(311) == geography.lay_out(311)
    assert geography.lay_out(311) != geography.lay_out(312)


def test_the_ground_is_whole() -> None:
    ground = geography.lay_out(311)
    assert len(ground.houses) > 2_000
    assert len({house.reference for house in ground.houses}) == len(ground.houses)
    assert len({house.text for house in ground.houses}) > 0.98 * len(ground.houses)
    assert {layer for layer, *_ in ground.districts} == {"ward", "collection"}
    for *_, outline in ground.districts:
        check_outline(outline)


def test_holidays_fall_where_the_office_keeps_them() -> None:
    days = dict(holidays.between(2026, 2027))
    names = {day.isoformat(): name for day, name in days.items()}
    assert names["2026-11-26"] == "Thanksgiving Day"
    assert names["2026-07-03"] == "Independence Day"
    assert names["2027-05-31"] == "Memorial Day"


def test_snow_is_asked_for_in_winter_and_trees_in_storms() -> None:
    january, july = datetime(2026, 1, 14, tzinfo=UTC).date(), datetime(2026, 7, 15, tzinfo=UTC).date()
    assert weight("sidewalk-snow", january, []) > 10 * weight("sidewalk-snow", july, [])
    storm = Storm(july, 3, {"tree-damage": 14.0})
    assert weight("tree-damage", july, [storm]) > 10 * weight("tree-damage", july, [])


@pytest.mark.django_db
def test_a_small_town_is_built_and_lives(settings: object, tmp_path: object) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    said: list[str] = []
    actions.build(tell=said.append, plan=actions.Plan(clock.now(), requests=150, days=120))
    requests = ServiceRequest.objects.all()
    assert 130 <= requests.count() <= 170
    assert Service.objects.filter(state="published").count() >= 45
    assert requests.filter(state="closed").count() > 100
    assert {"phone", "web", "open311"} <= set(requests.values_list("channel", flat=True))
    assert Closure.objects.filter(reopened_at__isnull=False).exists()
    assert not TimelineEntry.objects.filter(at__gt=clock.now() + timedelta(minutes=1)).exists()
    assert any("services" in line for line in said)
    lines = actions.logins()
    assert any("agent@marlowfalls.example" in line for line in lines)


@pytest.mark.django_db
def test_an_interrupted_building_goes_on_as_it_began(
    settings: object, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(actions, "BATCH", 20)
    plan = actions.Plan(clock.now(), requests=60, days=60)

    class PulledThePlug(Exception):  # noqa: N818
        pass

    def tell(line: str) -> None:
        if line.startswith("  40 of"):
            raise PulledThePlug

    with pytest.raises(PulledThePlug):
        actions.build(tell=tell, plan=plan)
    assert ServiceRequest.objects.count() == 40
    assert actions.build_if_empty(tell=lambda _: None) is True
    assert 50 <= ServiceRequest.objects.count() <= 70
    assert actions.build_if_empty(tell=lambda _: None) is False


@pytest.mark.django_db
def test_a_town_is_not_built_over_another(settings: object, tmp_path: object, world: object) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    assert actions.build_if_empty(tell=lambda _: None) is False
    assert actions.logins() == []


def test_nobody_in_the_demo_is_real() -> None:
    from townline.demo.cast import CAST

    assert settings.DATABASES
    assert all(person.email.endswith("@marlowfalls.example") for person in CAST)
