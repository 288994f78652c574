"""Which team gets a request: the jurisdiction's rule table first, then the service's own routing, then triage."""

from dataclasses import dataclass

from django.db.models import Case, Q, When

from townline.identity.models import Team
from townline.identity.queries import triage_team
from townline.routing import models, rules
from townline.routing.errors import RoutingRefused
from townline.routing.rules import Facts
from townline.services.definition.conditions import holds, show
from townline.services.definition.model import Definition, RoutingRule


@dataclass(frozen=True)
class Routed:
    """The team that gets a request, and the sentences that say why."""

    team: Team
    because: tuple[str, ...]


def route(jurisdiction_id: int, definition: Definition, facts: Facts) -> Routed:
    """The team for these facts and why; never nobody.

    Raises :class:`RoutingRefused` only where a jurisdiction has no team at all.
    """
    decision = rules.decide(_table(jurisdiction_id, facts.service_code), facts)
    if decision is not None:
        return Routed(Team.objects.get(pk=decision.team_id), decision.because)
    own, because = _own(definition, facts)
    named = Team.objects.filter(department__jurisdiction_id=jurisdiction_id, code=own)
    # Two departments may have a team of the same code; the service's own department comes first.
    team = named.order_by(Case(When(department__code=definition.department, then=0), default=1), "pk").first()
    if team is not None:
        return Routed(team, (*because, f"So it goes to {team.name}."))
    triage = triage_team(jurisdiction_id)
    if triage is None:
        raise RoutingRefused(
            "no_team", "No team takes requests yet. Ask an administrator to add a triage team."
        )
    return Routed(
        triage, (*because, f"There is no team {own} here.", f"So it goes to {triage.name} to sort out.")
    )


def _table(jurisdiction_id: int, service_code: str) -> list[rules.Rule]:
    rows = models.Rule.objects.filter(
        Q(service_code="") | Q(service_code=service_code), jurisdiction_id=jurisdiction_id
    ).order_by("position")
    return [
        rules.Rule(
            team_id=row["team_id"],
            team_name=row["team__name"],
            service_code=row["service_code"],
            layer=row["layer"],
            district=row["district"],
            question=row["question"],
            answer=row["answer"],
        )
        for row in rows.values(
            "team_id", "team__name", "service_code", "layer", "district", "question", "answer"
        )
    ]


def _own(definition: Definition, facts: Facts) -> tuple[str, list[str]]:
    """The team code of the service's own routing, and why."""
    for rule in definition.routing.rules:
        reasons = _holds(rule, facts)
        if reasons:
            return rule.team, [*reasons, rule.because]
    return definition.routing.team, [
        f"{facts.service_name} is done by this team unless a rule says otherwise."
    ]


def _holds(rule: RoutingRule, facts: Facts) -> list[str]:
    reasons = []
    if rule.when is not None:
        if not holds(rule.when, dict(facts.answers)):
            return []
        reasons.append(f"It was answered: {show(rule.when)}.")
    if rule.districts:
        here = {*facts.districts.values(), *(f"{layer}:{code}" for layer, code in facts.districts.items())}
        found = sorted(here & set(rule.districts))
        if not found:
            return []
        reasons.append(f"The place lies in {found[0]}.")
    return reasons
