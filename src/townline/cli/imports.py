"""``townline import``: bring data of other systems in, and take it out again."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from urllib.parse import urlsplit

import click

from townline.cli.town import tell, town
from townline.kit import clock
from townline.kit.errors import Refused

if TYPE_CHECKING:
    from townline.integrations.actions import Wanted
    from townline.integrations.models import ImportRun

BALANCE = ("new", "updated", "unchanged", "quarantined")


@click.group(name="import")
def import_group() -> None:
    """Bring requests of another system in; each run can be undone."""


@import_group.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE...|URL")
@click.option("--jurisdiction", help="Code of the jurisdiction; the first one when left out.")
@click.option(
    "--department",
    help="Code of the department for services you do not have; the triage team's when left out.",
)
@click.option("--source", help="Name of the system the requests come from, the same at every import of it.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From a server: everything since this day.")
@click.option(
    "--page-size", type=click.IntRange(1, 1000), default=200, show_default=True, help="From a server."
)
@click.option(
    "--publish-texts", is_flag=True, help="Let everybody read descriptions and pictures, not only staff."
)
def open311(
    sources: tuple[str, ...],
    jurisdiction: str | None,
    department: str | None,
    source: str | None,
    since: datetime | None,
    page_size: int,
    *,
    publish_texts: bool,
) -> None:
    """Import Open311 requests from FILEs (JSON pages or NDJSON; plain, .gz or .zst) or from a server's URL.

    Good rows are taken, the others kept with the reason; see `townline import quarantine`. The same id again is
    updated or unchanged, so a run can be repeated, also after a power failure. Exit code 1 when it was refused or
    could not read to the end; what was read until then stays taken.
    """
    addresses = [one for one in sources if "://" in one]
    if addresses and len(sources) > 1:
        raise click.UsageError("Give files, or the address of one server.")
    with town():
        wanted = _wanted(
            jurisdiction, department, source or _source_name(addresses), texts_are_public=publish_texts
        )
        with _balance_at_the_end(wanted.source):
            _import(wanted, sources, addresses, since, page_size)


def _source_name(addresses: list[str]) -> str:
    return (urlsplit(addresses[0]).hostname or "open311") if addresses else "open311"


def _wanted(
    jurisdiction: str | None, department: str | None, source: str, *, texts_are_public: bool
) -> "Wanted":
    from townline.identity.queries import jurisdiction as find  # noqa: PLC0415 - Django is set up now
    from townline.identity.rules import SYSTEM  # noqa: PLC0415
    from townline.integrations.actions import Wanted  # noqa: PLC0415

    found = find(jurisdiction)
    if found is None:
        raise Refused("no_jurisdiction", "There is no such jurisdiction yet. Start `townline run` first.")
    return Wanted(SYSTEM, found.pk, source, department, texts_are_public)


def _import(
    wanted: "Wanted", sources: tuple[str, ...], addresses: list[str], since: datetime | None, page_size: int
) -> None:
    from townline.integrations import actions  # noqa: PLC0415 - Django is set up now
    from townline.integrations.open311.live import Asked  # noqa: PLC0415

    progress = Progress()
    try:
        if addresses:
            begins = since.replace(tzinfo=UTC) if since else None
            asked = Asked(addresses[0], page_size, begins, clock.now())
            actions.import_server(wanted=wanted, asked=asked, tell=progress.told)
        else:
            paths = [Path(one) for one in sources]
            actions.import_file(wanted=wanted, paths=paths, tell=progress.told)
    finally:
        progress.end()


class Progress:
    """Rows, rate and time left on standard error: one line that changes on a terminal, else a line now and then."""

    def __init__(self) -> None:
        """Start counting time now."""
        self._begun = self._shown = time.monotonic()
        self._is_terminal = sys.stderr.isatty()

    def told(self, run: "ImportRun", done: int, total: int) -> None:
        """After each batch."""
        now = time.monotonic()
        if now - self._shown < (0.2 if self._is_terminal else 10):
            return
        self._shown = now
        spent = now - self._begun
        line = f"{run.read:,} rows, {run.read / spent:,.0f} a second"
        if 0 < done < total:
            left = spent * (total - done) / done
            line += f", {100 * done / total:.0f} %, {left // 60:.0f} min {left % 60:.0f} s left"
        click.echo(f"\r\x1b[K{line}" if self._is_terminal else line, err=True, nl=not self._is_terminal)

    def end(self) -> None:
        """Leave the terminal's line clean."""
        if self._is_terminal:
            click.echo("\r\x1b[K", err=True, nl=False)


@contextmanager
def _balance_at_the_end(source: str) -> Iterator[None]:
    """Print the balance of the run on standard output, however it ended."""
    from townline.integrations.models import ImportRun  # noqa: PLC0415 - Django is set up now

    before = set(ImportRun.objects.filter(source=source).values_list("pk", flat=True))
    try:
        yield
    finally:
        run = ImportRun.objects.filter(source=source).exclude(pk__in=before).order_by("-pk").first()
        if run is not None:
            _print_balance(run)


def _print_balance(run: "ImportRun") -> None:
    ended = run.ended_at or run.started_at
    seconds = max(0.001, (ended - run.started_at).total_seconds())
    click.echo(
        f"Import {run.pk} of {run.source}: {run.state}, {seconds:,.1f} s, {run.read / seconds:,.0f} rows a second"
    )
    click.echo(f"  {'read':<12}{run.read:>12,}")
    for name in BALANCE:
        click.echo(f"  {name:<12}{getattr(run, name):>12,}")
    for remark, count in run.remarks.items():
        click.echo(f"  {count:>9,} times: {remark}")
    if run.services:
        click.echo(f"  {len(run.services)} services were added for staff: {', '.join(run.services)}")
    if run.quarantined:
        tell(f"`townline import quarantine {run.pk}` shows the rows that could not be taken, and why.")


@import_group.command(name="list")
def list_runs() -> None:
    """List the imports, the latest first: number, state, balance, source, start."""
    with town():
        from townline.integrations.queries import runs  # noqa: PLC0415 - Django is set up now

        for run in runs():
            counts = ", ".join(f"{getattr(run, name):,} {name}" for name in BALANCE)
            click.echo(
                f"{run.pk}\t{run.state}\t{run.read:,} read = {counts}\t{run.source}\t{run.started_at:%Y-%m-%d %H:%M}"
            )
            if run.because:
                click.echo(f"\t{run.because}")


@import_group.command()
@click.argument("run", type=int)
@click.option(
    "--out", type=click.File("w", encoding="utf-8"), default="-", help="Where to write; else standard output."
)
def quarantine(run: int, out: TextIO) -> None:
    """Write the rows of RUN that could not be taken as NDJSON, each with its reason.

    Correct them and import the file again; the fields that begin with an underscore are left out then.
    """
    with town():
        from townline.integrations.queries import quarantine as rows  # noqa: PLC0415 - Django is set up now

        count = 0
        for line in rows(run):
            out.write(f"{line}\n")
            count += 1
        tell(f"{count:,} rows.")


@import_group.command()
@click.argument("run", type=int)
def undo(run: int) -> None:
    """Take RUN out again: its requests, and what it changed. What staff has worked on since stays and is named."""
    with town():
        from townline.identity.rules import SYSTEM  # noqa: PLC0415 - Django is set up now
        from townline.integrations.actions import undo_import  # noqa: PLC0415

        def told(done: int, total: int) -> None:
            if done == total or done % 20_000 == 0:
                tell(f"{done:,} of {total:,} requests")

        undone = undo_import(actor=SYSTEM, run_id=run, tell=told)
    click.echo(
        f"{undone.removed:,} requests removed, {undone.reverted:,} changes taken back, {len(undone.kept):,} kept."
    )
    for number in undone.kept:
        click.echo(f"  kept, because somebody worked on it: {number}")
