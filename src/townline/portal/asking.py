"""A service's questions as fields of a web page, and what a page posts as answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from townline.kit.text import clean_text
from townline.portal.drafts import KEPT_TYPED, Draft
from townline.services import rules
from townline.services.definition.model import Definition, Question, Stop

CONTROLS = {"input": "text", "place": "text", "photo": "file"}
PARTS = {"date": ("year", "month", "day"), "datetime": ("year", "month", "day", "time")}


def check(definition: Definition, draft: Draft, today: date) -> rules.Checked:
    """What the draft's answers are worth."""
    return rules.check_answers(definition, draft.answers, "web", today)


def visible(definition: Definition, checked: rules.Checked) -> tuple[Question, ...]:
    """The questions to show for the answers given so far."""
    return rules.visible(definition.questions, checked.answers)


@dataclass(frozen=True)
class Shown:
    """The questions as a page shows them: a slot for each, empty while it is not asked; problems by question."""

    slots: list[dict[str, Any]]
    asked: list[str]
    problems: dict[str, str]
    stop: Stop | None


def on_page(definition: Definition, draft: Draft, today: date, *, with_problems: bool) -> Shown:
    """The questions for the answers given so far.

    Problems are told only of questions that were on a page before: what was never asked was not left out.
    """
    checked = check(definition, draft, today)
    asked = [question.code for question in visible(definition, checked)]
    problems = {
        code: sentence for code, sentence in checked.problems.items() if with_problems and code in draft.asked
    }
    slots = [
        {
            "code": question.code,
            "field": field(question, draft, problems.get(question.code, ""))
            if question.code in asked
            else None,
        }
        for question in definition.questions
    ]
    return Shown(slots, asked, problems, checked.stop)


def asks(definition: Definition, kind: str) -> bool:
    """Whether the service asks a question of this kind itself, so that the page need not."""
    return any(question.kind == kind for question in definition.questions)


def read_by(privacy: str) -> str:
    """Who will see what is typed here, as a hint."""
    if privacy == "public":
        return "Anyone can see this. Leave out names and numbers."
    return "Only staff see this."


def posted(questions: Sequence[Question], post: QueryDict) -> dict[str, Any]:
    """The raw answers to the questions that the page showed, as typed."""
    return {question.code: _raw(question, post) for question in questions if question.kind != "photo"}


def _raw(question: Question, post: QueryDict) -> object:
    name = field_name(question.code)
    if question.kind in PARTS:
        return {part: post.get(f"{name}_{part}", "")[:40] for part in PARTS[question.kind]}
    if question.kind == "choices":
        return [value[:200] for value in post.getlist(name)[:200]]
    return clean_text(post.get(name, ""), KEPT_TYPED)


def field_name(code: str) -> str:
    """The name of a question's control; questions never take the names of the page's own controls."""
    return f"answer-{code}"


def field(question: Question, draft: Draft, problem: str) -> dict[str, Any]:
    """The control of one question with what was typed and what is wrong with it."""
    face = rules.web_field(question)
    control = CONTROLS.get(face.control, face.control)
    made: dict[str, Any] = {
        "code": question.code,
        "name": field_name(question.code),
        "control": "number" if question.kind == "number" else control,
        "label": face.label,
        "hint": face.hint,
        "required": face.required,
        "options": [{"value": option.value, "text": option.label} for option in face.options],
        "max_length": face.max_length,
        "unit": face.suffix,
        "value": draft.answers.get(question.code, [] if question.kind == "choices" else ""),
        "error": problem,
    }
    if face.input_mode:
        made["inputmode"] = face.input_mode
    if control == "file":
        made |= {"accept": "image/*", "multiple": True}
    return made


def shown_answers(
    definition: Definition, answers: Mapping[str, Any], *, public_only: bool = False
) -> list[dict[str, str]]:
    """Question and answer as people read them; with ``public_only``, those anyone may read."""
    return [
        {"code": question.code, "label": question.web, "value": rules.show(question, answers[question.code])}
        for question in definition.questions
        if question.code in answers and (question.privacy == "public" or not public_only)
    ]
