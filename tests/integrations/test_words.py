"""What another system's closing notes mean in ours."""

import pytest

from townline.integrations.rules import closing_reason, outcome
from townline.requests.rules import CLOSING_REASONS


@pytest.mark.parametrize(
    ("notes", "reason"),
    [
        ("Case Resolved. clear at this time.", "done"),
        ("", "done"),
        ("Duplicate of Existing Case. see 101", "duplicate"),
        ("Constituent called back to cancel request", "withdrawn"),
        ("Case Referred to External Agency. Utility", "not_ours"),
        ("NOVIO: No Violation Found/No Cause", "not_found"),
        ("Case Invalid", "declined"),
        ("Case Noted. Cited.", "answered"),
    ],
)
def test_a_closing_note_is_one_of_our_reasons(notes: str, reason: str) -> None:
    assert closing_reason(notes) == reason
    assert reason in CLOSING_REASONS


def test_no_note_is_told_as_no_note() -> None:
    assert outcome("", "Old CRM") == "Closed in Old CRM, which recorded nothing about what was done."
    assert outcome("Filled.", "Old CRM") == "Filled."
