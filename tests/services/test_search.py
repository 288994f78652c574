"""Finding a service by the words of residents."""

import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.services.conftest import found_town
from tests.services.phrasings import PHRASINGS, UNSEEN
from townline.identity.models import Jurisdiction
from townline.identity.rules import SYSTEM
from townline.services import finding, queries
from townline.services.actions import STARTER, import_folder, read_folder

FIRST_SHARE, TOP_THREE_SHARE = 0.85, 0.95
UNSEEN_TOP_THREE_SHARE = 0.85
MILLISECONDS = 15


@pytest.fixture(scope="module")
def stocked(django_db_setup: None, django_db_blocker: Any) -> Iterator[Jurisdiction]:
    """The town with the starter pack, published once for all tests here: searching changes nothing."""
    with django_db_blocker.unblock(), transaction.atomic():
        town = found_town("searched", "SE")
        import_folder(jurisdiction_id=town.pk, actor=SYSTEM)
        yield town
        transaction.set_rollback(True)


def codes(town: Jurisdiction, words: str, limit: int = 3) -> list[str]:
    return [found.service.definition.code for found in queries.search(town.pk, words, limit)]


def shares(town: Jurisdiction, phrasings: tuple[tuple[str, str], ...]) -> tuple[float, float, list[str]]:
    """The share found first, the share found among three, and what was missed; printed as well."""
    found = {words: codes(town, words) for words, _ in phrasings}
    first = sum(found[words][:1] == [wanted] for words, wanted in phrasings) / len(phrasings)
    missed = [
        f"{words!r}: {found[words]} and not {wanted}"
        for words, wanted in phrasings
        if wanted not in found[words]
    ]
    three = 1 - len(missed) / len(phrasings)
    sys.stdout.write(f"{len(phrasings)} phrasings: first {first:.1%}, among three {three:.1%}\n")
    return first, three, missed


def test_what_residents_say_finds_what_they_mean(stocked: Jurisdiction) -> None:
    first, three, missed = shares(stocked, PHRASINGS)
    assert len(PHRASINGS) >= 40
    assert first >= FIRST_SHARE
    assert three >= TOP_THREE_SHARE, missed


def test_words_the_ranking_was_never_fitted_to_find_what_they_mean(stocked: Jurisdiction) -> None:
    _, three, missed = shares(stocked, UNSEEN)
    assert three >= UNSEEN_TOP_THREE_SHARE, missed


def test_no_phrasing_stands_in_a_keyword() -> None:
    keywords = {keyword.casefold() for definition in read_folder(STARTER) for keyword in definition.keywords}
    assert [words for words, _ in PHRASINGS if words.casefold() in keywords] == []


@pytest.mark.parametrize("words", ["pothoel", "POTHOLE", "pot hole", "potholes", "pothole!!!", "bache"])
def test_typing_mistakes_and_other_forms_are_forgiven(stocked: Jurisdiction, words: str) -> None:
    assert codes(stocked, words)[:1] == ["pothole"]


@pytest.mark.parametrize("words", ["steet ligth", "streetlight", "street lights", "strret light out"])
def test_words_written_apart_or_together_are_the_same(stocked: Jurisdiction, words: str) -> None:
    assert codes(stocked, words)[:1] == ["street-light-out"]


def test_reasons_are_given_in_words(stocked: Jurisdiction) -> None:
    best = queries.search(stocked.pk, "steet ligth", 1)[0]
    assert best.because[:3] == (
        "matches the words street, light",
        "reads “steet” as “street”",
        "reads “ligth” as “light”",
    )
    assert (
        queries.search(stocked.pk, "big hole in street", 1)[0].because[0]
        == "matches the words big, hole, street"
    )


@pytest.mark.parametrize("words", ["", "   ", "!!!", "the of and", "xyzzyqwrt", "'; -- <>"])
def test_words_that_say_nothing_find_nothing_and_break_nothing(stocked: Jurisdiction, words: str) -> None:
    assert queries.search(stocked.pk, words) == []


def test_very_long_and_odd_input_is_cut(stocked: Jurisdiction) -> None:
    assert codes(stocked, "pothole " + "x" * 100_000)[:1] == ["pothole"]
    assert isinstance(codes(stocked, "\x00\u202e% _ \\ :* & | ! <->"), list)
    assert len(queries.search(stocked.pk, "street", 10_000)) <= queries.MOST_FOUND


def test_a_search_is_quick(stocked: Jurisdiction) -> None:
    best = []
    for words, _ in PHRASINGS[::8]:
        times = []
        for _ in range(10):
            begin = time.perf_counter()
            queries.search(stocked.pk, words)
            times.append((time.perf_counter() - begin) * 1000)
        best.append(min(times))
    best.sort()
    sys.stdout.write(f"search: median {best[len(best) // 2]:.1f} ms, worst {best[-1]:.1f} ms")
    assert best[len(best) // 2] <= MILLISECONDS


@pytest.mark.parametrize(
    ("left", "right", "slips"),
    [
        ("pothoel", "pothole", 1),
        ("steet", "street", 1),
        ("light", "light", 0),
        ("", "abc", 3),
        ("abc", "", 3),
    ],
)
def test_slips_are_counted(left: str, right: str, slips: int) -> None:
    assert finding.distance(left, right) == slips


def test_a_word_far_from_all_others_stays_as_typed() -> None:
    assert finding.correction("pothoel", ["pothole", "potholes"]) == "pothole"
    assert finding.correction("xyzzy", ["pothole"]) == "xyzzy"
    assert finding.correction("cat", ["car", "dog"]) == "car"
