"""An answer in several sentences, with line breaks."""

from datetime import date

from townline.services.definition.model import Question
from townline.services.questions import faces
from townline.services.questions.words import words

LIMITS = frozenset({"max_length"})
LONGEST = 2000
"""Characters, where the question sets no limit of its own."""
PAPER_ROWS = 5
"""Lines on the paper form."""


def web_field(question: Question) -> faces.WebField:
    """A box of several lines to type in."""
    return faces.WebField(
        name=question.code,
        control="textarea",
        label=question.web,
        hint=question.help,
        required=question.required,
        max_length=limit(question),
    )


def script_line(question: Question) -> faces.ScriptLine:
    """The question aloud; the answer is typed."""
    return faces.ScriptLine(
        question.code, question.said, "textarea", hint=question.help, required=question.required
    )


def open311_attribute(question: Question, order: int) -> dict[str, object]:
    """A text: line breaks are kept."""
    return faces.attribute(question, order, "text", f"Up to {limit(question)} characters.")


def letter_line(question: Question) -> faces.LetterLine:
    """Several lines to write on."""
    return faces.LetterLine(question.code, question.printed, "lines", note=question.help, rows=PAPER_ROWS)


def parse(question: Question, raw: object, today: date | None = None) -> str | faces.Sentence:
    """Text with its line breaks, within its limit; `today` does not matter."""
    del today
    return words(raw, limit=limit(question), several_lines=True)


def show(question: Question, value: object) -> str:
    """The words as they were given."""
    del question
    return str(value)


def limit(question: Question) -> int:
    """The most characters an answer may have."""
    return question.max_length or LONGEST
