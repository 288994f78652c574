"""Names and values as they come over the wire: UTF-8 and nothing else. Pure."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

from townline.channels.kinds.open311.faults import bad

MOST_PAIRS = 500
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
NOT_UTF8 = "This is not UTF-8. Send the text in UTF-8, percent-encoded."


class Pairs:
    """Names with their values in order. An empty value counts as not sent, as Open311 wants it."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            if value.strip():
                self._values.setdefault(name, []).append(value)

    def one(self, name: str, *others: str) -> str:
        """The first value of the first of these names that was sent, without blanks around it; "" for none."""
        for known in (name, *others):
            if known in self._values:
                return self._values[known][0].strip()
        return ""

    def several(self, name: str) -> list[str]:
        """Every value of the name."""
        return list(self._values.get(name, ()))

    def listed(self, name: str) -> list[str]:
        """The values of a list parted by commas, each once; the name may also be repeated."""
        found = (part.strip() for value in self._values.get(name, ()) for part in value.split(","))
        return list(dict.fromkeys(part for part in found if part))

    def items(self) -> list[tuple[str, list[str]]]:
        """All names with their values."""
        return list(self._values.items())


def read_encoded(raw: bytes) -> Pairs:
    """The pairs of a query or of a form-encoded body. Refuses what is not UTF-8, and NUL characters."""
    try:
        text = raw.decode("utf-8")
        if _BROKEN_PERCENT.search(text):
            raise bad(
                "A percent sign must be followed by two hexadecimal digits. Write the sign itself as %25."
            )
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PAIRS)
    except UnicodeDecodeError as error:
        raise bad(NOT_UTF8) from error
    except ValueError as error:
        raise bad(f"There are more than {MOST_PAIRS} fields. Send fewer.") from error
    return Pairs(without_nul(pairs))


def read_latin(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """The pairs of a multipart body whose bytes were kept by reading them as Latin-1."""
    try:
        read = [(name.encode("latin-1").decode(), value.encode("latin-1").decode()) for name, value in pairs]
    except UnicodeDecodeError as error:
        raise bad(NOT_UTF8) from error
    return Pairs(without_nul(read))


def without_nul(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs, if no NUL is in them: no text has one, so whatever sent it is broken."""
    if any("\x00" in name or "\x00" in value for name, value in pairs):
        raise bad("There is a NUL character in the text. Send it without.")
    return pairs
