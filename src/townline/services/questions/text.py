"""A short answer in words: one line."""

from datetime import date

from townline.services.definition.model import Question
from townline.services.questions import faces
from townline.services.questions.words import words

LIMITS = frozenset({"max_length"})
LONGEST = 200
"""Characters, where the question sets no limit of its own."""


def web_field(question: Question) -> faces.WebField:
    """One line to type in."""
    return faces.WebField(
        name=question.code,
        control="input",
        label=question.web,
        hint=question.help,
        required=question.required,
        max_length=limit(question),
    )


def script_line(question: Question) -> faces.ScriptLine:
    """The question aloud; the answer is typed."""
    return faces.ScriptLine(
        question.code, question.said, "input", hint=question.help, required=question.required
    )


def open311_attribute(question: Question, order: int) -> dict[str, object]:
    """A string."""
    return faces.attribute(question, order, "string", f"Up to {limit(question)} characters.")


def letter_line(question: Question) -> faces.LetterLine:
    """A line to write on."""
    return faces.LetterLine(question.code, question.printed, "line", note=question.help)


def parse(question: Question, raw: object, today: date | None = None) -> str | faces.Sentence:
    """One line of text within its limit; `today` does not matter."""
    del today
    return words(raw, limit=limit(question))


def show(question: Question, value: object) -> str:
    """The words as they were given."""
    del question
    return str(value)


def limit(question: Question) -> int:
    """The most characters an answer may have."""
    return question.max_length or LONGEST
