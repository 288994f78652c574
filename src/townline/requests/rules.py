"""Numbers, states and reasons of service requests. Pure."""

import re
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

State = Literal["open", "held", "closed"]

#: Why a clock may stand still, as the resident reads it.
HOLD_REASONS: dict[str, str] = {
    "waiting_resident": "We are waiting for an answer from you",
    "waiting_other": "We are waiting for another authority or company",
    "weather": "The weather does not allow the work",
    "parts": "We are waiting for parts or material",
    "legal": "A notice period set by law is running",
}

#: How a request can end, as staff chooses it.
CLOSING_REASONS: dict[str, str] = {
    "done": "Done",
    "answered": "Answered, no work needed",
    "not_found": "Nothing found at the place",
    "not_ours": "Not ours: passed on or explained who is responsible",
    "duplicate": "Already reported",
    "declined": "Declined, with the reason",
    "withdrawn": "Withdrawn by the resident",
}

#: Verbs allowed in each state.
ALLOWED: dict[State, frozenset[str]] = {
    "open": frozenset({"comment", "triage", "hold", "close", "assign", "reassign", "mark_duplicate"}),
    "held": frozenset({"comment", "release", "close", "assign", "reassign"}),
    "closed": frozenset({"comment", "reopen"}),
}

SHORTEST_OUTCOME = 15
EMPTY_OUTCOMES = frozenset(
    {"done", "closed", "fixed", "completed", "resolved", "ok", "n a", "see notes", "case closed"}
)

# The Damm table finds every single wrong digit and every swap of two neighbours
# (H. M. Damm, Total anti-symmetrische Quasigruppen, doctoral thesis, Marburg 2004).
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_NUMBER = re.compile(r"([A-Z]{1,6})-?(\d{4})-?(\d{4,9})-?(\d)", re.ASCII)


def check_digit(digits: str) -> str:
    """The Damm check digit of a string of digits."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def month_of(received_at: datetime, timezone: str) -> str:
    """Year and month of a moment in the jurisdiction's zone, as numbers carry it ("2611")."""
    return f"{received_at.astimezone(ZoneInfo(timezone)):%y%m}"


def write_number(prefix: str, month: str, position: int) -> str:
    """The human number of the ``position``-th request of a month: ``TL-2611-0042-7``."""
    serial = f"{position:04d}"
    return f"{prefix}-{month}-{serial}-{check_digit(month + serial)}"


def read_number(text: str) -> str | None:
    """The number a person meant by ``text`` (any case, blanks or hyphens left out); None if no digit fits."""
    found = _NUMBER.fullmatch(re.sub(r"[\s_\u2013\u2014]+", "-", text.strip().upper()))
    if found is None:
        return None
    prefix, month, serial, digit = found.groups()
    return f"{prefix}-{month}-{serial}-{digit}" if check_digit(month + serial) == digit else None


def outcome_problem(outcome: str) -> str | None:
    """What is wrong with a closing sentence, as a sentence; None if it says something."""
    plain = re.sub(r"[^a-z]+", " ", outcome.lower()).strip()
    if plain in EMPTY_OUTCOMES or len(outcome.strip()) < SHORTEST_OUTCOME:
        return "Say what was done or found, in a sentence the resident can understand."
    return None
