"""Which service of ours a service of another system is; one that is missing is published for staff only."""

from dataclasses import dataclass, field

from townline.identity.models import Department, Team
from townline.identity.queries import triage_team
from townline.identity.rules import Actor
from townline.integrations.errors import ImportRefused
from townline.requests.actions import Target
from townline.routing.queries import route
from townline.routing.rules import Facts
from townline.services import queries as services
from townline.services.actions import publish
from townline.services.definition.model import (
    Definition,
    Messages,
    Privacy,
    PrivacyRules,
    Routing,
    ServiceLevel,
)
from townline.services.models import Service

LONGEST_NAME = 80


def team_for(jurisdiction_id: int, department_code: str | None) -> Team:
    """The team that gets requests of services we do not have: of the named department, or triage.

    Raises ImportRefused where there is none.
    """
    if department_code is None:
        team = triage_team(jurisdiction_id)
        if team is None:
            raise ImportRefused(
                "no_team", "There is no triage team. Name a department with --department CODE."
            )
        return team
    department = Department.objects.filter(jurisdiction_id=jurisdiction_id, code=department_code).first()
    if department is None:
        raise ImportRefused("department_unknown", f"There is no department {department_code}.", "department")
    team = department.teams.order_by("-is_triage", "pk").first()
    if team is None:
        raise ImportRefused("no_team", f"{department.name} has no team. Add one first.", "department")
    return team


@dataclass
class Catalogue:
    """The services of a run, by code; ``published`` are those the run had to add."""

    actor: Actor
    jurisdiction_id: int
    source: str
    team: Team
    texts_are_public: bool
    published: list[str] = field(default_factory=list)
    _known: dict[str, Target] = field(default_factory=dict)

    def target(self, code: str, name: str) -> Target:
        """Where requests of the service go; a service with the same code here is that service."""
        if code not in self._known:
            self._known[code] = self._find(code) or self._add(code, name)
        return self._known[code]

    def _find(self, code: str) -> Target | None:
        service = Service.objects.filter(
            jurisdiction_id=self.jurisdiction_id, code=code, definition__isnull=False
        ).first()
        if service is None or service.definition_id is None:
            return None
        definition = services.definition(service.definition_id)
        team = route(self.jurisdiction_id, definition, Facts(code, definition.name, {}, {})).team
        return Target(code, service.pk, service.definition_id, team.department_id, team.pk)

    def _add(self, code: str, name: str) -> Target:
        privacy: Privacy = "public" if self.texts_are_public else "staff"
        definition = Definition(
            code=code,
            name=(name or code)[:LONGEST_NAME],
            department=self.team.department.code,
            group="Taken over",
            description=f"Requests that came from {self.source}. It is not offered to residents.",
            what_we_do="",
            keywords=(),
            service_level=ServiceLevel(resolve=""),
            routing=Routing(team=self.team.code),
            messages=Messages(receipt="We have your request."),
            public=False,
            place="optional",
            privacy=PrivacyRules(description=privacy, photos=privacy),
        )
        done = publish(jurisdiction_id=self.jurisdiction_id, definition=definition, actor=self.actor)
        self.published.append(code)
        return Target(code, done.service_id, done.definition_id, self.team.department_id, self.team.pk)
