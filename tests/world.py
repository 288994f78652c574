"""The cast: one town, its departments and people, and the services they use. Tests read like scenes with them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from townline.identity import actions as identity
from townline.identity.access import actor_for
from townline.identity.models import Department, Jurisdiction, Team, User
from townline.identity.rules import RESIDENT, SYSTEM, Actor, Role
from townline.kit.geo import Point
from townline.places import actions as places
from townline.requests import actions as requests
from townline.requests.models import ServiceRequest
from townline.servicelevels import actions as servicelevels
from townline.services import actions as services

PASSWORD = "a long enough passphrase"
#: A Friday afternoon in the town, 15:30: programme.md F12's own case.
FRIDAY_AFTERNOON = datetime(2026, 11, 20, 20, 30, tzinfo=UTC)
ELM_STREET = Point(42.7055, -72.3610)
DEPARTMENTS = {
    "streets": "Streets",
    "parks": "Parks",
    "lighting": "Street lighting",
    "customer-service": "Front office",
}
TEAMS = {
    "streets-repair": "streets",
    "streets-paving": "streets",
    "parks-trees": "parks",
    "lighting-field": "lighting",
    "parks-grounds": "parks",
    "customer-service-triage": "customer-service",
}
#: The starter pack's services that the cast uses.
SERVICES = ("pothole", "tree-damage", "other")


@dataclass
class World:
    """Everything a scene needs: the town, and an actor for each role."""

    town: Jurisdiction
    departments: dict[str, Department]
    teams: dict[str, Team]
    agent: Actor
    roads_officer: Actor
    parks_officer: Actor
    roads_manager: Actor
    administrator: Actor
    api_key: str
    resident: Actor = RESIDENT

    def user(self, actor: Actor) -> User:
        """The account behind an actor."""
        return User.objects.get(pk=actor.user_id)

    def client(self, actor: Actor | None = None) -> Client:
        """A browser, signed in as this member of staff, or as nobody."""
        client = Client()
        if actor is not None:
            client.force_login(
                self.user(actor),
                backend="allauth.account.auth_backends.AuthenticationBackend",
            )
        return client

    def report(self, code: str = "pothole", **changes: object) -> ServiceRequest:
        """A resident reports something: a pothole on Elm Street unless told otherwise."""
        facts: dict[str, object] = {
            "service_code": code,
            "channel": "web",
            "description": "A deep hole by the bus stop.",
            "answers": ANSWERS.get(code, {}),
            "place": requests.Place("12 Elm Street", "MF-00012", "00311", ELM_STREET),
        }
        sent = requests.Sent(**(facts | changes))  # type: ignore[arg-type]
        return requests.submit(actor=RESIDENT, jurisdiction_id=self.town.pk, sent=sent)


ANSWERS: dict[str, dict[str, object]] = {
    "pothole": {"owner": "street", "size": "small"},
    "tree-damage": {"what": "branch_down", "whose": "curb"},
    "other": {"about": "question", "matter": "When is the library open?"},
}


def build_world() -> World:
    """Found the town and let its people in."""
    town = identity.found_jurisdiction(
        actor=SYSTEM,
        code="marlowfalls.example",
        name="Marlow Falls",
        timezone="America/New_York",
        number_prefix="TL",
    )
    departments = {
        code: identity.add_department(actor=SYSTEM, jurisdiction_id=town.pk, code=code, name=name)
        for code, name in DEPARTMENTS.items()
    }
    teams = {
        code: identity.add_team(
            actor=SYSTEM,
            department_id=departments[department].pk,
            code=code,
            name=code.replace("-", " ").capitalize(),
            is_triage=code == "customer-service-triage",
        )
        for code, department in TEAMS.items()
    }
    _places(town)
    servicelevels.save_calendar(
        actor=SYSTEM,
        jurisdiction_id=town.pk,
        code="office",
        name="City offices",
        timezone="America/New_York",
        weekly=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("08:30-17:00",)),
        days=[
            (date(2026, 11, 26), "Thanksgiving", ()),
            (date(2026, 11, 27), "Day after", ()),
        ],
    )
    for code in SERVICES:
        text = (services.STARTER / f"{code}.toml").read_text()
        services.publish(jurisdiction_id=town.pk, definition=text, actor=SYSTEM, filename=f"{code}.toml")
    _, secret = identity.create_api_key(actor=SYSTEM, jurisdiction_id=town.pk, name="An app")
    streets, parks = departments["streets"], departments["parks"]
    return World(
        town=town,
        departments=departments,
        teams=teams,
        agent=_staff(town, "agent", "Orin Agent", "agent"),
        roads_officer=_staff(town, "roads", "Greta Roads", "officer", streets),
        parks_officer=_staff(town, "parks", "Levi Parks", "officer", parks),
        roads_manager=_staff(town, "manager", "Ines Manager", "manager", streets),
        administrator=_staff(town, "admin", "Tamar Admin", "administrator"),
        api_key=secret,
    )


def _staff(
    town: Jurisdiction, login: str, name: str, role: Role, department: Department | None = None
) -> Actor:
    user = identity.invite(actor=SYSTEM, email=f"{login}@marlowfalls.example", name=name, password=PASSWORD)
    identity.grant(
        actor=SYSTEM,
        user_id=user.pk,
        role=role,
        jurisdiction_id=town.pk,
        department_id=department.pk if department else None,
    )
    return actor_for(user)


def _places(town: Jurisdiction) -> None:
    addresses = [
        places.NewAddress(
            f"MF-{number:05d}",
            f"{number} Elm Street",
            Point(42.7055 + (number - 12) * 0.0001, -72.3610),
            "00311",
        )
        for number in range(2, 60, 2)
    ]
    line = [[-72.3610, 42.7045], [-72.3610, 42.7105]]
    places.import_gazetteer(
        actor=SYSTEM, jurisdiction_id=town.pk, addresses=addresses, streets={"Elm Street": line}
    )
    ring = [[-72.40, 42.68], [-72.33, 42.68], [-72.33, 42.73], [-72.40, 42.73], [-72.40, 42.68]]
    ward = places.NewDistrict("ward", "1", "Ward 1", {"type": "Polygon", "coordinates": [ring]})
    places.import_districts(
        actor=SYSTEM,
        jurisdiction_id=town.pk,
        valid_from=date(2020, 1, 1),
        districts=[ward],
    )


@pytest.fixture
def world(db: None) -> World:
    """The cast, in a database of its own."""
    return build_world()
