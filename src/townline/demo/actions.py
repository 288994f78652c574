"""Building the demo town through the same verbs that staff and residents use; nothing here exists only for the demo."""

import json
import secrets
from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from townline.demo import geography, holidays
from townline.demo.cast import CAST, DEPARTMENTS
from townline.demo.life import Life
from townline.demo.story import tell_story
from townline.identity import actions as identity
from townline.identity.models import Department, Jurisdiction
from townline.identity.rules import SYSTEM
from townline.kit import clock
from townline.places import actions as places
from townline.servicelevels import actions as servicelevels
from townline.services import actions as services
from townline.services import queries as service_queries
from townline.services.definition.model import Definition

SEED = 311
DAYS = 730
REQUESTS = 6_000
BATCH = 100
ZONE = "America/New_York"
OFFICE = ("08:00-17:00",)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")

Tell = Callable[[str], None]


def build_if_empty(*, tell: Tell) -> bool:
    """Build Marlow Falls where there is no jurisdiction yet; True if it was built."""
    if Jurisdiction.objects.exists():
        return False
    build(tell=tell)
    return True


def build(*, tell: Tell, seed: int = SEED, requests: int = REQUESTS, days: int = DAYS) -> None:
    """Build the town whole: ground, people, services, and ``requests`` requests over the last ``days`` days."""
    until = clock.now()
    begin = until - timedelta(days=days + 30)
    tell("Building the demo town Marlow Falls (once; about a minute).")
    with transaction.atomic(), clock.frozen(begin):
        town = _found()
        ground = geography.lay_out(seed)
        _map(town, ground, begin.date())
        definitions = _services(town, begin.date(), until.date())
        _people(town)
    story = tell_story(seed, ground, definitions, zone=ZONE, until=until, days=days, count=requests)
    life = Life(town, until, seed)
    for start in range(0, len(story), BATCH):
        with transaction.atomic():
            for asked in story[start : start + BATCH]:
                life.live(asked)
        if start % (10 * BATCH) == 0:
            tell(f"  {start:,} of {len(story):,} requests")
    while servicelevels.sweep().is_full:
        pass
    tell(f"  {len(story):,} requests, {len(ground.houses):,} addresses, {len(definitions)} services.")


def _found() -> Jurisdiction:
    town = identity.found_jurisdiction(
        actor=SYSTEM,
        code="marlowfalls.example",
        name="Marlow Falls",
        timezone=ZONE,
        number_prefix="TL",
        email="311@marlowfalls.example",
    )
    Jurisdiction.objects.filter(pk=town.pk).update(
        centre_lat=geography.CENTRE.lat, centre_long=geography.CENTRE.long
    )
    for code, name in DEPARTMENTS.items():
        identity.add_department(actor=SYSTEM, jurisdiction_id=town.pk, code=code, name=name)
    return town


def _map(town: Jurisdiction, ground: geography.Ground, begin: date) -> None:
    places.import_gazetteer(
        actor=SYSTEM,
        jurisdiction_id=town.pk,
        addresses=[
            places.NewAddress(house.reference, house.text, house.point, house.zipcode)
            for house in ground.houses
        ],
        streets=ground.streets,
    )
    places.import_districts(
        actor=SYSTEM,
        jurisdiction_id=town.pk,
        valid_from=begin,
        districts=[places.NewDistrict(*district) for district in ground.districts],
    )


def _services(town: Jurisdiction, begin: date, until: date) -> list[Definition]:
    """Calendars, teams and the starter pack."""
    servicelevels.save_calendar(
        actor=SYSTEM,
        jurisdiction_id=town.pk,
        code="office",
        name="City offices",
        timezone=ZONE,
        weekly=dict.fromkeys(WEEKDAYS, OFFICE),
        days=[(day, name, ()) for day, name in holidays.between(begin.year, until.year + 2)],
    )
    definitions = services.read_folder(services.STARTER)
    for definition in definitions:
        for team in definition.teams():
            department, words = _team_words(team)
            identity.add_team(
                actor=SYSTEM,
                department_id=Department.objects.get(jurisdiction=town, code=department).pk,
                code=team,
                name=words,
                is_triage=team == "customer-service-triage",
            )
    services.import_folder(jurisdiction_id=town.pk, actor=SYSTEM)
    return [found.definition for found in service_queries.published(town.pk, unlisted=True)]


def _team_words(code: str) -> tuple[str, str]:
    """Department code and name of a team code such as ``streets-repair``."""
    department = max((known for known in DEPARTMENTS if code.startswith(f"{known}-")), key=len)
    rest = code.removeprefix(f"{department}-").replace("-", " ")
    return department, f"{DEPARTMENTS[department]}: {rest}"


def _people(town: Jurisdiction) -> None:
    """Staff accounts with one password, kept beside the data and printed at each start."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    for person in CAST:
        user = identity.invite(actor=SYSTEM, email=person.email, name=person.name, password=password)
        department = Department.objects.filter(jurisdiction=town, code=person.department).first()
        identity.grant(
            actor=SYSTEM,
            user_id=user.pk,
            role=person.role,
            jurisdiction_id=town.pk,
            department_id=department.pk if department else None,
        )
    note = settings.DATA / "demo-logins.json"
    note.touch(mode=0o600)
    note.write_text(json.dumps({"password": password}))


def logins() -> list[str]:
    """The demo town's logins, a line each; nothing where there is no demo town."""
    note = settings.DATA / "demo-logins.json"
    if not note.exists():
        return []
    password = json.loads(note.read_text())["password"]
    return [*(f"{person.email:<34} {person.what}" for person in CAST), f"password of all: {password}"]
