"""What another system's words mean in ours. Pure."""

_FIRST_LETTERS = 300
#: Our reason, and words in the beginning of a closing note that mean it; the first that fits counts.
_REASONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("duplicate", ("duplicate", "already reported", "already exists")),
    ("withdrawn", ("withdrawn", "canceled", "cancelled", "called back to cancel")),
    (
        "not_ours",
        (
            "referred to", "refer to", "external agency", "other agency", "not city", "not a city", "owns this",
            "filed elsewhere", "jurisdiction",
        ),
    ),
    (
        "not_found",
        ("no violation", "not found", "unfounded", "no cause", "nothing found", "gone on arrival", "unable to locate"),
    ),
    ("declined", ("invalid", "rejected", "declined", "no basis", "denied")),
    ("answered", ("case noted", "information given", "information provided", "answered")),
)  # fmt: skip


def closing_reason(status_notes: str) -> str:
    """Our closing reason for what another system wrote when it closed a request; "done" where nothing else fits."""
    beginning = status_notes[:_FIRST_LETTERS].lower()
    for reason, words in _REASONS:
        for word in words:
            if word in beginning:
                return reason
    return "done"


def outcome(status_notes: str, source: str) -> str:
    """What the resident reads as the outcome: the other system's words, or that it left none."""
    return status_notes or f"Closed in {source}, which recorded nothing about what was done."
