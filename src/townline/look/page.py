"""What the layouts are told about the town, the person and the navigation; the doors fill these in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go. ``count`` is shown beside it; ``current`` marks where the reader is."""

    text: str
    url: str
    current: bool = False
    count: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """The jurisdiction as a reader sees it.

    ``brand_url`` is a stylesheet of ours that overrides the brand tokens (`look.brand`); ``languages``
    are links whose text is the language's own name; ``emergency`` is the sentence in the portal's footer.
    """

    name: str
    home_url: str = "/"
    follow_url: str = ""
    logo_url: str = ""
    brand_url: str = ""
    language: str = "en"
    direction: str = "ltr"
    languages: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    emergency: str = "If someone is in danger, call 911."
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in."""

    name: str
    role: str = ""
    account_url: str = ""
    sign_out_url: str = ""
