"""Which team, and why."""

import pytest

from tests.world import World
from townline.identity.errors import NotAllowed
from townline.routing import models
from townline.routing.actions import save_rules
from townline.routing.errors import RoutingRefused
from townline.routing.rules import Facts, Rule, decide

POTHOLE = Facts("pothole", "Pothole", {"ward": "2"}, {"size": "large", "hazards": ("glass", "water")})


def test_the_first_rule_that_holds_decides_and_says_why() -> None:
    rules = [
        Rule(1, "North crew", service_code="pothole", layer="ward", district="1"),
        Rule(2, "South crew", service_code="pothole", layer="ward", district="2"),
        Rule(3, "Everybody"),
    ]
    decision = decide(rules, POTHOLE)
    assert decision is not None
    assert decision.team_id == 2
    assert decision.because == (
        "The service is Pothole.",
        "The place lies in ward 2.",
        "So it goes to South crew.",
    )


def test_a_rule_can_look_at_an_answer_also_one_of_several() -> None:
    assert decide([Rule(4, "Wet crew", question="hazards", answer="water")], POTHOLE) is not None
    assert decide([Rule(4, "Wet crew", question="hazards", answer="fire")], POTHOLE) is None
    assert decide([Rule(4, "Wet crew", question="nobody asked", answer="water")], POTHOLE) is None


def test_no_rule_no_decision() -> None:
    assert decide([], POTHOLE) is None


def test_the_rule_table_comes_before_the_services_own_routing(world: World) -> None:
    paving = world.teams["streets-paving"]
    save_rules(
        actor=world.administrator,
        jurisdiction_id=world.town.pk,
        rules=[Rule(paving.pk, paving.name, service_code="pothole", layer="ward", district="1")],
    )
    taken = world.report()
    assert taken.team == paving
    assert "The place lies in ward 1." in taken.route_because


def test_what_has_no_team_here_goes_to_triage_never_nowhere(world: World) -> None:
    world.teams["streets-repair"].delete()
    taken = world.report()
    assert taken.team.is_triage
    assert "There is no team streets-repair here." in taken.route_because


def test_a_rule_with_half_a_condition_is_refused_and_the_table_stays(world: World) -> None:
    team = world.teams["streets-paving"]
    save_rules(actor=world.administrator, jurisdiction_id=world.town.pk, rules=[Rule(team.pk, team.name)])
    with pytest.raises(RoutingRefused, match="Rule 1"):
        save_rules(
            actor=world.administrator,
            jurisdiction_id=world.town.pk,
            rules=[Rule(team.pk, team.name, layer="ward")],
        )
    assert models.Rule.objects.count() == 1


def test_a_team_of_nowhere_is_refused(world: World) -> None:
    with pytest.raises(RoutingRefused, match="choose a team"):
        save_rules(actor=world.administrator, jurisdiction_id=world.town.pk, rules=[Rule(0, "Nobody")])


@pytest.mark.parametrize("who", ["agent", "roads_officer", "roads_manager", "resident"])
def test_only_an_administrator_writes_rules(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        save_rules(actor=getattr(world, who), jurisdiction_id=world.town.pk, rules=[])
