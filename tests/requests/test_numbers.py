"""Numbers that people say on the phone."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townline.requests.rules import check_digit, month_of, read_number, write_number

MONTHS = st.sampled_from(["2611", "2612", "2701", "0805"])
POSITIONS = st.integers(1, 999_999)


@given(MONTHS, POSITIONS)
def test_a_number_is_read_as_it_was_written_in_any_spelling(month: str, position: int) -> None:
    number = write_number("TL", month, position)
    for spelling in (
        number,
        number.lower(),
        number.replace("-", " "),
        number.replace("-", ""),
        f"  {number} ",
    ):
        assert read_number(spelling) == number


@given(MONTHS, POSITIONS, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(month: str, position: int, where: int, by: int) -> None:
    digits = list(month + f"{position:04d}")
    where %= len(digits)
    wrong = [*digits]
    wrong[where] = str((int(wrong[where]) + by) % 10)
    assert check_digit("".join(wrong)) != check_digit("".join(digits))


@given(MONTHS, POSITIONS, st.integers(0, 6))
def test_two_swapped_neighbours_are_noticed(month: str, position: int, where: int) -> None:
    digits = list(month + f"{position:04d}")
    where %= len(digits) - 1
    swapped = [*digits]
    swapped[where], swapped[where + 1] = swapped[where + 1], swapped[where]
    assert (check_digit("".join(swapped)) == check_digit("".join(digits))) == (swapped == digits)


@pytest.mark.parametrize(
    "text", ["", "TL", "TL-2611-0042-8", "42", "TL-2611-42-7", "'; DROP TABLE", "TL-２６１１-0042-7"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_the_month_is_the_towns_own() -> None:
    new_year = datetime(2027, 1, 1, 3, 0, tzinfo=UTC)
    assert month_of(new_year, "America/New_York") == "2612"
    assert month_of(new_year, "Europe/London") == "2701"
