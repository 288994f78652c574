"""Answers as XML, from the same data that JSON is written from. Pure.

JSON is XML by the Spark convention: the outer container is left out and an empty element is ``null``.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'

#: What one thing in a list is called.
ITEMS = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "photos": "photo",
    "notes": "note",
    "media_urls": "media_url",
}

# XML 1.0 has no way to write these, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"}
_SPECIAL = re.compile(r"[&<>\r]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def write(root: str, value: object) -> str:
    """The document with ``value`` (what JSON would be made of) in the element ``root``."""
    parts = [DECLARATION]
    _element(parts, root, value)
    return _UNWRITABLE.sub("", "".join(parts))


def escaped(text: str) -> str:
    """Text as it stands between tags."""
    return text.translate(_ESCAPED) if _SPECIAL.search(text) else text


def _element(parts: list[str], name: str, value: object) -> None:
    inner = _inner(value)
    if inner is not None:
        parts.append(f"<{name}>{inner}</{name}>" if inner else f"<{name}/>")
        return
    parts.append(f"<{name}>")
    if isinstance(value, Mapping):
        _fields(parts, value)
    elif isinstance(value, Sequence):
        item = ITEMS.get(name, "item")
        for held in value:
            _element(parts, item, held)
    parts.append(f"</{name}>\n")


def _fields(parts: list[str], row: Mapping[object, object]) -> None:
    """The elements of an object; the loop of long lists, so text and nothing are written here at once."""
    for key, held in row.items():
        name = _safe_name(str(key))
        if held is None:
            parts.append(f"<{name}/>")
        elif type(held) is str and held:
            parts.append(f"<{name}>{escaped(held)}</{name}>")
        else:
            _element(parts, name, held)


def _inner(value: object) -> str | None:
    """What stands inside the element of a simple value; None for a list or an object."""
    if value is None:
        return ""
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return None


@lru_cache(maxsize=1024)
def _safe_name(name: str) -> str:
    """A key as the name of an element; keys of our own are names already."""
    return name if _NAME.fullmatch(name) else re.sub(r"[^A-Za-z0-9_.-]", "_", f"_{name}")
