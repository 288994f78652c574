"""A second place, besides the place of the report itself: an address or a point."""

import re
from datetime import date

from townline.services.definition.model import Question
from townline.services.questions import faces
from townline.services.questions.words import words

LIMITS = frozenset({"max_length"})
LONGEST = 200
"""Characters of an address, where the question sets no limit of its own."""
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,12})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,12})?)")
NORTH, EAST = 90.0, 180.0
HOW = "Write an address or a corner, such as 12 Elm Street, or Elm Street and 3rd Avenue."


def web_field(question: Question) -> faces.WebField:
    """An address to type, with a map where there is one."""
    return faces.WebField(
        name=question.code,
        control="place",
        label=question.web,
        hint=question.help,
        required=question.required,
        max_length=question.max_length or LONGEST,
    )


def script_line(question: Question) -> faces.ScriptLine:
    """The question aloud; the address is typed and matched."""
    return faces.ScriptLine(
        question.code, question.said, "place", hint=question.help, required=question.required
    )


def open311_attribute(question: Question, order: int) -> dict[str, object]:
    """A string: an address, or latitude and longitude with a comma."""
    return faces.attribute(question, order, "string", "An address, or latitude,longitude.")


def letter_line(question: Question) -> faces.LetterLine:
    """A line to write on."""
    note = question.help or "Address or nearest corner"
    return faces.LetterLine(question.code, question.printed, "line", note=note)


def parse(
    question: Question, raw: object, today: date | None = None
) -> dict[str, object] | str | faces.Sentence:
    """`{"text": …}` with `"lat"`, `"long"` (degrees) if a point was given. `today` does not matter."""
    del today
    sent = raw if isinstance(raw, dict) else {"text": raw}
    text = words(sent.get("text") or "", limit=question.max_length or LONGEST)
    if isinstance(text, faces.Sentence):
        return text if "characters" in text.text else faces.Sentence(HOW)
    match = _POINT.fullmatch(f"{sent.get('lat')},{sent.get('long')}") or _POINT.fullmatch(text)
    if match is None:
        return {"text": text} if text else ""
    lat, long = float(match[1]), float(match[2])
    if abs(lat) > NORTH or abs(long) > EAST:
        return faces.Sentence(HOW)
    return {"text": text, "lat": lat, "long": long}


def show(question: Question, value: object) -> str:
    """The address; the point where there is no address."""
    del question
    if not isinstance(value, dict):
        return str(value)
    return str(value.get("text") or f"{value.get('lat')}, {value.get('long')}")
