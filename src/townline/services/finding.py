"""Ranking services for words someone typed, with the reasons. Pure: the database only counts likeness."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from townline.kit.text import fold

MOST_WORDS = 16
LONGEST = 200
WEIGHTS: dict[str, float] = {"A": 1.0, "B": 0.9, "C": 0.35, "D": 0.2}
"""What a word is worth where it stands: in the name, in a keyword, in the description."""
MISSPELT = 0.8
"""What a word is worth that had to be read as another."""
PHRASE_SHARE = 0.8
"""What likeness to a whole keyword adds, beside the words one by one (1.0)."""
REPEATED, MOST_REPEATS = 0.15, 4
"""What each further time adds to a word that a service uses more than once, and how many times count."""
LIKE_ENOUGH = 0.45
"""From this likeness (0 to 1) on, a keyword is named as a reason."""
LEAST_LIKENESS = 0.4
"""A service that shares no word with the search must have a keyword at least as like it as this."""
SHORT_WORD = 5
SHORTEST = 3
"""Letters of the shortest word that is joined with its neighbor or corrected."""


@dataclass(frozen=True)
class Candidate:
    """A service that may be meant: its hits and its likest phrase.

    A hit is the root of a word with the place it stands at best and how often it stands: `{"rat": "A5"}`.
    """

    service_id: int
    hits: Mapping[str, str]
    phrase: str = ""
    likeness: float = 0.0


@dataclass(frozen=True)
class Term:
    """A word of the search: as typed, as read, and its root; the root is empty for words that say nothing.

    `joined` words were typed as two: "pot hole", "bed bugs".
    """

    typed: str
    read: str
    root: str
    joined: bool = False

    @property
    def corrected(self) -> bool:
        """Whether it was read as another word."""
        return self.typed != self.read


@dataclass(frozen=True)
class Ranked:
    """A service with its score (higher is better) and the sentences that say why."""

    service_id: int
    score: float
    because: tuple[str, ...]


def words_of(typed: str) -> tuple[str, ...]:
    """The words of a search, folded; the first sixteen of them, each once."""
    return tuple(dict.fromkeys(fold(typed[:LONGEST]).split()))[:MOST_WORDS]


def pairs_of(words: Sequence[str]) -> tuple[str, ...]:
    """Neighboring words written as one, since people write "streetlight" and "pot hole" either way."""
    pairs = pairwise(words)
    return tuple(
        dict.fromkeys(left + right for left, right in pairs if min(len(left), len(right)) >= SHORTEST)
    )


def phrases_of(name: str, keywords: Iterable[str]) -> list[str]:
    """Name and keywords, folded for comparison."""
    return list(dict.fromkeys(filter(None, (fold(phrase) for phrase in (name, *keywords)))))


def correction(typed: str, near: Sequence[str]) -> str:
    """The word that was meant among words that look alike, or the typed one if none is near enough.

    One slip (a letter wrong, missing, too many, or two swapped) in up to five letters, two in longer words.
    """
    allowed = 1 if len(typed) <= SHORT_WORD else 2
    close = [(distance(typed, word), -len(word), word) for word in near]
    fitting = [found for found in close if found[0] <= allowed and found[2][:1] in {typed[:1], typed[1:2]}]
    return min(fitting)[2] if fitting else typed


def distance(left: str, right: str) -> int:
    """Slips between two words: letters added, lost, changed or swapped (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, sign in enumerate(left, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != other))
            if i > 1 and j > 1 and sign == right[j - 2] and left[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def rank(terms: Sequence[Term], candidates: Sequence[Candidate], services: int, limit: int) -> list[Ranked]:
    """The best candidates first. `services` is how many there are in all: rare words count more."""
    roots = {term.root: term for term in terms if term.root}
    rarity = {root: _rarity(root, candidates, services) for root in roots}
    most = sum(rarity.values()) or 1.0
    ranked = []
    for candidate in candidates:
        if not candidate.hits and candidate.likeness < LEAST_LIKENESS:
            continue
        words = sum(
            rarity[root] * _weight(hit) * (MISSPELT if roots[root].corrected else 1.0)
            for root, hit in candidate.hits.items()
            if root in roots
        )
        score = words / most + PHRASE_SHARE * candidate.likeness
        ranked.append(Ranked(candidate.service_id, round(score, 4), because(terms, candidate)))
    ranked.sort(key=lambda found: (-found.score, found.service_id))
    return ranked[:limit]


def because(terms: Sequence[Term], candidate: Candidate) -> tuple[str, ...]:
    """Why a service was found, in sentences."""
    hit = [term for term in terms if term.root in candidate.hits]
    hit = [term for term in hit if not term.joined] or hit
    reasons = []
    if hit:
        many = "words" if len(hit) > 1 else "word"
        reasons.append(f"matches the {many} {', '.join(term.read for term in hit)}")
    reasons.extend(f"reads “{term.typed}” as “{term.read}”" for term in hit if term.corrected)
    if candidate.phrase and candidate.likeness >= LIKE_ENOUGH:
        reasons.append(f"is like “{candidate.phrase}”")
    return tuple(reasons) or (f"looks a little like “{candidate.phrase}”",)


def _weight(hit: str) -> float:
    """What a hit is worth: by its place, and a little more for each further time the word stands there."""
    place, times = hit[:1], int(hit[1:] or 1)
    return WEIGHTS.get(place, 0.0) * (1 + REPEATED * min(times - 1, MOST_REPEATS))


def _rarity(root: str, candidates: Sequence[Candidate], services: int) -> float:
    """How telling a word is: log(1 + services / services that use it), the inverse document frequency."""
    using = sum(root in candidate.hits for candidate in candidates)
    return math.log(1 + services / using) if using else math.log(1 + services)
