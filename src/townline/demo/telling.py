"""What the people of Marlow Falls say: answers and descriptions for any definition. Pure."""

import random
from datetime import date, timedelta

from townline.services.definition.model import Definition, Question
from townline.services.questions.answers import check_answers, visible

_OPENERS = (
    "It has been like this since {when}.", "I noticed it {when}.", "My neighbors have seen it too, since {when}.",
    "I walk past here every day; it started {when}.", "Reporting this for the second time, first {when}.",
)  # fmt: skip
_WHEN = (
    "yesterday",
    "last weekend",
    "about a week ago",
    "this morning",
    "Monday",
    "the last storm",
    "the weekend",
)
_DETAILS = (
    "It is right by the corner.", "Across from the bus stop.", "Close to the playground.", "Next to the hydrant.",
    "On the north side of the street.", "In front of the brick house.", "Near the mailbox.", "By the alley.",
)  # fmt: skip
_CLOSERS = ("Thank you for looking into it.", "Somebody could get hurt.", "It is getting worse.", "", "", "")
_WORDS = (
    "Blue",
    "On the left",
    "Not sure",
    "About knee high",
    "Since last week",
    "Every night after ten",
    "Silver",
)


def description(chance: random.Random, definition: Definition) -> str:
    """A resident's own words; one in six says nothing beyond the answers."""
    if chance.random() < 0.17:
        return ""
    parts = [
        f"{definition.name}.",
        chance.choice(_OPENERS).format(when=chance.choice(_WHEN)),
        chance.choice(_DETAILS),
        chance.choice(_CLOSERS),
    ]
    return " ".join(part for part in parts if part)


def answers(chance: random.Random, definition: Definition, day: date) -> dict[str, object]:
    """Answers that the definition accepts and that do not end the report; as little as possible if chance is unkind."""
    for _ in range(25):
        given: dict[str, object] = {}
        for question in definition.questions:
            if question in visible(
                definition.questions, check_answers(definition, given, "letter").answers
            ) and (question.required or chance.random() < 0.7):
                given[question.code] = _answer(chance, question, day)
        checked = check_answers(definition, given, "phone", day)
        if checked.good:
            return given
    return {}


def _answer(chance: random.Random, question: Question, day: date) -> object:
    match question.kind:
        case "choice":
            return chance.choice(question.options).code
        case "choices":
            return [chance.choice(question.options).code]
        case "yes_no":
            return chance.choice(("yes", "no"))
        case "number":
            least = int(question.minimum or 0)
            most = int(question.maximum if question.maximum is not None else least + 9)
            return str(chance.randint(least, min(most, least + 9)))
        case "date" | "datetime":
            ahead = question.period == "future"
            found = day + timedelta(days=chance.randint(2, 9) if ahead else -chance.randint(1, 6))
            return found.isoformat() + ("T18:30" if question.kind == "datetime" else "")
        case "text" | "long_text":
            return chance.choice(_WORDS)
    return ""
