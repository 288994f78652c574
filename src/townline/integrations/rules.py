"""What another system's words mean in ours. Pure."""

import re

_FIRST_WORDS = 300
#: The first that fits the beginning of a closing note, else "done".
_REASONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("duplicate", re.compile(r"duplicate|already (reported|exists)", re.IGNORECASE)),
    ("withdrawn", re.compile(r"withdrawn|cancel+ed|called back to cancel", re.IGNORECASE)),
    (
        "not_ours",
        re.compile(
            r"refer(red)? to|(external|other) agency|not (a )?city|owns this|filed elsewhere|not .{0,20}jurisdiction",
            re.IGNORECASE,
        ),
    ),
    (
        "not_found",
        re.compile(
            r"no violation|not found|unfounded|no cause|nothing found|gone on arrival|unable to locate",
            re.IGNORECASE,
        ),
    ),
    ("declined", re.compile(r"invalid|rejected|declined|no basis|denied", re.IGNORECASE)),
    ("answered", re.compile(r"case noted|information (given|provided)|answered", re.IGNORECASE)),
)


def closing_reason(status_notes: str) -> str:
    """Our closing reason for what another system wrote when it closed a request; "done" where nothing else fits."""
    beginning = status_notes[:_FIRST_WORDS]
    return next((reason for reason, words in _REASONS if words.search(beginning)), "done")


def outcome(status_notes: str, source: str) -> str:
    """What the resident reads as the outcome: the other system's words, or that it left none."""
    return status_notes or f"Closed in {source}, which recorded nothing about what was done."
