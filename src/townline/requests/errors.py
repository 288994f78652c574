"""Refusals of the requests area."""

from townline.kit.errors import Refused


class RequestRefused(Refused):
    """The service request cannot be made or changed like this."""


class AnswersRefused(RequestRefused):
    """Answers are missing or cannot be used; ``problems`` maps a question's code to the sentence about it."""

    def __init__(self, problems: dict[str, str]) -> None:
        first = next(iter(problems))
        super().__init__("answers", problems[first], first)
        self.problems = problems


class NoSuchRequest(RequestRefused):
    """There is no such request, or the actor may not know of it."""
