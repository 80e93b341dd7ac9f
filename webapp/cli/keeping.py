"""``nq57 backup``, ``restore`` and ``confirm-restore``: saving everything, putting it back, and letting the copy work."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from webapp.cli.lock import sole_process
from webapp.cli.opening import now, refuse_other_schema, settings, unit_of_work
from webapp.config import Settings
from webapp.keeping import restoring, saving
from webapp.keeping.archive import ArchiveFault, Manifest, Reading, Step, opened
from webapp.keeping.pause import confirm_restoration
from workflows.db import Database
from workflows.work.evidence import EvidenceStore


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--verify", "only_verify", is_flag=True, help="Only read the archive TARGET through and say whether it is whole."
)
def backup(target: Path, only_verify: bool) -> None:
    """Save database and evidence in the one file TARGET (in a folder: under a name of its own) while people work.

    The archive is read through again before it counts. It holds personal data and password hashes, and no secrets of the
    settings. Exits 1 when evidence was missing or changed already; everything else is saved then too.
    """
    if only_verify:
        with _faults_as_sentences(), _bar("Reading", _size(target)) as step, opened(target, step) as archive:
            click.echo(f"{target} is whole: {_contents(archive.manifest)}")
        return
    chosen, at = settings(), now()
    refuse_other_schema(chosen)
    path = target / f"nq57-{at:%Y%m%dT%H%M%SZ}.zip" if target.is_dir() else target
    database = Database(chosen.database_url)
    try:
        with _faults_as_sentences():
            with _bar("Saving", saving.size_of(database)) as step:
                manifest = saving.save(database, EvidenceStore(chosen.evidence_dir), path, at=at, step=step)
            with (
                _bar("Reading it again", sum(part.bytes for part in manifest.parts.values())) as step,
                opened(path, step),
            ):
                pass
    finally:
        database.close()
    click.echo(f"{path}: {_contents(manifest)}")
    for name in manifest.damaged:
        click.echo(f"The evidence file {name} was missing or changed before; “nq57 check” names it.", err=True)
    if manifest.damaged:
        raise click.ClickException("Expected every evidence file as it was uploaded; all the rest is saved.")


@click.command()
@click.argument("archive", type=click.Path(dir_okay=False, path_type=Path))
def restore(archive: Path) -> None:
    """Put ARCHIVE back into an empty database and an empty evidence folder, of this or the other kind of database.

    The archive is read through first. An older schema is brought up to date. Clock and outbox stand still until
    “nq57 confirm-restore”.
    """
    chosen, at = settings(), now()
    chosen.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        sole_process(chosen.data_dir),
        _faults_as_sentences(),
        _bar("Reading", _size(archive)) as step,
        opened(archive, step) as whole,
    ):
        _put_back(whole, chosen, at)
        click.echo(f"Restored: {_contents(whole.manifest)}")
    click.echo(
        "Clock and outbox stand still. Run “nq57 check” and look at the pages; then let them go on with "
        "“nq57 confirm-restore --reason …”."
    )


@click.command("confirm-restore")
@click.option("--reason", required=True, help="Why this copy may act, for the ledger.")
def confirm_restore(reason: str) -> None:
    """Let the clock and the outbox of a restored copy go on. See to it first that the original does not run any more."""
    with unit_of_work(settings(), write=True) as session:
        confirm_restoration(session, reason=reason, at=now())
    click.echo("The clock goes on.")


def _put_back(whole: Reading, chosen: Settings, at: datetime) -> None:
    database = Database(chosen.database_url)
    try:
        with database.writing() as session:
            restoring.refuse_unless_empty(session.connection(), chosen.evidence_dir, whole.manifest)
            with _bar("Restoring", restoring.steps_of(whole.manifest)) as step:
                restoring.take_rows(session, whole, at=at, step=step)
                with restoring.evidence_in_place(whole, chosen.evidence_dir, step):
                    session.commit()
    finally:
        database.close()


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 1


def _contents(manifest: Manifest) -> str:
    files = restoring.steps_of(manifest) - manifest.rows()
    return (
        f"{manifest.rows()} rows and {files} evidence files of {manifest.saved_at:%Y-%m-%d %H:%M} UTC, "
        f"schema {manifest.revision}, SHA-256 of its manifest {manifest.sha256}."
    )


@contextmanager
def _bar(words: str, steps: int) -> Iterator[Step]:
    """A bar on a terminal, nothing in a log."""
    rarely = max(steps // 200, 1)
    with click.progressbar(length=max(steps, 1), label=words, file=sys.stderr, update_min_steps=rarely) as bar:
        yield bar.update


@contextmanager
def _faults_as_sentences() -> Iterator[None]:
    try:
        yield
    except ArchiveFault as fault:
        raise click.ClickException(str(fault)) from None
    except OSError as fault:
        raise click.ClickException(f"Expected to read and write here, but the system refuses: {fault}.") from None
