"""Bringing requests of another system in: batch by batch, each with its share of the balance in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction

from townline.identity.access import require
from townline.identity.models import Jurisdiction
from townline.identity.rules import Actor
from townline.integrations.actions import runs
from townline.integrations.actions.ahead import ahead
from townline.integrations.actions.catalogue import Catalogue, team_for
from townline.integrations.errors import ImportRefused, SourceRefused
from townline.integrations.models import ImportedRow, ImportRun, QuarantinedRow
from townline.integrations.open311 import live, splitting, unpacking
from townline.integrations.open311.checking import Town, check
from townline.integrations.open311.reported import Reported, digest
from townline.integrations.rules import closing_reason, outcome
from townline.kit import clock
from townline.kit.copying import copy_rows
from townline.kit.geo import Point
from townline.kit.text import clean_line
from townline.requests.actions import Amendment, TakeOver, amend, take_over

BATCH = 2_000
FEWEST_POINTS = 20
MOST_REMARKS = 100

Progress = Callable[[ImportRun, int, int], None]
"""Told after each batch: the run, bytes read so far and of how many (0: unknown)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a run is to be done: for whom, under which name, and where requests of unknown services go."""

    actor: Actor
    jurisdiction_id: int
    source: str
    department_code: str | None = None
    texts_are_public: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    position: int
    text: str
    reported: Reported | None
    digest: bytes
    reason: str


class _Meter:
    """How far reading is, in bytes on disk."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.before = 0
        self.current: unpacking.Source | None = None

    @property
    def done(self) -> int:
        return self.before + (self.current.done if self.current else 0)


def import_file(*, wanted: Wanted, paths: Sequence[Path], tell: Progress | None = None) -> ImportRun:
    """Import Open311 requests from files: JSON pages, NDJSON, plain, .gz or .zst; safe to repeat and to kill.

    Returns the run with its balance. Raises Refused where it cannot start, and SourceRefused where a file cannot be
    read further: the run is then kept as failed, and what it took stays.
    """
    sources = [unpacking.Source(path) for path in paths]
    meter = _Meter(sum(source.size for source in sources))

    def rows() -> Iterator[splitting.Raw]:
        for source in sources:
            meter.current = source
            yield from splitting.rows(source.pieces(), source.name)
            meter.current = None
            meter.before += source.size

    return _import(wanted, [source.name for source in sources], rows(), meter, tell)


def import_server(*, wanted: Wanted, asked: live.Asked, tell: Progress | None = None) -> ImportRun:
    """Import Open311 requests page by page from a running server; otherwise as :func:`import_file`."""
    return _import(wanted, [asked.url], live.rows(asked), _Meter(0), tell)


def _import(
    wanted: Wanted, names: Sequence[str], rows: Iterable[splitting.Raw], meter: _Meter, tell: Progress | None
) -> ImportRun:
    source = clean_line(wanted.source, 60)
    if not source:
        raise ImportRefused(
            "source_missing", "Name the system the requests come from with --source.", "source"
        )
    require(wanted.actor, "import_data", jurisdiction_id=wanted.jurisdiction_id)
    team = team_for(wanted.jurisdiction_id, wanted.department_code)
    with runs.only_one(source):
        run = runs.begin(
            actor=wanted.actor,
            jurisdiction_id=wanted.jurisdiction_id,
            kind="open311",
            source=source,
            names=names,
        )
        catalogue = Catalogue(wanted.actor, wanted.jurisdiction_id, source, team, wanted.texts_are_public)
        importer = _Importer(wanted.actor, run, catalogue)
        try:
            jurisdiction = Jurisdiction.objects.get(pk=wanted.jurisdiction_id)
            for batch in ahead(_batches(_checked(rows, jurisdiction))):
                importer.take(batch)
                if tell is not None:
                    tell(run, meter.done, meter.total)
            importer.finish()
        except BaseException as error:
            runs.fail(run, error)
            raise
        runs.end(run)
    return run


def _checked(rows: Iterable[splitting.Raw], jurisdiction: Jurisdiction) -> Iterator[_Row | SourceRefused]:
    """Each row with what it reports or why it cannot be taken; a source that breaks off is the last."""
    source = _breaking(rows)
    head = list(islice(source, BATCH))
    town = Town(ZoneInfo(jurisdiction.timezone), clock.now(), _centre(jurisdiction, head))
    for position, raw in enumerate(chain(head, source), start=1):
        if isinstance(raw, SourceRefused):
            yield raw
            return
        found = (raw.fault,) if raw.fault else check(raw.value, town)
        if isinstance(found, tuple):
            yield _Row(position, raw.text, None, b"", " ".join(found))
        else:
            yield _Row(position, "", found, digest(found), "")


def _breaking(rows: Iterable[splitting.Raw]) -> Iterator[splitting.Raw | SourceRefused]:
    """The rows, and the refusal as the last item: what came before it is still to be taken."""
    try:
        yield from rows
    except SourceRefused as refused:
        yield refused


def _centre(jurisdiction: Jurisdiction, head: Sequence[splitting.Raw | SourceRefused]) -> Point | None:
    """The town's centre; where it is not known, the middle of the first rows' points."""
    if jurisdiction.centre_lat is not None and jurisdiction.centre_long is not None:
        return Point(jurisdiction.centre_lat, jurisdiction.centre_long)
    points = []
    for raw in head:
        value = raw.value if isinstance(raw, splitting.Raw) else None
        lat, long = (value.get("lat"), value.get("long")) if isinstance(value, dict) else (None, None)
        if isinstance(lat, float) and isinstance(long, float) and Point(lat, long).is_on_earth():
            points.append((lat, long))
    if len(points) < FEWEST_POINTS:
        return None
    return Point(median(lat for lat, _ in points), median(long for _, long in points))


def _batches(rows: Iterator[_Row | SourceRefused]) -> Iterator[list[_Row | SourceRefused]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


class _Importer:
    """Takes batches into one run."""

    def __init__(self, actor: Actor, run: ImportRun, catalogue: Catalogue) -> None:
        self.actor = actor
        self.run = run
        self.catalogue = catalogue
        self.remarks: Counter[str] = Counter()
        self.stopped_by: SourceRefused | None = None

    def take(self, batch: Sequence[_Row | SourceRefused]) -> None:
        """Write a batch and its share of the balance, both or neither."""
        rows = [row for row in batch if isinstance(row, _Row)]
        self.stopped_by = next((row for row in batch if isinstance(row, SourceRefused)), None)
        good = [row for row in rows if row.reported is not None]
        bad = [row for row in rows if row.reported is None]
        services = {
            row.reported.service_code: row.reported.service_name for row in good if row.reported is not None
        }
        for code, name in services.items():
            self.catalogue.target(code, name)
        with transaction.atomic():
            while good:
                good = self._round(good)
            self._quarantine(bad)
            self.run.read += len(rows)
            self.run.remarks = dict(self.remarks.most_common(MOST_REMARKS))
            self.run.services = self.catalogue.published
            self.run.save(
                update_fields=["read", "new", "updated", "unchanged", "quarantined", "remarks", "services"]
            )

    def finish(self) -> None:
        """Check the balance. Raises SourceRefused where the source broke off, and OutOfBalance."""
        if self.stopped_by is not None:
            raise self.stopped_by
        runs.check_balance(self.run)

    def _round(self, rows: Sequence[_Row]) -> list[_Row]:
        """Take the first row of each id; returns the others, for which that one must be there first."""
        first: dict[str, _Row] = {}
        again = [
            row
            for row in rows
            if row.reported is not None and first.setdefault(row.reported.external_id, row) is not row
        ]
        known = self._known(list(first))
        self._take_new([row for external_id, row in first.items() if external_id not in known])
        self._take_again(
            [(row, known[external_id]) for external_id, row in first.items() if external_id in known]
        )
        return again

    def _known(self, external_ids: list[str]) -> dict[str, ImportedRow]:
        found = ImportedRow.objects.filter(source=self.run.source, external_id__in=external_ids)
        return {row.external_id: row for row in found.defer("before")}

    def _take_new(self, rows: Sequence[_Row]) -> None:
        reported = [row.reported for row in rows if row.reported is not None]
        taken = take_over(
            actor=self.actor,
            jurisdiction_id=self.run.jurisdiction_id,
            batch=[self._told(one) for one in reported],
        )
        source, run_id = self.run.source, self.run.pk
        copy_rows(
            ImportedRow,
            ("run_id", "source", "external_id", "service_request_id", "as_of", "digest"),
            (
                (run_id, source, one.external_id, request_id, one.updated_at, row.digest)
                for row, one, request_id in zip(rows, reported, taken, strict=True)
            ),
        )
        for one in reported:
            self.remarks.update(one.remarks)
        self.run.new += len(taken)

    def _take_again(self, pairs: Sequence[tuple[_Row, ImportedRow]]) -> None:
        """Rows that are here: nothing for the same content or an older copy, otherwise the request moves on."""
        changed = [
            (row.reported, row.digest, known)
            for row, known in pairs
            if row.reported is not None
            and row.digest != bytes(known.digest)
            and row.reported.updated_at >= known.as_of
        ]
        self.run.unchanged += len(pairs) - len(changed)
        self.run.updated += len(changed)
        before = amend(
            actor=self.actor,
            jurisdiction_id=self.run.jurisdiction_id,
            batch=[Amendment(known.service_request_id, self._told(one)) for one, _, known in changed],
        )
        for (one, new_digest, known), was in zip(changed, before, strict=True):
            known.as_of, known.digest, known.previous_digest = one.updated_at, new_digest, known.digest
            known.before = None if was is None else msgspec.to_builtins(was)
            known.changed_in = self.run
        ImportedRow.objects.bulk_update(
            [known for _, _, known in changed],
            ["as_of", "digest", "previous_digest", "before", "changed_in"],
            batch_size=500,
        )

    def _quarantine(self, rows: Sequence[_Row]) -> None:
        run_id = self.run.pk
        copy_rows(
            QuarantinedRow,
            ("run_id", "position", "reason", "original"),
            ((run_id, row.position, row.reason, row.text.replace("\x00", "\\u0000")) for row in rows),
        )
        self.run.quarantined += len(rows)

    def _told(self, row: Reported) -> TakeOver:
        closed = row.state == "closed"
        return TakeOver(
            source=self.run.source,
            number=row.external_id,
            target=self.catalogue.target(row.service_code, row.service_name),
            state=row.state,
            received_at=row.received_at,
            updated_at=row.updated_at,
            closed_at=row.closed_at,
            closing_reason=closing_reason(row.status_notes) if closed else "",
            outcome=outcome(row.status_notes, self.run.source) if closed else "",
            note="" if closed else row.status_notes,
            agency=row.agency,
            expected_at=row.expected_at,
            description=row.description,
            address=row.address,
            address_reference=row.address_id,
            zipcode=row.zipcode,
            point=row.point,
            photo_urls=row.media_urls,
            photos_are_public=self.catalogue.texts_are_public,
            remarks=row.remarks,
        )
