"""A council's color becomes tokens that can be read, whatever the color."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townline.look import brand

PART = st.integers(min_value=0, max_value=255)


@given(st.tuples(PART, PART, PART), st.sampled_from([brand.LIGHT_PAPER, brand.DARK_PAPER]))
def test_any_color_gives_readable_tokens(color: brand.Color, paper: brand.Color) -> None:
    made = brand.tokens(color, paper)
    assert brand.contrast(brand.parse(made.brand), brand.parse(made.on_brand)) >= brand.READABLE
    assert brand.contrast(brand.parse(made.brand_dark), brand.WHITE) >= brand.READABLE
    assert brand.contrast(brand.parse(made.brand_text), paper) >= brand.READABLE


def test_a_readable_color_is_kept_as_it_is() -> None:
    assert brand.tokens(brand.parse("#0b5563"), brand.LIGHT_PAPER).brand == "#0b5563"


def test_the_stylesheet_holds_both_schemes_and_nothing_else() -> None:
    sheet = brand.stylesheet("#8b0000")
    assert sheet.count(":root{") == 2
    assert set(re.findall(r"--([a-z-]+):", sheet)) == {"brand", "brand-dark", "brand-text", "on-brand"}


@pytest.mark.parametrize(
    "text", ["", "red", "#12345", "#1234567", "#12345g", "#0b5563;}body{display:none", "url(x)"]
)
def test_what_is_no_color_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(brand.UnreadableColorError, match="six digits"):
        brand.stylesheet(text)


def test_the_contrast_of_black_and_white_is_the_formulas_21() -> None:
    assert brand.contrast(brand.BLACK, brand.WHITE) == pytest.approx(21)
