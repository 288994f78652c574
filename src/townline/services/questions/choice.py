"""One answer out of several."""

from datetime import date

from townline.services.definition.model import Question
from townline.services.questions import faces
from townline.services.questions.words import words

LIMITS: frozenset[str] = frozenset({"options"})
SHOWN = 6
"""Options named in a sentence."""


def web_field(question: Question) -> faces.WebField:
    """Round buttons; a list to choose from where there are many options."""
    return faces.WebField(
        name=question.code,
        control=_control(question),
        label=question.web,
        hint=question.help,
        options=faces.choices(question),
        required=question.required,
    )


def script_line(question: Question) -> faces.ScriptLine:
    """The question aloud, with the options to pick from as the caller answers."""
    return faces.ScriptLine(
        question.code,
        question.said,
        _control(question),
        options=faces.choices(question),
        hint=question.help,
        required=question.required,
    )


def open311_attribute(question: Question, order: int) -> dict[str, object]:
    """A single value list."""
    return faces.attribute(question, order, "singlevaluelist", "Choose one.", faces.choices(question))


def letter_line(question: Question) -> faces.LetterLine:
    """Boxes, of which one is ticked."""
    names = tuple(option.name for option in question.options)
    return faces.LetterLine(question.code, question.printed, "boxes", boxes=names, note="Tick one box.")


def parse(question: Question, raw: object, today: date | None = None) -> str | faces.Sentence:
    """The code of the option; its name is understood as well. `today` does not matter."""
    del today
    if isinstance(raw, list | tuple) and len(raw) == 1:
        raw = raw[0]
    wanted = words(raw, limit=200)
    if isinstance(wanted, faces.Sentence):
        return faces.Sentence(sentence(question))
    return find(question, wanted) if wanted else ""


def show(question: Question, value: object) -> str:
    """The name of the option."""
    return question.option_name(str(value))


def find(question: Question, wanted: str) -> str | faces.Sentence:
    """The code of the option with this code or name."""
    folded = wanted.casefold()
    for option in question.options:
        if folded in (option.code.casefold(), option.name.casefold()):
            return option.code
    return faces.Sentence(sentence(question))


def sentence(question: Question) -> str:
    """What to do when none of the options was named."""
    names = [option.name for option in question.options]
    shown = "; ".join(names[:SHOWN])
    return f"Choose one of these: {shown}{'; …' if len(names) > SHOWN else ''}."


def _control(question: Question) -> faces.Control:
    return "radios" if len(question.options) <= faces.RADIOS_AT_MOST else "select"
