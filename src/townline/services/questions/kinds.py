"""The kinds of question there are. A new kind is one file with these functions and one line here."""

from datetime import date as day
from typing import Protocol

from townline.services.definition.conditions import AnswerValue
from townline.services.definition.model import Question, QuestionKind
from townline.services.questions import (
    choice,
    choices,
    date,
    datetime,
    long_text,
    number,
    photo,
    place,
    text,
    yes_no,
)
from townline.services.questions.faces import LetterLine, ScriptLine, Sentence, WebField


class Kind(Protocol):
    """What the file of a kind offers: its four faces, and one way to read and show an answer."""

    @property
    def LIMITS(self) -> frozenset[str]:  # noqa: N802 - a constant of the module
        """The limits a question of this kind may set."""

    def web_field(self, question: Question) -> WebField:
        """The field of the web form."""

    def script_line(self, question: Question) -> ScriptLine:
        """The line of the call script."""

    def open311_attribute(self, question: Question, order: int) -> dict[str, object]:
        """The attribute of the Open311 service definition."""

    def letter_line(self, question: Question) -> LetterLine:
        """The line of the paper form."""

    def parse(self, question: Question, raw: object, today: day | None = None) -> AnswerValue | Sentence:
        """The answer, empty where there is none, or a sentence saying what to do."""

    def show(self, question: Question, value: object) -> str:
        """The answer as people read it."""


KINDS: dict[QuestionKind, Kind] = {
    "text": text,
    "long_text": long_text,
    "choice": choice,
    "choices": choices,
    "number": number,
    "date": date,
    "datetime": datetime,
    "yes_no": yes_no,
    "place": place,
    "photo": photo,
}
"""Every kind, by the word a definition uses for it."""


def web_field(question: Question) -> WebField:
    """The field of the web form for a question."""
    return KINDS[question.kind].web_field(question)


def script_line(question: Question) -> ScriptLine:
    """The line of the call script for a question."""
    return KINDS[question.kind].script_line(question)


def open311_attribute(question: Question, order: int) -> dict[str, object]:
    """The Open311 attribute for a question; `order` counts from 1."""
    return KINDS[question.kind].open311_attribute(question, order)


def letter_line(question: Question) -> LetterLine:
    """The line of the paper form for a question."""
    return KINDS[question.kind].letter_line(question)


def parse(question: Question, raw: object, today: day | None = None) -> AnswerValue | Sentence:
    """The answer to a question (None where nothing was given), or a sentence saying what to do."""
    if raw is None:
        return None
    value = KINDS[question.kind].parse(question, raw, today)
    return None if value in ("", (), {}) else value


def show(question: Question, value: object) -> str:
    """The answer to a question as people read it; empty where there is none."""
    return "" if value is None else KINDS[question.kind].show(question, value)
