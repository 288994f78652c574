"""Bytes as rows: JSON pages (a bare list, or wrapped in ``service_requests``) and NDJSON, in bounded memory."""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from townline.integrations.errors import SourceRefused

LARGEST_ROW = 1024 * 1024
SHOWN_OF_HUGE = 2_000
HEAD_BYTES = 64 * 1024
_WRAPPED = re.compile(rb'\s*\{[^\[{]*?"service_requests"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Raw(NamedTuple):
    """One row as it was found: its text, what was read from it, or why nothing could be read."""

    text: str
    value: object
    fault: str = ""


def rows(pieces: Iterable[bytes], name: str) -> Iterator[Raw]:
    """The rows in ``pieces``, one at a time; those that cannot be read carry their fault.

    Raises SourceRefused where the whole is no JSON, or ends in the middle.
    """
    source = iter(pieces)
    head = b""
    for piece in source:
        head += piece
        if len(head) >= HEAD_BYTES:
            break
    if head.startswith(_UTF16):
        raise SourceRefused("encoding", f"{name} is UTF-16. Save it as UTF-8.")
    head = head.removeprefix(codecs.BOM_UTF8)
    start = head.lstrip()[:1]
    if not start:
        return
    if start not in {b"[", b"{"}:
        begins = head.lstrip()[:20].decode("utf-8", "replace")
        sentence = (
            f'{name} is not JSON: it begins with "{begins}". Give Open311 requests as JSON pages or NDJSON.'
        )
        raise SourceRefused("not_json", sentence)
    wrapped = _WRAPPED.match(head)
    if start == b"{" and not wrapped and _first_line_is_row(head):
        yield from _lines(head, source)
    else:
        skipped = wrapped.end() if wrapped else head.index(start) + (start == b"[")
        yield from _Values(
            head[skipped:], source, name, closed_by="]" if wrapped or start == b"[" else ""
        ).rows()


def _first_line_is_row(head: bytes) -> bool:
    line, found, _ = head.lstrip().partition(b"\n")
    if not found and len(head) >= HEAD_BYTES:
        return True  # one huge line: reading by line says so
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return not line.rstrip().endswith((b"{", b",", b"[", b":"))


def _lines(head: bytes, source: Iterator[bytes]) -> Iterator[Raw]:
    kept = head
    skipping = False
    for piece in _and_then(source):
        lines = (kept + piece).split(b"\n")
        kept = lines.pop()
        for line in lines:
            if skipping:
                skipping = False
            elif line.strip():
                yield _line(line)
        if len(kept) > LARGEST_ROW:
            if not skipping:
                yield _huge(kept)
            kept, skipping = b"", True
    if kept.strip() and not skipping:
        yield _line(kept)


def _and_then(source: Iterator[bytes]) -> Iterator[bytes]:
    """Nothing first, so that what is kept already is looked at; then the source."""
    yield b""
    yield from source


def _line(line: bytes) -> Raw:
    if len(line) > LARGEST_ROW:
        return _huge(line)
    try:
        return Raw(line.decode(), msgspec.json.decode(line))
    except UnicodeDecodeError:
        return Raw(line.decode("utf-8", "backslashreplace"), None, "The row is not UTF-8 text.")
    except msgspec.DecodeError as error:
        return Raw(line.decode("utf-8", "backslashreplace"), None, f"The row is not JSON: {error}.")
    except RecursionError:
        return _huge(line)


def _huge(line: bytes) -> Raw:
    return Raw(
        line[:SHOWN_OF_HUGE].decode("utf-8", "backslashreplace"), None, "The row is longer than 1 MiB."
    )


class _Values:
    """JSON values one after another, parted by blanks or commas, until the list closes or the bytes end."""

    def __init__(self, head: bytes, source: Iterator[bytes], name: str, closed_by: str) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._text = self._decode(head)
        self._at = 0
        self._source = source
        self._name = name
        self._closed_by = closed_by
        self._scan = json.JSONDecoder().raw_decode

    def rows(self) -> Iterator[Raw]:
        while self._to_next():
            yield self._value()

    def _to_next(self) -> bool:
        """Go to the next value; False at the end of the list or of the source."""
        while True:
            between = _BETWEEN.match(self._text, self._at)
            self._at = between.end() if between else self._at
            if self._at < len(self._text):
                return not self._closed_by or self._text[self._at] != self._closed_by
            if not self._more():
                if self._closed_by:
                    raise self._ends_early()
                return False

    def _value(self) -> Raw:
        while True:
            try:
                value, end = self._scan(self._text, self._at)
            except (json.JSONDecodeError, RecursionError) as error:
                if len(self._text) - self._at <= LARGEST_ROW and self._more():
                    continue
                raise self._unreadable(error) from error
            text = self._text[self._at : end]
            self._at = end
            if not text.isascii() and _NOT_UTF8.search(text):
                plain = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
                return Raw(plain, None, "The row is not UTF-8 text.")
            return Raw(text, value)

    def _more(self) -> bool:
        piece = next(self._source, None)
        if piece is None:
            return False
        self._text = self._text[self._at :] + self._decode(piece)
        self._at = 0
        return True

    def _ends_early(self) -> SourceRefused:
        return SourceRefused("cut_off", f"{self._name} is cut off: its list does not end. Fetch it again.")

    def _unreadable(self, error: Exception) -> SourceRefused:
        if len(self._text) - self._at > LARGEST_ROW:
            reason = "a row is longer than 1 MiB or is not JSON"
        elif isinstance(error, json.JSONDecodeError) and (
            error.msg.startswith("Unterminated") or error.pos >= len(self._text.rstrip()) - 1
        ):
            return self._ends_early()
        else:
            reason = str(error)
        return SourceRefused("not_json", f"{self._name} cannot be read further: {reason}.")
