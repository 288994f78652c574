"""Yes or no."""

from datetime import date

from townline.services.definition.model import Question
from townline.services.questions import faces

LIMITS: frozenset[str] = frozenset()
OPTIONS = (faces.Choice("yes", "Yes"), faces.Choice("no", "No"))
YES = frozenset({"yes", "y", "true", "1", "on"})
NO = frozenset({"no", "n", "false", "0", "off"})


def web_field(question: Question) -> faces.WebField:
    """Two round buttons."""
    return faces.WebField(
        name=question.code,
        control="radios",
        label=question.web,
        hint=question.help,
        options=OPTIONS,
        required=question.required,
    )


def script_line(question: Question) -> faces.ScriptLine:
    """The question aloud, with yes and no to pick."""
    return faces.ScriptLine(
        question.code,
        question.said,
        "radios",
        options=OPTIONS,
        hint=question.help,
        required=question.required,
    )


def open311_attribute(question: Question, order: int) -> dict[str, object]:
    """A single value list of yes and no: the standard has no truth value."""
    return faces.attribute(question, order, "singlevaluelist", "Choose yes or no.", OPTIONS)


def letter_line(question: Question) -> faces.LetterLine:
    """Two boxes."""
    return faces.LetterLine(
        question.code, question.printed, "boxes", boxes=("Yes", "No"), note="Tick one box."
    )


def parse(question: Question, raw: object, today: date | None = None) -> bool | str | faces.Sentence:
    """True or false. `today` does not matter."""
    del question, today
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, list | tuple) and len(raw) == 1:
        raw = raw[0]
    text = str(raw).strip().casefold() if isinstance(raw, str | int) else "?"
    if text in YES or text in NO:
        return text in YES
    return faces.Sentence("Choose yes or no.") if text else ""


def show(question: Question, value: object) -> str:
    """Yes or No."""
    del question
    return "Yes" if value is True else "No"
