"""Taking an import out again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from django.db import transaction

from townline.audit.actions import record
from townline.identity.access import require
from townline.identity.rules import Actor
from townline.integrations import queries
from townline.integrations.actions import runs
from townline.integrations.errors import ImportRefused
from townline.integrations.models import ImportedRow, ImportRun, QuarantinedRow
from townline.kit import clock
from townline.requests.actions import Amendment, TakeOver, amend, give_back
from townline.requests.models import ServiceRequest
from townline.services.actions import retire
from townline.services.models import Service

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing did: requests removed, changes taken back, and the numbers of requests that stay."""

    removed: int
    reverted: int
    kept: Sequence[str]


def undo_import(*, actor: Actor, run_id: int, tell: Callable[[int, int], None] | None = None) -> Undone:
    """Remove what a run brought and take back what it changed; safe to kill and to repeat.

    Requests that somebody here has worked on since stay and are named; so does what a later run changed. The rows
    in quarantine go. ``tell`` hears how many of how many rows are done. Raises ImportRefused and NotAllowed.
    """
    run = queries.run(run_id)
    require(actor, "import_data", jurisdiction_id=run.jurisdiction_id)
    if run.state == "undone":
        raise ImportRefused("undone", f"Import {run_id} was undone before.")
    with runs.only_one(run.source):
        reverted = _revert(actor, run)
        removed, kept = _remove(actor, run, tell)
        with transaction.atomic():
            _retire_unused(actor, run)
            QuarantinedRow.objects.filter(run=run).delete()
            _write_end(actor, run, removed, kept)
    return Undone(removed, reverted, kept)


def _revert(actor: Actor, run: ImportRun) -> int:
    """Bring requests that the run changed back to what the run before said."""
    reverted = 0
    while rows := list(ImportedRow.objects.filter(changed_in=run).exclude(run=run).order_by("pk")[:CHUNK]):
        changed = [row for row in rows if row.before is not None]
        was = {row.pk: msgspec.convert(row.before, TakeOver) for row in changed}
        with transaction.atomic():
            amend(
                actor=actor,
                jurisdiction_id=run.jurisdiction_id,
                batch=[Amendment(row.service_request_id, was[row.pk]) for row in changed],
            )
            for row in rows:
                row.digest = row.previous_digest or row.digest
                row.as_of = was[row.pk].updated_at if row.pk in was else row.as_of
                row.previous_digest = row.before = row.changed_in = None
            fields = ["digest", "as_of", "previous_digest", "before", "changed_in"]
            ImportedRow.objects.bulk_update(rows, fields, batch_size=500)
        reverted += len(changed)
    return reverted


def _remove(actor: Actor, run: ImportRun, tell: Callable[[int, int], None] | None) -> tuple[int, list[str]]:
    mine = ImportedRow.objects.filter(run=run)
    total = mine.count()
    kept: list[str] = []
    last = done = 0
    while chunk := list(
        mine.filter(pk__gt=last).order_by("pk").values_list("pk", "service_request_id")[:CHUNK]
    ):
        kept += give_back(
            actor=actor,
            jurisdiction_id=run.jurisdiction_id,
            service_request_ids=[request_id for _, request_id in chunk],
        )
        last = chunk[-1][0]
        done += len(chunk)
        if tell is not None:
            tell(done, total)
    return total - len(kept), kept


def _retire_unused(actor: Actor, run: ImportRun) -> None:
    """Take services that the run published off the list where no request is left of them."""
    published = Service.objects.filter(
        jurisdiction_id=run.jurisdiction_id, code__in=run.services, state="published"
    )
    for service in published:
        if not ServiceRequest.objects.filter(service=service).exists():
            retire(
                jurisdiction_id=run.jurisdiction_id,
                code=service.code,
                actor=actor,
                reason=f"Import {run.pk}, which brought it, was undone.",
            )


def _write_end(actor: Actor, run: ImportRun, removed: int, kept: Sequence[str]) -> None:
    run.state = "undone"
    run.ended_at = clock.now()
    run.because = (
        f"Undone: {removed:,} requests removed, {len(kept):,} kept because they were worked on here."
    )
    run.save(update_fields=["state", "ended_at", "because"])
    facts = {"removed": removed, "kept": len(kept)}
    record(actor=actor, verb="undo_import", subject_kind="import_run", subject_id=run.pk, facts=dict(facts))
