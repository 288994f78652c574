"""Building the demo town through the same verbs that staff and residents use; nothing here exists only for the demo."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from townline.audit.actions import record
from townline.audit.models import Entry
from townline.demo import geography, holidays
from townline.demo.cast import CAST, DEPARTMENTS
from townline.demo.life import SCOPE, Life
from townline.demo.story import tell_story
from townline.identity import actions as identity
from townline.identity.models import Department, Jurisdiction
from townline.identity.rules import SYSTEM
from townline.kit import clock
from townline.places import actions as places
from townline.requests.models import Submission
from townline.servicelevels import actions as servicelevels
from townline.services import actions as services
from townline.services import queries as service_queries

SEED = 311
DAYS = 730
REQUESTS = 6_000
BATCH = 500
BEGUN, DONE = "demo_begun", "demo_done"
ZONE = "America/New_York"
OFFICE = ("08:00-17:00",)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What the town is built from; written down first, so that an interrupted building goes on as it began."""

    until: datetime
    seed: int = SEED
    requests: int = REQUESTS
    days: int = DAYS


def build_if_empty(*, tell: Tell) -> bool:
    """Build Marlow Falls where there is no jurisdiction yet, or go on where it was interrupted; True if it did."""
    plan = _unfinished()
    if plan is None and Jurisdiction.objects.exists():
        return False
    build(tell=tell, plan=plan or Plan(clock.now()))
    return True


def build(*, tell: Tell, plan: Plan) -> None:
    """Build the town whole: ground, people, services, and about ``plan.requests`` requests of ``plan.days`` days."""
    tell(f"Building the demo town Marlow Falls with {plan.requests:,} requests (once; a minute or two).")
    ground = geography.lay_out(plan.seed)
    begin = plan.until - timedelta(days=plan.days + 30)
    if not Jurisdiction.objects.exists():
        with transaction.atomic(), clock.frozen(begin):
            town = _found()
            _map(town, ground, begin.date())
            _services(town, begin.date(), plan.until.date())
            _people(town)
            facts = {**asdict(plan), "until": plan.until.isoformat()}
            record(actor=SYSTEM, verb=BEGUN, subject_kind="jurisdiction", subject_id=town.pk, facts=facts)
    _tell_the_story(tell, plan, ground)


def _unfinished() -> Plan | None:
    """The plan of a building that was interrupted."""
    begun = Entry.objects.filter(verb=BEGUN).order_by("-pk").first()
    if begun is None or Entry.objects.filter(verb=DONE, subject_id=begun.subject_id).exists():
        return None
    facts = begun.facts
    return Plan(datetime.fromisoformat(facts["until"]), facts["seed"], facts["requests"], facts["days"])


def _tell_the_story(tell: Tell, plan: Plan, ground: geography.Ground) -> None:
    town = Jurisdiction.objects.get()
    definitions = [found.definition for found in service_queries.published(town.pk, unlisted=True)]
    story = tell_story(
        plan.seed, ground, definitions, zone=ZONE, until=plan.until, days=plan.days, count=plan.requests
    )
    life = Life(town, plan.until, plan.seed)
    for start in range(Submission.objects.filter(scope=SCOPE).count(), len(story), BATCH):
        with transaction.atomic():
            for position, asked in enumerate(story[start : start + BATCH], start=start):
                life.live(asked, position)
        tell(f"  {min(start + BATCH, len(story)):,} of {len(story):,} requests")
    while servicelevels.sweep().is_full:
        pass
    record(actor=SYSTEM, verb=DONE, subject_kind="jurisdiction", subject_id=town.pk)
    tell(f"  {len(ground.houses):,} addresses, {len(definitions)} services.")


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


def _services(town: Jurisdiction, begin: date, until: date) -> None:
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
