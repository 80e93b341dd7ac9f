"""``nq57 demo``, ``serve`` and ``clock``: the processes that keep running."""

from __future__ import annotations

import shutil
import signal
import socket
from contextlib import nullcontext
from threading import Event

import click
import waitress
from waitress.server import BaseWSGIServer, MultiSocketServer

from webapp import clock as the_clock
from webapp import migrating, post
from webapp.app import Application, create_app
from webapp.cli.lock import sole_process
from webapp.cli.opening import moment, now, refuse_other_schema, settings
from webapp.config import Settings
from webapp.doctor.contents import NOT_KNOWN, SILENT_AFTER, last_beat
from webapp.seed import demo as demo_seed
from webapp.settling import settle
from workflows.db import Database
from workflows.limits import CONNECTIONS, HEADER_BYTES, QUIET_SECONDS

THREADS = 16


@click.command()
@click.option("--reset", is_flag=True, help="Throw the demo's data away first.")
@click.option("--seed-only", is_flag=True, help="Prepare the data and stop.")
def demo(reset: bool, seed_only: bool) -> None:
    """Seed the demo if it is not there yet, then serve web and clock in one process."""
    chosen = settings()
    if not chosen.is_demo:
        raise click.UsageError("Expected NQ57_MODE to be demo, but this is production.")
    chosen.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with sole_process(chosen.data_dir):
        if reset:
            _throw_away(chosen)
        migrating.upgrade(chosen.database_url)
        database = Database(chosen.database_url)
        if demo_seed.is_empty(database):
            click.echo("Seeding the demo …")
            demo_seed.seed(database, chosen, at=now(), say=lambda line: click.echo(f"  {line}"))
        database.close()
        if not seed_only:
            _introduce(chosen)
            _serve(chosen, with_clock=True)


@click.command()
@click.option("--with-clock", is_flag=True, help="Run the clock in the same process (one office, SQLite).")
def serve(with_clock: bool) -> None:
    """Serve the pages with waitress (behind a proxy that speaks https)."""
    chosen = settings(single_process=with_clock)
    if with_clock:
        with sole_process(chosen.data_dir):
            _serve(chosen, with_clock=True)
    else:
        _serve(chosen, with_clock=False)


@click.command()
@click.option("--once", is_flag=True, help="Do everything that is due, then stop.")
@click.option("--at", help="The moment to believe in (demo only).")
@click.option("--healthy", is_flag=True, help="Only say, by exit 0 or 1, whether the clock of this host beats.")
def clock(once: bool, at: str | None, healthy: bool) -> None:
    """Run the clock: deadlines, escalations, timers, starting cases. Any number may run on PostgreSQL."""
    chosen = settings(single_process=False)
    if healthy:
        _ask_the_heartbeat(chosen)
        return
    when = moment(at, chosen)
    refuse_other_schema(chosen)
    if once or at:
        database = Database(chosen.database_url)
        resting = the_clock.rests(database)
        steps = 0 if resting else the_clock.tick(database, when, the_clock.jobs_of(database, chosen))
        post.deliver(database, chosen, lambda: when)
        database.close()
        if resting:
            raise click.ClickException(
                "Expected a clock that may act, but this copy was restored and waits for “nq57 confirm-restore”."
            )
        click.echo(f"{steps} steps were due.")
        return
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    settle()
    click.echo("The clock runs. Stop it with Ctrl-C.")
    the_clock.run(chosen, stop)


def _ask_the_heartbeat(chosen: Settings) -> None:
    """Raise a ``ClickException`` when a clock should be heard here and is not; where it leaves no heartbeat, say so."""
    database = Database(chosen.database_url)
    try:
        with database.reading() as session:
            heard = last_beat(session, here=True)
    finally:
        database.close()
    if heard == NOT_KNOWN:
        click.echo("Not known: this version's clock leaves no heartbeat.")
    elif heard is None or heard < now() - SILENT_AFTER:
        raise click.ClickException("Expected a clock that beats on this host, but none was heard within a minute.")


def _serve(chosen: Settings, *, with_clock: bool) -> None:
    refuse_other_schema(chosen)
    app = create_app(chosen)
    database = app.extensions["nq57_database"]
    try:
        server = _listen(app, chosen)
    except click.ClickException:
        database.close()
        raise
    settle()
    signal.signal(signal.SIGTERM, _leave)  # how a system stops a service: requests and clock finish first
    try:
        with the_clock.beating(database, chosen) if with_clock else nullcontext():
            server.run()
    finally:
        database.close()


def _leave(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def _listen(app: Application, chosen: Settings) -> BaseWSGIServer | MultiSocketServer:
    """Take the address; raises a ``ClickException`` when another programme has it."""
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    try:
        taken = socket.create_server((chosen.host.strip("[]"), chosen.port), family=family)
    except OSError as fault:
        raise click.ClickException(
            f"Expected to listen on {chosen.host}:{chosen.port}, but the system refuses: {fault.strerror}. "
            "Choose another port with NQ57_PORT (the demo: PORT=… make demo)."
        ) from None
    return waitress.create_server(
        app,
        sockets=[taken],
        threads=THREADS,
        ident=None,
        connection_limit=CONNECTIONS,
        channel_timeout=QUIET_SECONDS,
        asyncore_use_poll=True,  # select knows no file above 1,023
        max_request_header_size=HEADER_BYTES,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"],  # else a gigabyte lies on the disk before we are asked
    )


def _introduce(chosen: Settings) -> None:
    click.echo(
        f"\nThe demo is at {chosen.public_url} (stop it with Ctrl-C). Everybody's password is: {chosen.demo_password}\n"
    )
    for email, words in demo_seed.people():
        click.echo(f"  {email:<30} {words}")
    click.echo("\nThe tasks are real; their progress, the people and their acts are invented.\n")


def _throw_away(chosen: Settings) -> None:
    """Remove the demo's database files and evidence; secrets stay, so that bookmarks and passwords keep working."""
    if not chosen.database_url.startswith("sqlite:///"):
        raise click.UsageError(
            "Expected the demo's own SQLite file, but NQ57_DATABASE_URL names another database; empty it yourself."
        )
    name = chosen.database_url.removeprefix("sqlite:///")
    for file in chosen.data_dir.glob("*"):
        if str(file).startswith(name):
            file.unlink()
    for folder in (chosen.evidence_dir, chosen.paper_dir):
        shutil.rmtree(folder, ignore_errors=True)
