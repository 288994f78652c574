"""Text made safe to store, and folded to compare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townline.kit.text import clean_line, clean_text, fold


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("  plain  ", "plain"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("nul\x00 bell\x07", "nul bell"),
        ("\u202eright to left trick\u202c", "right to left trick"),
        ("e\u0301", "\u00e9"),
        ("日本 עברית 👍🏽", "日本 עברית 👍🏽"),
    ],
)
def test_clean_text_keeps_what_is_said_and_drops_what_harms(given_: str, kept: str) -> None:
    assert clean_text(given_, 100) == kept


@given(st.text(), st.integers(1, 50))
def test_clean_text_is_stable_short_and_storable(text: str, limit: int) -> None:
    once = clean_text(text, limit)
    assert len(once) <= limit
    assert "\x00" not in once
    once.encode()
    assert clean_text(once, limit) == once


@given(st.text())
def test_a_clean_line_is_one_line(text: str) -> None:
    assert "\n" not in clean_line(text, 80)


@pytest.mark.parametrize(
    ("one", "other"), [("Élan Café", "elan cafe"), ("ST. MARY'S", "st mary s"), ("Straße", "STRASSE")]
)
def test_fold_makes_spellings_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)
