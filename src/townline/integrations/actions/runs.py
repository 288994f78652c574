"""Beginning and ending a run; at most one at a time for a source, and a killed one is recognised."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.db import Error, connection, transaction

from townline.audit.actions import record
from townline.identity.rules import Actor
from townline.integrations.errors import ImportRefused, OutOfBalance
from townline.integrations.models import ImportedRow, ImportRun, QuarantinedRow
from townline.kit import clock
from townline.kit.errors import Refused

_LOCK = "hashtext('townline.import'), hashtext(%s)"


@contextmanager
def only_one(source: str) -> Iterator[None]:
    """Hold the source for this connection; it is free again when the connection ends, however that comes.

    Raises ImportRefused while another process imports or undoes the same source.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({_LOCK})", [source])
        if not cursor.fetchone()[0]:
            raise ImportRefused("busy", f"Another import of {source} is running. Wait for it to end.")
    try:
        yield
    finally:
        # A connection that died has let go already.
        with suppress(Error), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({_LOCK})", [source])


@transaction.atomic
def begin(*, actor: Actor, jurisdiction_id: int, kind: str, source: str, names: Sequence[str]) -> ImportRun:
    """A new run of a source that is held. Runs of it that still count as running were killed."""
    of_source = ImportRun.objects.filter(source=source)
    if of_source.exclude(jurisdiction_id=jurisdiction_id).exists():
        sentence = f"{source} is the name of a source of another jurisdiction. Choose another with --source."
        raise ImportRefused("source_elsewhere", sentence, "source")
    of_source.filter(state="running").update(
        state="failed",
        ended_at=clock.now(),
        because="It was ended from outside. What it had taken stays taken.",
    )
    run = ImportRun.objects.create(
        jurisdiction_id=jurisdiction_id,
        kind=kind,
        source=source,
        names=list(names),
        actor_name=actor.name[:200],
        started_at=clock.now(),
    )
    record(actor=actor, verb="import", subject_kind="import_run", subject_id=run.pk, facts={"source": source})
    return run


def end(run: ImportRun, *, because: str = "") -> None:
    """Write how a run ended; ``because`` says why it failed."""
    run.state = "failed" if because else "done"
    run.because = because
    run.ended_at = clock.now()
    run.save(update_fields=["state", "because", "ended_at"])


def fail(run: ImportRun, error: BaseException) -> None:
    """Write that a run ended by ``error``, with the counts of what is committed.

    Where the database itself went away nothing can be written now; the next run of the source writes it then.
    """
    if not connection.in_atomic_block and not connection.is_usable():
        connection.close()
    with suppress(Error):
        run.refresh_from_db()
        end(run, because=error.sentence if isinstance(error, Refused) else f"{type(error).__name__}: {error}")


def check_balance(run: ImportRun) -> None:
    """Compare the run's counts with one another and with the rows that are there. Raises OutOfBalance."""
    accounted = run.new + run.updated + run.unchanged + run.quarantined
    if run.read != accounted:
        raise OutOfBalance(f"Import {run.pk} read {run.read} rows and accounts for {accounted}.")
    taken = ImportedRow.objects.filter(run=run).count()
    kept = QuarantinedRow.objects.filter(run=run).count()
    if (taken, kept) != (run.new, run.quarantined):
        raise OutOfBalance(
            f"Import {run.pk} counts {run.new} new and {run.quarantined} quarantined rows;"
            f" there are {taken} and {kept}."
        )
