"""A day."""

import re
from datetime import date

from townline.services.definition.model import Question
from townline.services.questions import faces
from townline.services.questions.words import words

LIMITS = frozenset({"period"})
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_AMERICAN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
EARLIEST, LATEST = 1900, 2200
HOW = "Write the date as month/day/year, such as 11/24/2026."
PERIODS = {"past": "Today or earlier.", "future": "Today or later.", "any": ""}


def web_field(question: Question) -> faces.WebField:
    """Three fields: month, day, year."""
    hint = question.help or "For example, 11/24/2026"
    return faces.WebField(question.code, "date", question.web, hint=hint, required=question.required)


def script_line(question: Question) -> faces.ScriptLine:
    """The question aloud; the day is typed or picked."""
    hint = question.help or PERIODS[question.period]
    return faces.ScriptLine(question.code, question.said, "date", hint=hint, required=question.required)


def open311_attribute(question: Question, order: int) -> dict[str, object]:
    """A datetime, of which only the day is kept."""
    about = f"A date such as 2026-11-24. {PERIODS[question.period]}".strip()
    return faces.attribute(question, order, "datetime", about)


def letter_line(question: Question) -> faces.LetterLine:
    """Boxes for month, day and year."""
    return faces.LetterLine(question.code, question.printed, "date", note="Month, day, year")


def parse(question: Question, raw: object, today: date | None = None) -> str | faces.Sentence:
    """The day as ISO text (2026-11-24); `today` is needed to know what is past and future."""
    text = _joined(raw)
    if text == "":
        return ""
    day = read_day(text) if isinstance(text, str) else None
    if day is None:
        return faces.Sentence(HOW)
    return in_period(question, day, today) or day.isoformat()


def show(question: Question, value: object) -> str:
    """The day as residents read it: Tue 24 Nov 2026."""
    del question
    day = read_day(str(value))
    return f"{day:%a} {day.day} {day:%b %Y}" if day else str(value)


def read_day(text: str) -> date | None:
    """The day in 2026-11-24 or 11/24/2026, or None."""
    iso, american = _ISO.fullmatch(text), _AMERICAN.fullmatch(text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif american:
        month, day, year = (int(part) for part in american.groups())
    else:
        return None
    try:
        return date(year, month, day) if EARLIEST <= year <= LATEST else None
    except ValueError:
        return None


def in_period(question: Question, day: date, today: date | None) -> faces.Sentence | None:
    """Why a day is not in the period the question asks about; None if it is, or if today is not known."""
    if today is None:
        return None
    if question.period == "past" and day > today:
        return faces.Sentence("This day is still to come. Give today or a day before.")
    if question.period == "future" and day < today:
        return faces.Sentence("This day is past. Give today or a later day.")
    return None


def _joined(raw: object) -> str | faces.Sentence:
    """The text of a day, also where it comes as three fields (year, month, day)."""
    if isinstance(raw, dict):
        parts = [str(raw.get(name) or "").strip() for name in ("year", "month", "day")]
        return "-".join(parts) if any(parts) else ""
    return words(raw, limit=60)
