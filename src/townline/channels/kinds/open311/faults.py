"""Errors as Open311 tells them: an HTTP status and one or several sentences. Pure."""

from collections.abc import Mapping, Sequence

from townline.kit.text import JsonValue

BAD, FORBIDDEN, MISSING, METHOD, BUSY = 400, 403, 404, 405, 429


class Fault(Exception):  # noqa: N818 - the word for what the client is told
    """The call cannot be answered; ``sentences`` say why, each as an error of its own."""

    def __init__(self, status: int, *sentences: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(*sentences)
        self.status = status
        self.sentences = sentences
        self.headers = dict(headers or {})

    def rows(self) -> list[JsonValue]:
        """The errors as the answer lists them."""
        return rows(self.status, self.sentences)


def rows(code: int, sentences: Sequence[str]) -> list[JsonValue]:
    """Each sentence as an error with this code."""
    return [{"code": code, "description": sentence} for sentence in sentences]


def bad(*sentences: str) -> Fault:
    """What was sent cannot be used."""
    return Fault(BAD, *sentences)


def missing(sentence: str) -> Fault:
    """There is no such thing."""
    return Fault(MISSING, sentence)
