"""Every key of the console, page by page, as the help that "?" opens lists them."""

from typing import Any

Group = dict[str, Any]


def _group(title: str, *keys: tuple[str, str]) -> Group:
    return {"title": title, "keys": [{"keys": pressed.split(), "does": does} for pressed, does in keys]}


EVERYWHERE = _group(
    "Everywhere",
    ("?", "Show these keys"),
    ("/", "Find a request"),
    ("Alt 1", "Requests"),
    ("Alt 2", "Log a call"),
    ("Tab", "Next field"),
)
PAGES: dict[str, Group] = {
    "console/queue.html": _group(
        "This list",
        ("j k", "Next and previous row"),
        ("Enter", "Open the row"),
        ("n p", "Next and previous page"),
    ),
    "console/case.html": _group(
        "This request",
        ("c", "Close"),
        ("h", "Hold"),
        ("g", "Go on"),
        ("a", "Assign"),
        ("m", "Add a note"),
        ("p", "Show who asked"),
        ("q", "Back to the list"),
    ),
    "console/call_new.html": _group(
        "This page", ("↓ ↑", "Walk through the services found"), ("Enter", "Start the script of a service")
    ),
    "console/call_script.html": _group(
        "This call",
        ("Enter", "Log this call"),
        ("Ctrl Enter", "Log this call, from a field of several lines"),
        ("Alt w", "Go to: where is it"),
        ("Alt n", "Go to: the caller's name"),
    ),
}


def keys_of(template: str) -> list[Group]:
    """The keys that work on a page."""
    here = PAGES.get(template)
    return [here, EVERYWHERE] if here else [EVERYWHERE]
