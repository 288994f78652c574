"""A day and a time of day, as clocks in the town show it."""

import re
from datetime import date

from townline.services.definition.model import Question
from townline.services.questions import faces
from townline.services.questions.date import PERIODS, in_period, read_day
from townline.services.questions.words import words

LIMITS = frozenset({"period"})
_MOMENT = re.compile(r"(?P<day>[0-9/.-]{8,10})(?:[T ,]+|\s+at\s+)(?P<time>.{1,20}?)")
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?::\d\d(?:\.\d{1,6})?)?\s*(?P<half>[ap]\.?m\.?)?"
    r"(?:Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
HOW = "Write the date and time, such as 11/24/2026 3:30 pm."
NOON = 12


def web_field(question: Question) -> faces.WebField:
    """Fields for the day and the time."""
    hint = question.help or "For example, 11/24/2026 3:30 pm"
    return faces.WebField(question.code, "datetime", question.web, hint=hint, required=question.required)


def script_line(question: Question) -> faces.ScriptLine:
    """The question aloud; day and time are typed."""
    hint = question.help or PERIODS[question.period]
    return faces.ScriptLine(question.code, question.said, "datetime", hint=hint, required=question.required)


def open311_attribute(question: Question, order: int) -> dict[str, object]:
    """A datetime, read as the town's clock shows it."""
    about = f"Date and local time such as 2026-11-24T15:30. {PERIODS[question.period]}".strip()
    return faces.attribute(question, order, "datetime", about)


def letter_line(question: Question) -> faces.LetterLine:
    """Boxes for the day, and a line for the time."""
    return faces.LetterLine(
        question.code, question.printed, "date", note="Month, day, year, and the time of day"
    )


def parse(question: Question, raw: object, today: date | None = None) -> str | faces.Sentence:
    """Day and time as ISO text to the minute (2026-11-24T15:30), in the town's own time.

    A zone behind the time is dropped: residents mean their own clock. `today` tells past from future.
    """
    text = _joined(raw)
    if text == "":
        return ""
    moment = _MOMENT.fullmatch(text) if isinstance(text, str) else None
    day = read_day(moment["day"]) if moment else None
    time = read_time(moment["time"]) if moment else None
    if day is None or time is None:
        return faces.Sentence(HOW)
    return in_period(question, day, today) or f"{day.isoformat()}T{time}"


def show(question: Question, value: object) -> str:
    """Day and time as residents read them: Tue 24 Nov 2026, 15:30."""
    del question
    day_text, _, time = str(value).partition("T")
    day = read_day(day_text)
    return f"{day:%a} {day.day} {day:%b %Y}, {time}" if day else str(value)


def read_time(text: str) -> str | None:
    """A time of day as 15:30, read from 15:30, 3:30 pm or 3 pm; None if it is none."""
    match = _TIME.fullmatch(text.strip())
    if not match or (match["minute"] is None and match["half"] is None):
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "").lower()
    if half:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if half.startswith("p") else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a clock


def _joined(raw: object) -> str | faces.Sentence:
    """The text of a moment, also where it comes as several fields (year, month, day, time)."""
    if isinstance(raw, dict):
        parts = [str(raw.get(name) or "").strip() for name in ("year", "month", "day")]
        time = str(raw.get("time") or "").strip()
        return f"{'-'.join(parts)} {time}" if any((*parts, time)) else ""
    return words(raw, limit=60)
