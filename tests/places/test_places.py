"""Addresses and districts."""

from datetime import date

import pytest

from tests.world import ELM_STREET, World
from townline.identity.errors import NotAllowed
from townline.identity.rules import SYSTEM
from townline.kit.geo import Point
from townline.places import queries
from townline.places.actions import NewDistrict, import_districts
from townline.places.errors import PlaceRefused

TODAY = date(2026, 11, 20)
RING = [[-72.40, 42.68], [-72.33, 42.68], [-72.33, 42.73], [-72.40, 42.73], [-72.40, 42.68]]


@pytest.mark.parametrize("text", ["12 Elm Street", "12 elm st", "12  ELM street", "12 Elm Stret"])
def test_an_address_is_found_as_people_write_it(world: World, text: str) -> None:
    assert queries.addresses_like(world.town.pk, text)[0].text == "12 Elm Street"


@pytest.mark.parametrize("text", ["", "zzz", "%", "'; DROP TABLE places_address; --"])
def test_what_is_no_address_finds_nothing(world: World, text: str) -> None:
    assert queries.addresses_like(world.town.pk, text) == []


def test_a_point_knows_its_nearest_address_and_none_far_away(world: World) -> None:
    near = queries.nearest_address(world.town.pk, ELM_STREET)
    assert near is not None
    assert (near.text, round(near.metres)) == ("12 Elm Street", 0)
    assert queries.nearest_address(world.town.pk, Point(43.5, -72.0)) is None


def test_a_point_knows_its_districts(world: World) -> None:
    assert queries.districts_at(world.town.pk, ELM_STREET, TODAY) == {"ward": "1"}
    assert queries.districts_at(world.town.pk, Point(10.0, 10.0), TODAY) == {}


def test_a_new_outline_counts_from_its_day_and_the_old_one_before(world: World) -> None:
    elsewhere = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    new = NewDistrict("ward", "1", "Ward 1", {"type": "Polygon", "coordinates": [elsewhere]})
    import_districts(
        actor=SYSTEM, jurisdiction_id=world.town.pk, valid_from=date(2026, 6, 1), districts=[new]
    )
    assert queries.districts_at(world.town.pk, ELM_STREET, date(2026, 5, 31)) == {"ward": "1"}
    assert queries.districts_at(world.town.pk, ELM_STREET, date(2026, 6, 1)) == {}


@pytest.mark.parametrize(
    ("outline", "sentence"),
    [
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "crosses itself"),
        ({"type": "Point", "coordinates": [0, 0]}, "must be a polygon"),
        ({"type": "Nonsense"}, "not a GeoJSON polygon"),
        ("text", "not a GeoJSON polygon"),
        (None, "not a GeoJSON polygon"),
    ],
)
def test_a_broken_outline_is_refused_with_the_reason(world: World, outline: object, sentence: str) -> None:
    with pytest.raises(PlaceRefused, match=sentence):
        import_districts(
            actor=SYSTEM,
            jurisdiction_id=world.town.pk,
            valid_from=TODAY,
            districts=[NewDistrict("ward", "9", "Ward 9", outline)],  # type: ignore[arg-type]
        )
    assert queries.districts_at(world.town.pk, ELM_STREET, TODAY) == {"ward": "1"}


def test_wards_that_change_on_a_day_are_not_remembered_past_it(world: World) -> None:
    new = NewDistrict("ward", "new", "New ward", {"type": "Polygon", "coordinates": [RING]})
    import_districts(
        actor=SYSTEM, jurisdiction_id=world.town.pk, valid_from=date(2027, 1, 1), districts=[new]
    )
    other = NewDistrict("beat", "7", "Beat 7", {"type": "Polygon", "coordinates": [RING]})
    import_districts(
        actor=SYSTEM, jurisdiction_id=world.town.pk, valid_from=date(2020, 1, 1), districts=[other]
    )
    assert queries.districts_at(world.town.pk, ELM_STREET, date(2026, 12, 31)) == {"beat": "7", "ward": "1"}
    assert queries.districts_at(world.town.pk, ELM_STREET, date(2027, 1, 1)) == {"beat": "7", "ward": "new"}


def test_a_layer_imported_for_the_past_ends_where_the_next_begins(world: World) -> None:
    old = NewDistrict("ward", "old", "Old ward", {"type": "Polygon", "coordinates": [RING]})
    import_districts(
        actor=SYSTEM, jurisdiction_id=world.town.pk, valid_from=date(2010, 1, 1), districts=[old]
    )
    assert queries.districts_at(world.town.pk, ELM_STREET, date(2015, 1, 1)) == {"ward": "old"}
    assert queries.districts_at(world.town.pk, ELM_STREET, TODAY) == {"ward": "1"}


def test_only_who_may_import_imports(world: World) -> None:
    with pytest.raises(NotAllowed):
        import_districts(actor=world.agent, jurisdiction_id=world.town.pk, valid_from=TODAY, districts=[])
