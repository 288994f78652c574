"""What is wrong with a file, as sentences with file and line, all of it at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

MOST_PROBLEMS = 25
"""Problems named in one refusal; who has more should mend these first."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: where it stands (line from 1) and a sentence."""

    filename: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.filename}:{self.line}: {self.sentence}"


class DefinitionError(ValueError):
    """A file that is not a definition; `problems` says why, in the order of the lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        shown = [str(problem) for problem in self.problems[:MOST_PROBLEMS]]
        more = len(self.problems) - len(shown)
        super().__init__("\n".join([*shown, f"… and {more} more"] if more else shown))


def nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean "…"?)` with the nearest known spelling, or nothing."""
    close = difflib.get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.6)
    return f' (did you mean "{close[0]}"?)' if close else ""
