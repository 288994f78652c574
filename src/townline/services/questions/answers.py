"""Which questions are asked, and what the answers are worth. The same in every channel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from townline.services.definition.conditions import AnswerValue, holds
from townline.services.definition.model import Definition, Question, Stop
from townline.services.questions import kinds
from townline.services.questions.faces import Sentence

Channel = Literal["web", "phone", "counter", "letter", "email", "sms", "open311"]
ONE_WAY: frozenset[Channel] = frozenset({"letter", "email", "sms"})
"""Channels where nobody can be asked at once: what is missing is noted, and is no reason to refuse."""
WITHOUT_PICTURES: frozenset[Channel] = frozenset({"phone", "letter", "sms"})
"""Channels over which no picture can come: a required one is not insisted on."""

Answers = dict[str, AnswerValue]
"""Code of the question to its answer; only questions that were shown and answered."""


@dataclass(frozen=True)
class Checked:
    """What came of a set of answers.

    `problems` are sentences by question. `missing` are required questions without an answer, also where the
    channel does not insist. `unknown` are codes no question has, `unasked` those of hidden questions.
    `stop` ends the report: show its text before any problem.
    """

    answers: Answers
    problems: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    stop: Stop | None = None

    @property
    def good(self) -> bool:
        """Whether the report may go on."""
        return not self.problems and self.stop is None


def visible(questions: Iterable[Question], answers: Mapping[str, AnswerValue]) -> tuple[Question, ...]:
    """The questions to ask, in order, given these answers. Answers to hidden questions do not count."""
    shown: list[Question] = []
    counted: Answers = {}
    for question in questions:
        if question.show_when is None or holds(question.show_when, counted):
            shown.append(question)
            counted[question.code] = answers.get(question.code)
    return tuple(shown)


def check_answers(
    definition: Definition, raw_answers: Mapping[str, object], channel: Channel, today: date | None = None
) -> Checked:
    """Read the answers someone gave: which are good, what is wrong with others, and whether the report ends.

    `today` is the date in the town, for questions about past or future; without it these are not checked.
    """
    answers: Answers = {}
    problems: dict[str, str] = {}
    missing: list[str] = []
    unasked: list[str] = []
    for question in definition.questions:
        if question.show_when is not None and not holds(question.show_when, answers):
            if raw_answers.get(question.code) not in (None, "", [], ()):
                unasked.append(question.code)
            continue
        value = kinds.parse(question, raw_answers.get(question.code), today)
        if isinstance(value, Sentence):
            problems[question.code] = value.text
        elif value is not None:
            answers[question.code] = value
        elif question.required:
            missing.append(question.code)
            if insists(channel, question):
                problems[question.code] = f"Answer this question: {question.web}"
    known = {question.code for question in definition.questions}
    return Checked(
        answers=answers,
        problems=problems,
        missing=tuple(missing),
        unknown=tuple(code for code in raw_answers if code not in known),
        unasked=tuple(unasked),
        stop=applying_stop(definition, answers),
    )


def applying_stop(definition: Definition, answers: Mapping[str, AnswerValue]) -> Stop | None:
    """The first stop whose condition these answers meet."""
    return next((stop for stop in definition.stops if holds(stop.when, dict(answers))), None)


def insists(channel: Channel, question: Question) -> bool:
    """Whether a required question without an answer holds the report up in this channel."""
    if question.kind == "photo" and channel in WITHOUT_PICTURES:
        return False
    return channel not in ONE_WAY


def split_by_privacy(definition: Definition, answers: Mapping[str, AnswerValue]) -> tuple[Answers, Answers]:
    """The answers anyone may read, and those only staff may."""
    public: Answers = {}
    staff: Answers = {}
    for question in definition.questions:
        if question.code in answers:
            (public if question.privacy == "public" else staff)[question.code] = answers[question.code]
    return public, staff
