"""All writes of the routing area."""

from collections.abc import Sequence

from django.db import transaction

from townline.audit.actions import record
from townline.identity.access import require
from townline.identity.models import Team
from townline.identity.rules import Actor
from townline.routing import models
from townline.routing.errors import RoutingRefused
from townline.routing.rules import Rule

MOST_RULES = 2_000


@transaction.atomic
def save_rules(*, actor: Actor, jurisdiction_id: int, rules: Sequence[Rule]) -> None:
    """Put this rule table in place of the old one, in this order.

    Refuses teams of another jurisdiction and conditions of which half is missing; then nothing is changed.
    """
    require(actor, "write_rules", jurisdiction_id=jurisdiction_id)
    if len(rules) > MOST_RULES:
        raise RoutingRefused("too_many_rules", f"A rule table holds at most {MOST_RULES:,} rules.")
    teams = set(Team.objects.filter(department__jurisdiction_id=jurisdiction_id).values_list("pk", flat=True))
    for position, rule in enumerate(rules, start=1):
        if rule.team_id not in teams:
            raise RoutingRefused(
                "team_unknown", f"Rule {position}: choose a team of this jurisdiction.", "team"
            )
        if bool(rule.layer) != bool(rule.district) or bool(rule.question) != bool(rule.answer):
            raise RoutingRefused(
                "condition_half",
                f"Rule {position}: name both the layer and the district, the question and the answer.",
            )
    models.Rule.objects.filter(jurisdiction_id=jurisdiction_id).delete()
    models.Rule.objects.bulk_create(
        models.Rule(
            jurisdiction_id=jurisdiction_id,
            position=position,
            service_code=rule.service_code,
            layer=rule.layer,
            district=rule.district,
            question=rule.question,
            answer=rule.answer,
            team_id=rule.team_id,
        )
        for position, rule in enumerate(rules, start=1)
    )
    record(
        actor=actor,
        verb="save_rules",
        subject_kind="jurisdiction",
        subject_id=jurisdiction_id,
        facts={"rules": len(rules)},
    )
