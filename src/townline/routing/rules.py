"""Who gets a request, decided from facts alone, with the reasons. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from townline.services.definition.conditions import AnswerValue


@dataclass(frozen=True)
class Facts:
    """What is known of a request when it is routed; ``districts`` maps a layer to the district's code."""

    service_code: str
    service_name: str
    districts: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, AnswerValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """One line of the rule table: what must hold, and the team. Empty conditions hold always."""

    team_id: int
    team_name: str
    service_code: str = ""
    layer: str = ""
    district: str = ""
    question: str = ""
    answer: str = ""

    def because(self, facts: Facts) -> list[str] | None:
        """Why the rule holds for these facts, a sentence for each condition; None if it does not hold."""
        reasons = []
        if self.service_code:
            if self.service_code != facts.service_code:
                return None
            reasons.append(f"The service is {facts.service_name}.")
        if self.layer:
            if facts.districts.get(self.layer) != self.district:
                return None
            reasons.append(f"The place lies in {self.layer} {self.district}.")
        if self.question:
            given = facts.answers.get(self.question)
            values = given if isinstance(given, tuple | list) else (given,)
            if self.answer not in {str(value) for value in values if value is not None}:
                return None
            reasons.append(f"The answer to “{self.question}” is {self.answer}.")
        return reasons


@dataclass(frozen=True)
class Decision:
    """The team, and the sentences that say why."""

    team_id: int
    because: tuple[str, ...]


def decide(rules: Sequence[Rule], facts: Facts) -> Decision | None:
    """The first rule that holds, with its reasons; None if none does."""
    for rule in rules:
        reasons = rule.because(facts)
        if reasons is not None:
            return Decision(rule.team_id, (*reasons, f"So it goes to {rule.team_name}."))
    return None
