"""Text without HTML: Open311 allows line breaks in a description and nothing else. Pure."""

import re

# What is inside these is never meant for a reader.
_UNSEEN = re.compile(r"<(script|style)\b[^<>]{0,500}>.{0,20000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
# Only what can be a tag: "a < b" and "<3" are text.
_TAG = re.compile(r"<!--.{0,5000}?-->|</?[a-zA-Z][^<>]{0,2000}>|<![a-zA-Z][^<>]{0,500}>", re.DOTALL)


def without_html(text: str) -> str:
    """The text with tags taken out and breaks kept; what looks like no tag stays as it was written."""
    if "<" not in text:
        return text
    text = _UNSEEN.sub("", text)
    text = _BREAK.sub("\n", text)
    return _TAG.sub("", text)
