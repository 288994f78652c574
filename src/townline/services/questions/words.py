"""Reading words that people sent: evened out, within their limit, and nothing but text."""

import re

from townline.kit.text import clean_line, clean_text
from townline.services.questions.faces import Sentence

_LINE_ENDS = re.compile("[\u2028\u2029\x85]")


def words(raw: object, *, limit: int, several_lines: bool = False) -> str | Sentence:
    """The text someone sent, or why it cannot be kept. HTML is just text; control signs are dropped."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return Sentence("Answer with words.")
    text = str(raw)
    if len(text) > limit * 4 + 1000:
        return Sentence(too_long(len(text), limit))
    text = _LINE_ENDS.sub("\n", text)
    text = paragraphs(text) if several_lines else clean_line(text, len(text))
    return Sentence(too_long(len(text), limit)) if len(text) > limit else text


def paragraphs(text: str) -> str:
    """Text with its line breaks, never more than one empty line in a row."""
    lines = [line.rstrip() for line in clean_text(text, len(text) * 4).split("\n")]
    kept = [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
    return "\n".join(kept).strip()


def too_long(length: int, limit: int) -> str:
    """The sentence for an answer that is too long."""
    return f"This has {length} characters. Shorten it to {limit} or fewer; nothing you wrote was lost."
