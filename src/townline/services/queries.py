"""Reads of the services area."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import connection

from townline.kit.text import JsonValue
from townline.services import finding, models
from townline.services.definition.conditions import AnswerValue
from townline.services.definition.model import Definition, from_json
from townline.services.models import Service, State

MOST_KEPT = 5_000
MOST_FOUND = 50
_kept: dict[int, Definition] = {}


@dataclass(frozen=True)
class PublishedVersion:
    """A service residents can ask for, with the version that counts now."""

    service_id: int
    definition_id: int
    department_id: int
    definition: Definition


@dataclass(frozen=True)
class Found:
    """A service found by words: higher scores are better, `because` says why."""

    service: PublishedVersion
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class CatalogueVersion:
    """Which state the list of services is in; the number moves with every change."""

    number: int
    changed_at: datetime | None

    @property
    def changeset(self) -> str:
        """The version as Open311 clients compare it."""
        when = self.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ") if self.changed_at else "never"
        return f"{when} {self.number}"


def definition(definition_id: int) -> Definition:
    """The definition of that version, kept in memory: it never changes. Raises Definition.DoesNotExist."""
    found = _definitions([definition_id])
    if definition_id not in found:
        raise models.Definition.DoesNotExist(f"There is no definition {definition_id}.")
    return found[definition_id]


def published(jurisdiction_id: int, *, unlisted: bool = False) -> list[PublishedVersion]:
    """The services residents can ask for, by group and name; with `unlisted` also those only staff offer."""
    rows = Service.objects.filter(jurisdiction_id=jurisdiction_id, state=State.PUBLISHED)
    if not unlisted:
        rows = rows.filter(is_public=True)
    return _versions(rows.order_by("group", "name").values_list("pk", "definition_id", "department_id"))


def published_version(jurisdiction_id: int, code: str) -> PublishedVersion | None:
    """The service with this code and the version that counts now, if it takes requests."""
    rows = Service.objects.filter(jurisdiction_id=jurisdiction_id, code=code[:80], state=State.PUBLISHED)
    found = _versions(rows.values_list("pk", "definition_id", "department_id"))
    return found[0] if found else None


def listed_version(jurisdiction_id: int, code: str) -> PublishedVersion | None:
    """Like :func:`published_version`, for everybody: None for a service that only staff offers."""
    found = published_version(jurisdiction_id, code)
    return found if found is not None and found.definition.public else None


def catalogue_version(jurisdiction_id: int) -> CatalogueVersion:
    """Which state the list of services is in."""
    row = models.Catalogue.objects.filter(pk=jurisdiction_id).first()
    return CatalogueVersion(row.version, row.changed_at) if row else CatalogueVersion(0, None)


def search(jurisdiction_id: int, words: str, limit: int = 10, *, unlisted: bool = False) -> list[Found]:
    """The services that fit someone's own words, best first, with reasons; typing mistakes are forgiven."""
    typed = finding.words_of(words)
    if not typed:
        return []
    terms = _terms(jurisdiction_id, typed)
    candidates, rows = _candidates(jurisdiction_id, terms, unlisted=unlisted)
    ranked = finding.rank(terms, candidates, len(rows), max(1, min(limit, MOST_FOUND)))
    wanted = {found.service_id for found in ranked}
    versions = {found.service_id: found for found in _versions(row for row in rows if row[0] in wanted)}
    return [Found(versions[found.service_id], found.score, found.because) for found in ranked]


def answers_to_json(answers: Mapping[str, AnswerValue]) -> dict[str, JsonValue]:
    """Answers as they are stored."""
    return {
        code: cast("JsonValue", list(value) if isinstance(value, tuple) else value)
        for code, value in answers.items()
    }


def answers_from_json(stored: Mapping[str, object]) -> dict[str, AnswerValue]:
    """Stored answers as conditions and questions read them."""
    return {
        code: tuple(str(item) for item in value) if isinstance(value, list) else cast("AnswerValue", value)
        for code, value in stored.items()
    }


def _versions(rows: Iterable[tuple[int, int | None, int]]) -> list[PublishedVersion]:
    found = [(service, version, department) for service, version, department in rows if version is not None]
    known = _definitions([version for _, version, _ in found])
    return [
        PublishedVersion(service, version, department, known[version])
        for service, version, department in found
    ]


def _definitions(ids: Iterable[int]) -> dict[int, Definition]:
    """The definitions with these ids, from memory where they were read before."""
    wanted = list(ids)
    found = {wanted_id: _kept[wanted_id] for wanted_id in wanted if wanted_id in _kept}
    missing = [wanted_id for wanted_id in wanted if wanted_id not in found]
    if missing:
        bodies = models.Definition.objects.filter(pk__in=missing).values_list("pk", "body")
        read = {pk: from_json(body) for pk, body in bodies}
        if len(_kept) + len(read) > MOST_KEPT:
            _kept.clear()
        _kept.update(read)
        found |= read
    return found


def _terms(jurisdiction_id: int, typed: tuple[str, ...]) -> list[finding.Term]:
    """The words of a search with their roots; words nobody uses are read as the nearest one that is used."""
    joined = [pair for pair in finding.pairs_of(typed) if pair not in typed]
    with connection.cursor() as cursor:
        asked: dict[str, list[str] | int] = {
            "words": [*typed, *joined],
            "joined": joined,
            "jurisdiction": jurisdiction_id,
        }
        cursor.execute(_SPELLING, asked)
        near = {word: (root or "", used, list(like or ())) for word, root, used, like in cursor.fetchall()}
        read = {
            word: word if used or not root else finding.correction(word, like)
            for word, (root, used, like) in near.items()
        }
        roots = {word: root for word, (root, _, _) in near.items()}
        corrected = sorted({read[word] for word in typed if read[word] not in roots})
        if corrected:
            cursor.execute(_ROOTS, {"words": corrected})
            roots |= dict(cursor.fetchall())
    return [
        *(finding.Term(word, read[word], roots.get(read[word]) or "") for word in typed),
        *(finding.Term(pair, pair, roots[pair], joined=True) for pair in joined if near[pair][1]),
    ]


def _candidates(
    jurisdiction_id: int, terms: list[finding.Term], *, unlisted: bool
) -> tuple[list[finding.Candidate], list[tuple[int, int | None, int]]]:
    """Every service as a candidate, and its row.

    Likeness to whole keywords is counted only where a word is shared, or where no service shares any.
    """
    telling = [term for term in terms if term.root] or terms
    asked: dict[str, list[str] | str | int] = {
        "roots": [term.root for term in telling],
        "phrase": " ".join(term.read for term in telling if not term.joined),
        "jurisdiction": jurisdiction_id,
        "unlisted": unlisted,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MATCHES, asked)
        rows = cursor.fetchall()
    candidates = [
        finding.Candidate(pk, json.loads(hits or "{}"), phrase or "", float(likeness or 0))
        for pk, _, _, hits, phrase, likeness in rows
    ]
    return candidates, [(pk, version, department) for pk, version, department, *_ in rows]


_SPELLING = """
WITH typed AS MATERIALIZED (
    SELECT word, (tsvector_to_array(to_tsvector('english', word)))[1] AS root,
           plainto_tsquery('english', word) AS query
    FROM unnest(%(words)s::text[]) AS word
), known AS MATERIALIZED (
    SELECT word, root, EXISTS (
        SELECT FROM services_service s
        WHERE s.search @@ query AND s.jurisdiction_id = %(jurisdiction)s AND s.state = 'published'
    ) AS used
    FROM typed
)
SELECT word, root, used,
       CASE WHEN NOT used AND length(word) > 3 AND NOT word = ANY(%(joined)s::text[]) THEN ARRAY(
           SELECT w.word FROM services_searchword w JOIN services_service s ON s.id = w.service_id
           WHERE w.word %% known.word AND s.jurisdiction_id = %(jurisdiction)s AND s.state = 'published'
           GROUP BY w.word ORDER BY similarity(w.word, known.word) DESC, w.word LIMIT 12
       ) END
FROM known
"""
_ROOTS = """
SELECT word, (tsvector_to_array(to_tsvector('english', word)))[1] FROM unnest(%(words)s::text[]) AS word
"""
_MATCHES = """
WITH hit AS MATERIALIZED (
    SELECT s.id, s.definition_id, s.department_id, s.phrases, (
        SELECT jsonb_object_agg(part.lexeme, part.weights[1] || cardinality(part.positions))
        FROM unnest(s.search) AS part WHERE part.lexeme = ANY(%(roots)s::text[])
    ) AS places
    FROM services_service s
    WHERE s.jurisdiction_id = %(jurisdiction)s AND s.state = 'published' AND (s.is_public OR %(unlisted)s)
)
SELECT hit.id, hit.definition_id, hit.department_id, hit.places, phrase.words, phrase.likeness
FROM hit LEFT JOIN LATERAL (
    SELECT words, similarity(words, %(phrase)s) AS likeness
    FROM unnest(hit.phrases) AS words ORDER BY 2 DESC, 1 LIMIT 1
) phrase ON hit.places IS NOT NULL OR NOT EXISTS (SELECT FROM hit AS other WHERE other.places IS NOT NULL)
"""
