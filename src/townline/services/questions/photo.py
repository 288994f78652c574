"""Pictures that answer a question. The files are kept elsewhere; an answer holds their references."""

import re
from datetime import date

from townline.services.definition.model import Question
from townline.services.questions import faces

LIMITS = frozenset({"max_photos"})
MOST = 3
"""Pictures, where the question sets no limit of its own."""
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}|https?://[^\s<>\"]{3,500}")


def web_field(question: Question) -> faces.WebField:
    """A field to choose pictures or take them."""
    return faces.WebField(
        name=question.code,
        control="photo",
        label=question.web,
        hint=question.help or f"Up to {most(question)} pictures.",
        required=question.required,
        most=most(question),
    )


def script_line(question: Question) -> faces.ScriptLine:
    """A telephone carries no pictures: the agent may only offer to send a link."""
    return faces.ScriptLine(question.code, question.said, "photo", hint=question.help, askable=False)


def open311_attribute(question: Question, order: int) -> dict[str, object]:
    """A string: the address of a picture."""
    about = f"The web address of a picture; up to {most(question)} with commas between."
    return faces.attribute(question, order, "string", about)


def letter_line(question: Question) -> faces.LetterLine:
    """A note to attach prints."""
    return faces.LetterLine(question.code, question.printed, "attach", note="Attach prints to this page.")


def parse(question: Question, raw: object, today: date | None = None) -> tuple[str, ...] | faces.Sentence:
    """The references of pictures already received, each once. `today` does not matter."""
    del today
    items = list(raw) if isinstance(raw, list | tuple) else str(raw).split(",")
    references = [str(item).strip() for item in items[:100] if str(item).strip()]
    if not all(_REFERENCE.fullmatch(reference) for reference in references):
        return faces.Sentence("One of the pictures did not arrive. Add it again.")
    kept = tuple(dict.fromkeys(references))
    if len(kept) > most(question):
        return faces.Sentence(f"These are {len(kept)} pictures. Keep the {most(question)} that show it best.")
    return kept


def show(question: Question, value: object) -> str:
    """How many pictures there are."""
    del question
    count = len(value) if isinstance(value, list | tuple) else 1
    return f"{count} picture{'' if count == 1 else 's'}"


def most(question: Question) -> int:
    """The most pictures an answer may have."""
    return question.max_photos or MOST
