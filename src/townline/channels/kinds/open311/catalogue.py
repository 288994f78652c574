"""Services and their questions as Open311 lists them. Pure."""

from collections.abc import Mapping, Sequence

from townline.kit.text import JsonValue
from townline.services.definition.conditions import AnswerValue
from townline.services.definition.model import Advice, Definition
from townline.services.questions.answers import split_by_privacy
from townline.services.questions.kinds import open311_attribute, show

#: Keywords by which FixMyStreet hides or locks a category. They never get out as residents' words.
RESERVED = frozenset({"private", "inactive", "staff", "waste_only"})

Row = dict[str, object]


def service_row(definition: Definition) -> Row:
    """One service in the list."""
    keywords = [word.replace(",", " ") for word in definition.keywords]
    return {
        "service_code": definition.code,
        "service_name": definition.name,
        "description": definition.description or None,
        "metadata": bool(definition.questions or definition.advice),
        "type": "realtime",
        "keywords": ", ".join(word for word in keywords if word.strip().lower() not in RESERVED) or None,
        "group": definition.group or None,
    }


def definition_row(definition: Definition) -> Row:
    """What is asked: first the advice, which only is read, then the questions."""
    attributes: list[Row] = [_advice(advice, order) for order, advice in enumerate(definition.advice, 1)]
    start = len(attributes) + 1
    attributes += [
        open311_attribute(question, order) for order, question in enumerate(definition.questions, start)
    ]
    return {"service_code": definition.code, "attributes": attributes}


def _advice(advice: Advice, order: int) -> Row:
    ways = [f"Call {advice.call}."] if advice.call else []
    ways += [f"See {advice.link}"] if advice.link else []
    return {
        "variable": False,
        "code": f"advice_{order}",
        "datatype": "text",
        "required": False,
        "datatype_description": None,
        "order": order,
        "description": " ".join([advice.text, *ways]),
    }


def answered(definition: Definition, answers: Mapping[str, AnswerValue]) -> list[JsonValue]:
    """The answers that anyone may read, with their questions, as ``extensions=true`` shows them."""
    public, _ = split_by_privacy(definition, answers)
    rows: list[JsonValue] = []
    for question in definition.questions:
        if question.code in public:
            value = public[question.code]
            rows.append(
                {
                    "label": question.web,
                    "name": show(question, value),
                    "value": _plain(value),
                    "code": question.code,
                }
            )
    return rows


def _plain(value: object) -> JsonValue:
    """A value as text: keys are text in Open311, several are parted by commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return str(value.get("text") or f"{value.get('lat')},{value.get('long')}")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(str(part) for part in value)
    return str(value)
