"""A number, whole unless the question allows decimals."""

import re
from datetime import date

from townline.services.definition.model import Question
from townline.services.questions import faces
from townline.services.questions.words import words

LIMITS = frozenset({"minimum", "maximum", "decimals", "unit"})
MOST_DECIMALS = 6
_NUMBER = re.compile(r"[-+]?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")


def web_field(question: Question) -> faces.WebField:
    """A short field that opens the number keys of a telephone, with the unit behind it."""
    return faces.WebField(
        name=question.code,
        control="input",
        label=question.web,
        hint=question.help,
        required=question.required,
        input_mode="decimal" if question.decimals else "numeric",
        suffix=question.unit,
        minimum=_plain(question.minimum),
        maximum=_plain(question.maximum),
    )


def script_line(question: Question) -> faces.ScriptLine:
    """The question aloud; the answer is typed as digits."""
    hint = question.help or _range(question)
    return faces.ScriptLine(question.code, question.said, "input", hint=hint, required=question.required)


def open311_attribute(question: Question, order: int) -> dict[str, object]:
    """A number."""
    return faces.attribute(question, order, "number", _range(question))


def letter_line(question: Question) -> faces.LetterLine:
    """A line to write on, with the unit."""
    note = f"In {question.unit}." if question.unit else ""
    return faces.LetterLine(question.code, question.printed, "line", note=note)


def parse(question: Question, raw: object, today: date | None = None) -> int | float | str | faces.Sentence:
    """The number within its limits; unit and thousands commas may be written. `today` does not matter."""
    del today
    text = words(raw, limit=60)
    if text == "":
        return ""
    found = text if isinstance(text, str) else ""
    if question.unit:
        found = re.sub(rf"\s*{re.escape(question.unit)}\.?$", "", found, flags=re.IGNORECASE)
    found = _THOUSANDS.sub("", found)
    if not _NUMBER.fullmatch(found):
        return faces.Sentence(f"Write a number in digits, such as {_example(question)}.")
    number = round(float(found), MOST_DECIMALS)
    return _within(question, number)


def show(question: Question, value: object) -> str:
    """The number with its unit."""
    number = _plain(value) if isinstance(value, int | float) else str(value)
    return f"{number} {question.unit}".strip()


def _within(question: Question, number: float) -> int | float | faces.Sentence:
    decimals = question.decimals or 0
    if round(number, decimals) != number:
        kind = "a whole number" if not decimals else f"at most {decimals} digits after the point"
        return faces.Sentence(f"Write {kind}, such as {_example(question)}.")
    low, high = question.minimum, question.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        return faces.Sentence(_range(question))
    return int(number) if number.is_integer() else number


def _range(question: Question) -> str:
    low, high, unit = _plain(question.minimum), _plain(question.maximum), question.unit
    if low and high:
        text = f"A number from {low} to {high} {unit}"
    elif low or high:
        text = f"A number of {low or high} or {'more' if low else 'less'} {unit}"
    else:
        text = f"A number {unit and 'in '}{unit}"
    return f"{text.strip()}."


def _example(question: Question) -> str:
    return _plain(question.minimum) or _plain(question.maximum) or "3"


def _plain(number: float | None) -> str:
    """A number without needless zeros."""
    if number is None:
        return ""
    return str(int(number)) if float(number).is_integer() else f"{number:.6f}".rstrip("0")
