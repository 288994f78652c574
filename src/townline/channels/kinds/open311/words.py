"""Open311's words for our states, and ours for the words that come in. Pure."""

from typing import Literal

from townline.requests.rules import CLOSING_REASONS, HOLD_REASONS

#: What a status in a list filter selects.
STATES: dict[str, tuple[str, ...]] = {"open": ("open", "held"), "closed": ("closed",)}

#: The update word that FixMyStreet understands, by our closing reason.
CLOSED_AS: dict[str, str] = {
    "done": "FIXED",
    "answered": "NO_FURTHER_ACTION",
    "not_found": "NO_FURTHER_ACTION",
    "not_ours": "NOT_COUNCILS_RESPONSIBILITY",
    "duplicate": "DUPLICATE",
    "declined": "NO_FURTHER_ACTION",
    "withdrawn": "CLOSED",
}

#: The update word by what happened; what closes has its word from the reason.
VERB_WORDS: dict[str, str] = {
    "submit": "OPEN",
    "reopen": "OPEN",
    "release": "IN_PROGRESS",
    "hold": "ACTION_SCHEDULED",
}

Effect = Literal["close", "open", "tell"]

#: What an update word sent to us does, and the closing reason where it closes.
UPDATE_WORDS: dict[str, tuple[Effect, str]] = {
    "OPEN": ("open", ""),
    "REOPEN": ("open", ""),
    "CONFIRMED": ("open", ""),
    "FIXED": ("close", "done"),
    "CLOSED": ("close", "done"),
    "CANCELLED": ("close", "withdrawn"),
    "NO_FURTHER_ACTION": ("close", "declined"),
    "DUPLICATE": ("close", "duplicate"),
    "NOT_COUNCILS_RESPONSIBILITY": ("close", "not_ours"),
    "IN_PROGRESS": ("tell", ""),
    "ACTION_SCHEDULED": ("tell", ""),
    "INVESTIGATING": ("tell", ""),
    "PLANNED": ("tell", ""),
    "INTERNAL_REFERRAL": ("tell", ""),
    "FOR_TRIAGE": ("tell", ""),
    "UNCHANGED": ("tell", ""),
}


def read_word(text: str) -> str:
    """An update word in any case, with blanks or underscores."""
    return "_".join(text.upper().replace("_", " ").split())


def sql_words(column: str, words: dict[str, str]) -> str:
    """A CASE expression that turns the values of a column into words. Both sides are constants of ours."""
    lines = " ".join(f"WHEN {sql_text(key)} THEN {sql_text(word)}" for key, word in words.items())
    return f"CASE {column} {lines} END"


def sql_text(text: str) -> str:
    """A constant of ours as SQL writes it; percent signs are doubled, because parameters follow."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


HOLD_NOTES = {reason: f"On hold: {words[0].lower()}{words[1:]}." for reason, words in HOLD_REASONS.items()}
CLOSING_NAMES = dict(CLOSING_REASONS)
