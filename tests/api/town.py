"""A small town whose services show every side of the Open311 door."""

from dataclasses import dataclass
from datetime import UTC, datetime

from townline.identity import actions as identity
from townline.identity.models import ApiKey, Department, Jurisdiction, Team
from townline.identity.rules import SYSTEM
from townline.requests import actions as requests
from townline.requests.models import ServiceRequest
from townline.servicelevels.actions import save_calendar
from townline.services import actions as services

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)

POTHOLE = """
code = "pothole"
name = "Pothole & <edge>"
department = "roads"
group = "Streets"
keywords = ["hole in the road", "staff", "crater"]
description = "A hole in the surface of a street."
what_we_do = "A crew fills it."
place = "required"
[service_level]
resolve = "3 working days"
[routing]
team = "roads-repair"
[privacy]
description = "public"
photos = "public"
[messages]
receipt = "Thank you. A crew will look at it."
[[advice]]
text = "If somebody is hurt, call 911 first."
call = "911"
[[questions]]
code = "size"
kind = "choice"
web = "How big is it?"
required = true
privacy = "public"
[questions.options]
small = "Smaller than a plate"
large = "Bigger than a plate"
[[questions]]
code = "plate"
kind = "text"
web = "License plate of a damaged car"
privacy = "staff"
[[questions]]
code = "lanes"
kind = "choices"
web = "Which lanes?"
privacy = "public"
[questions.options]
car = "Car lane"
bike = "Bike lane"
"""

COMPLAINT = """
code = "noise"
name = "Noise"
department = "code"
group = "Neighborhood"
keywords = ["loud music"]
description = "Noise at night."
what_we_do = "An officer visits."
place = "optional"
[service_level]
resolve = "5 working days"
[routing]
team = "code-desk"
[privacy]
description = "staff"
photos = "staff"
[messages]
receipt = "We have your complaint."
"""

UNLISTED = COMPLAINT.replace('"noise"', '"inside"').replace('"Noise"', '"Inside"') + ""
UNLISTED = UNLISTED.replace('code = "inside"', 'code = "inside"\npublic = false', 1)


@dataclass
class Town:
    """The cast: the jurisdiction, its teams, two apps with keys."""

    jurisdiction: Jurisdiction
    key: ApiKey
    secret: str
    other_key: ApiKey
    other_secret: str

    def request(self, service_code: str = "pothole", **facts: object) -> ServiceRequest:
        """A request as the portal would make it."""
        facts.setdefault("place", requests.Place(address="12 Elm Street"))
        if service_code == "pothole":
            facts.setdefault("answers", {"size": "small", "plate": "SECRET 1"})
        sent = requests.Sent(service_code=service_code, channel="web", **facts)  # type: ignore[arg-type]
        return requests.submit(actor=SYSTEM, jurisdiction_id=self.jurisdiction.pk, sent=sent)


def found_town(code: str = "cedarford.example", prefix: str = "CF") -> Town:
    """Set the town up."""
    jurisdiction = identity.found_jurisdiction(
        actor=SYSTEM,
        code=code,
        name="Town of Cedarford",
        timezone="America/New_York",
        number_prefix=prefix,
        email="311@cedarford.example",
    )
    for name, team in (("roads", "roads-repair"), ("code", "code-desk"), ("desk", "triage")):
        department: Department = identity.add_department(
            actor=SYSTEM, jurisdiction_id=jurisdiction.pk, code=name, name=f"Department of {name.title()}"
        )
        _team(department, team)
    weekly = {day: ["08:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    save_calendar(
        actor=SYSTEM,
        jurisdiction_id=jurisdiction.pk,
        code="office",
        name="Office",
        timezone="America/New_York",
        weekly=weekly,
    )
    for definition in (POTHOLE, COMPLAINT, UNLISTED):
        services.publish(jurisdiction_id=jurisdiction.pk, definition=definition, actor=SYSTEM)
    key, secret = identity.create_api_key(actor=SYSTEM, jurisdiction_id=jurisdiction.pk, name="FixMyStreet")
    other, other_secret = identity.create_api_key(
        actor=SYSTEM, jurisdiction_id=jurisdiction.pk, name="Other app"
    )
    return Town(jurisdiction, key, secret, other, other_secret)


def _team(department: Department, code: str) -> Team:
    return identity.add_team(
        actor=SYSTEM, department_id=department.pk, code=code, name=code.title(), is_triage=code == "triage"
    )
