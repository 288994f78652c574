"""A council's own color: from one color the few tokens that change, each readable in both schemes."""

from __future__ import annotations

import re
from typing import NamedTuple

WHITE = (255, 255, 255)
BLACK = (0, 0, 0)
#: The page and the text on it, as in `styles/_tokens.scss`.
LIGHT_PAPER = (255, 255, 255)
DARK_PAPER = (16, 24, 29)
INK = (22, 36, 44)
READABLE = 4.5
STEPS = 40
#: Below this the curve of sRGB is a straight line (WCAG 2.2, relative luminance).
LINEAR = 0.04045

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
Color = tuple[int, int, int]


class UnreadableColorError(ValueError):
    """The brand is not a color; the message says what to give instead."""


class Tokens(NamedTuple):
    """The tokens of one scheme: the fill, its darker companion, the brand as text, and text on the fill."""

    brand: str
    brand_dark: str
    brand_text: str
    on_brand: str


def parse(text: str) -> Color:
    """Read ``#0b5563`` as red, green and blue from 0 to 255."""
    if not _HEX.fullmatch(text):
        raise UnreadableColorError(
            f"Give the brand color as # and six digits, such as #0b5563, not {text[:20]!r}."
        )
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def luminance(color: Color) -> float:
    """Relative luminance from 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= LINEAR else ((part + 0.055) / 1.055) ** 2.4
        for part in (each / 255 for each in color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio from 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(color: Color, toward: Color, share: float) -> Color:
    """Move ``color`` toward another by ``share`` from 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(color, toward, strict=True))
    return red, green, blue


def _until_readable(color: Color, ground: Color, toward: Color) -> Color:
    for step in range(STEPS + 1):
        candidate = mix(color, toward, step / STEPS)
        if contrast(candidate, ground) >= READABLE:
            return candidate
    return toward


def _hex(color: Color) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def tokens(color: Color, paper: Color) -> Tokens:
    """Work out the tokens for one scheme, whose page is ``paper``.

    The fill stays the council's color where white or ink can be read on it. The header (brand-dark) always
    carries white text, so it is darkened as far as that needs.
    """
    on_brand = WHITE if contrast(color, WHITE) >= contrast(color, INK) else INK
    # Between the colors that carry white and those that carry ink lie some that carry neither.
    fill = _until_readable(color, on_brand, BLACK if on_brand == WHITE else WHITE)
    header = _until_readable(mix(color, BLACK, 0.35), WHITE, BLACK)
    text = _until_readable(color, paper, BLACK if luminance(paper) > 0.5 else WHITE)  # noqa: PLR2004 - the middle
    return Tokens(_hex(fill), _hex(header), _hex(text), _hex(on_brand))


def stylesheet(text: str) -> str:
    """Write the stylesheet behind ``Town.brand_url``; refuses what is no color."""
    color = parse(text)
    light, dark = _root(tokens(color, LIGHT_PAPER)), _root(tokens(color, DARK_PAPER))
    return f"{light}\n@media screen and (prefers-color-scheme:dark){{{dark}}}\n"


def _root(made: Tokens) -> str:
    declarations = ";".join(f"--{name.replace('_', '-')}:{value}" for name, value in made._asdict().items())
    return f":root{{{declarations}}}"
