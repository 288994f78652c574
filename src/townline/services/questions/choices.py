"""Several answers out of several."""

from datetime import date

from townline.services.definition.model import Question
from townline.services.questions import choice, faces
from townline.services.questions.words import words

LIMITS = frozenset({"options", "max_choices"})
MOST_SENT = 200
"""Values looked at in one answer, however many were sent."""


def web_field(question: Question) -> faces.WebField:
    """Boxes to tick."""
    return faces.WebField(
        name=question.code,
        control="checkboxes",
        label=question.web,
        hint=question.help,
        options=faces.choices(question),
        required=question.required,
        most=question.max_choices,
    )


def script_line(question: Question) -> faces.ScriptLine:
    """The question aloud, with the options to tick as the caller answers."""
    return faces.ScriptLine(
        question.code,
        question.said,
        "checkboxes",
        options=faces.choices(question),
        hint=question.help,
        required=question.required,
    )


def open311_attribute(question: Question, order: int) -> dict[str, object]:
    """A multi value list."""
    return faces.attribute(question, order, "multivaluelist", _how_many(question), faces.choices(question))


def letter_line(question: Question) -> faces.LetterLine:
    """Boxes, of which several may be ticked."""
    names = tuple(option.name for option in question.options)
    return faces.LetterLine(question.code, question.printed, "boxes", boxes=names, note=_how_many(question))


def parse(question: Question, raw: object, today: date | None = None) -> tuple[str, ...] | faces.Sentence:
    """The codes of the options in the order of the question. `today` does not matter.

    Takes a list, or one text with commas or line ends between codes.
    """
    del today
    chosen = set()
    for item in _items(raw):
        wanted = words(item, limit=200)
        code = choice.find(question, wanted) if isinstance(wanted, str) and wanted else wanted
        if isinstance(code, faces.Sentence):
            return faces.Sentence(choice.sentence(question).replace("Choose one of", "Choose from"))
        chosen.add(code)
    chosen.discard("")
    if question.max_choices is not None and len(chosen) > question.max_choices:
        return faces.Sentence(f"You chose {len(chosen)}. {_how_many(question)}")
    return tuple(option.code for option in question.options if option.code in chosen)


def show(question: Question, value: object) -> str:
    """The names of the options, with commas."""
    codes = value if isinstance(value, list | tuple) else [value]
    return ", ".join(question.option_name(str(code)) for code in codes)


def _items(raw: object) -> list[object]:
    if isinstance(raw, list | tuple):
        return list(raw[:MOST_SENT])
    if isinstance(raw, str):
        return list(raw.replace("\n", ",").split(",")[:MOST_SENT])
    return [raw]


def _how_many(question: Question) -> str:
    most = question.max_choices
    return f"Choose {most} or fewer." if most is not None else "Choose all that apply."
