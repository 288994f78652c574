"""A town with departments and teams for every starter service, and the starter pack published in it."""

import pytest

from townline.identity.models import Department, Jurisdiction, Team
from townline.identity.rules import SYSTEM, Actor, Granted
from townline.servicelevels.actions import save_calendar
from townline.services.actions import STARTER, import_folder, read_folder

DEPARTMENTS = (
    "streets",
    "lighting",
    "sanitation",
    "parks",
    "water",
    "code",
    "parking",
    "animals",
    "clerk",
    "health",
    "police-nonemergency",
    "customer-service",
)


def found_town(code: str = "marlow", prefix: str = "TL") -> Jurisdiction:
    """A jurisdiction with an office calendar, and the departments and teams the starter pack names."""
    town = Jurisdiction.objects.create(
        code=code, name="Marlow Falls", timezone="America/New_York", number_prefix=prefix
    )
    save_calendar(
        actor=SYSTEM,
        jurisdiction_id=town.pk,
        code="office",
        name="City Hall",
        timezone="America/New_York",
        weekly={day: ["08:30-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
        days=[],
    )
    departments = {
        name: Department.objects.create(jurisdiction=town, code=name, name=name.title())
        for name in DEPARTMENTS
    }
    for team in sorted({team for definition in read_folder(STARTER) for team in definition.teams()}):
        owner = next(name for name in DEPARTMENTS if team.startswith(f"{name}-"))
        Team.objects.create(department=departments[owner], code=team, name=team)
    return town


@pytest.fixture
def town(db: None) -> Jurisdiction:
    return found_town()


@pytest.fixture
def stocked(town: Jurisdiction) -> Jurisdiction:
    """The town with the whole starter pack published."""
    import_folder(jurisdiction_id=town.pk, actor=SYSTEM)
    return town


@pytest.fixture
def roads_manager(town: Jurisdiction) -> Actor:
    streets = Department.objects.get(jurisdiction=town, code="streets")
    return Actor(kind="staff", name="R. Roads", user_id=7, grants=(Granted("manager", town.pk, streets.pk),))


@pytest.fixture
def parks_manager(town: Jurisdiction) -> Actor:
    parks = Department.objects.get(jurisdiction=town, code="parks")
    return Actor(kind="staff", name="P. Parks", user_id=8, grants=(Granted("manager", town.pk, parks.pk),))
