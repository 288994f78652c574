"""Text as people send it, made safe to store, and folded so that it can be compared."""

import re
import unicodedata
from typing import TypeAlias

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"

# Line breaks and tabs stay; other control characters, the byte order mark and direction overrides do harm in
# lists, mails and exports, and say nothing a reader sees.
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w]+")


def clean_text(value: str, limit: int) -> str:
    """``value`` in NFC, without control characters, with plain line breaks, cut to ``limit`` characters."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = unicodedata.normalize("NFC", _HARMFUL.sub("", value))
    return value.strip()[:limit].rstrip()


def clean_line(value: str, limit: int) -> str:
    """Like :func:`clean_text`, with every run of white space as one blank."""
    return _SPACES.sub(" ", clean_text(value, limit * 4)).strip()[:limit].rstrip()


def fold(value: str) -> str:
    """Lower case without accents or punctuation, words parted by one blank: for matching, never for showing."""
    plain = unicodedata.normalize("NFKD", value).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", plain).strip()
