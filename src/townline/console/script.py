"""A call as a script: what to say, what to take down, and what was taken down so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict

from townline.console.deeds import KEPT_TYPED
from townline.contacts.rules import Reach
from townline.identity.models import Jurisdiction
from townline.kit import clock
from townline.kit.text import clean_line, clean_text, fold
from townline.places.queries import FoundAddress, addresses_like
from townline.requests.actions import Place, Sent
from townline.requests.actions.submit import LONGEST_ADDRESS
from townline.requests.queries import Near, open_near
from townline.services.definition.model import Definition, Question
from townline.services.questions.answers import Checked, check_answers, visible
from townline.services.questions.kinds import script_line

#: The control of the look for each control of a script line.
_CONTROLS = {"input": "text", "date": "text", "datetime": "text", "place": "text"}
_HINTS = {"date": "Such as 11/24/2026.", "datetime": "Such as 11/24/2026 3:30 pm."}
OWN = ("description", "place", "caller_name", "caller_phone", "caller_email", "received", "key")
SUGGESTED = 4


@dataclass(frozen=True)
class Taken:
    """What the agent typed so far; ``answers`` are raw, by question code."""

    answers: Mapping[str, object]
    fields: Mapping[str, str]

    def sent(self, definition: Definition, place: Place, received_at: datetime | None, user_id: int) -> Sent:
        """What is handed in. The form's own key makes pressing the button twice harmless."""
        fields = self.fields
        return Sent(
            service_code=definition.code,
            channel="phone",
            description=fields["description"],
            answers=self.answers,
            place=place,
            reach=Reach(fields["caller_name"], fields["caller_email"], fields["caller_phone"]),
            received_at=received_at,
            scope=f"console:{user_id}",
            key=fields["key"],
        )


def taken(definition: Definition, posted: QueryDict) -> Taken:
    """What stands in the form."""
    answers: dict[str, object] = {}
    for question in definition.questions:
        values = [clean_text(value, KEPT_TYPED) for value in posted.getlist(f"a-{question.code}")]
        values = [value for value in values if value]
        if values:
            answers[question.code] = values if question.kind == "choices" else values[0]
    fields = {name: clean_text(posted.get(name, ""), KEPT_TYPED) for name in OWN}
    return Taken(answers, fields)


def checked(definition: Definition, taken_down: Taken, jurisdiction: Jurisdiction) -> Checked:
    """The answers so far as the definition reads them."""
    today = clock.now().astimezone(ZoneInfo(jurisdiction.timezone)).date()
    return check_answers(definition, taken_down.answers, "phone", today)


def asked_now(definition: Definition, so_far: Checked) -> frozenset[str]:
    """The codes of the questions to ask, given the answers so far."""
    return frozenset(question.code for question in visible(definition.questions, so_far.answers))


def lines(
    definition: Definition, taken_down: Taken, now: frozenset[str], problems: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Every question as a line of the script; those not asked now are hidden."""
    shown = []
    for question in definition.questions:
        line = script_line(question)
        shown.append(
            {
                "code": question.code,
                "say": line.say,
                "askable": line.askable,
                "hidden": question.code not in now,
                "field": _field(question, taken_down, problems.get(question.code, "")),
            }
        )
    return shown


def _field(question: Question, taken_down: Taken, error: str) -> dict[str, Any]:
    line = script_line(question)
    given = taken_down.answers.get(question.code, "")
    return {
        "name": f"a-{question.code}",
        "control": _CONTROLS.get(line.control, line.control),
        "label": question.web,
        "hint": line.hint or _HINTS.get(line.control, ""),
        "options": [{"value": option.value, "text": option.label} for option in line.options],
        "required": line.required,
        "value": given,
        "error": error,
        "unit": question.unit,
    }


@dataclass(frozen=True)
class Located:
    """The place as typed, with the address it is known as, or those it may mean."""

    place: Place
    maybe: tuple[FoundAddress, ...] = ()


def locate(jurisdiction_id: int, typed: str) -> Located:
    """The address that reads exactly as typed; otherwise the text as it is, and what it may mean."""
    text = clean_line(typed, KEPT_TYPED)
    if not text or len(text) > LONGEST_ADDRESS:
        return Located(Place(text))
    found = addresses_like(jurisdiction_id, text, SUGGESTED)
    exact = next((address for address in found if fold(address.text) == fold(text)), None)
    if exact is not None:
        return Located(Place(exact.text, exact.reference, exact.zipcode, exact.location))
    return Located(Place(text), tuple(found))


def near(jurisdiction_id: int, located: Located, service_id: int) -> list[Near]:
    """Open requests of the same kind near the place: it may have been reported already."""
    point = located.place.point
    return open_near(jurisdiction_id, point, service_id) if point else []


def received(text: str, jurisdiction: Jurisdiction) -> datetime | None:
    """When the call came in, as typed in the town's own time; None for now.

    Raises :class:`ValueError` for what is no time.
    """
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(jurisdiction.timezone))
