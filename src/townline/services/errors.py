"""Refusals of the services area."""

from collections.abc import Iterable

from townline.kit.errors import Refused
from townline.services.definition.problems import DefinitionError, Problem


class ServiceRefused(Refused):
    """A service cannot be published, found or retired like this."""


class FilesRefused(ServiceRefused):
    """Definition files that cannot be used; `problems` has file, line and sentence for each reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        error = DefinitionError(problems)
        super().__init__("definition_wrong", str(error), "definition")
        self.problems = error.problems
