"""Refusals of the channels area."""

from townline.kit.errors import Refused


class KeyRefused(Refused):
    """The key is missing or is not one of ours, or not for this jurisdiction."""


class TooOften(Refused):
    """The key was used more often than it may be; ``seconds`` says how long to wait."""

    def __init__(self, seconds: int, limit: int) -> None:
        sentence = f"This key may be used {limit} times a minute. Try again in {seconds} seconds."
        super().__init__("too_often", sentence, "api_key")
        self.seconds = seconds


class ReportRefused(Refused):
    """What came in cannot become a request."""


class UpdateRefused(Refused):
    """What came in cannot become an update of a request."""


class NothingHere(Refused):
    """There is no such service, request, token or jurisdiction, or it is nobody's business."""
