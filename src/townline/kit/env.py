"""Settings from the environment, each declared once with what it does; ``docs/recipes/settings.md`` lists them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Value = TypeVar("Value")


class BadSetting(Exception):  # noqa: N818 - read as "bad setting: PORT …"
    """A setting's text cannot be understood; the message names it and says what is expected."""


@dataclass(frozen=True)
class Setting:
    """One declared setting: its name, default as text, and what it does."""

    name: str
    default: str
    purpose: str


_declared: dict[str, Setting] = {}


def declared() -> dict[str, Setting]:
    """Every setting declared so far, by name."""
    return dict(_declared)


def _read(name: str, default: str, purpose: str, convert: Callable[[str], Value], expected: str) -> Value:
    _declared[name] = Setting(name, default, purpose)
    raw = os.environ.get(name, "").strip() or default
    try:
        return convert(raw)
    except ValueError as error:
        message = f"{name} is {raw!r}; it must be {expected}."
        raise BadSetting(message) from error


def text(name: str, default: str, purpose: str) -> str:
    """A setting that is plain text."""
    return _read(name, default, purpose, str, "text")


def whole(name: str, default: int, purpose: str) -> int:
    """A setting that is a whole number."""
    return _read(name, str(default), purpose, int, "a whole number")


def folder(name: str, default: str, purpose: str) -> Path:
    """A setting that is a folder; ``~`` is the home folder."""
    return _read(name, default, purpose, lambda raw: Path(raw).expanduser().absolute(), "a folder")


def flag(name: str, purpose: str, *, default: bool = False) -> bool:
    """A setting that is yes or no."""
    words = {
        "1": True,
        "yes": True,
        "true": True,
        "on": True,
        "0": False,
        "no": False,
        "false": False,
        "off": False,
    }

    def convert(raw: str) -> bool:
        if raw.lower() not in words:
            raise ValueError(raw)
        return words[raw.lower()]

    return _read(name, "yes" if default else "no", purpose, convert, "yes or no")


def several(name: str, default: str, purpose: str) -> list[str]:
    """A setting that is a list parted by commas."""
    return _read(
        name,
        default,
        purpose,
        lambda raw: [part.strip() for part in raw.split(",") if part.strip()],
        "a list",
    )
