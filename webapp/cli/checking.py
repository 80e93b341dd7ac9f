"""``nq57 check`` and ``verify-ledger``: does what is stored agree with itself?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from time import monotonic

import click
from sqlalchemy.orm import Session

from notifications import invariants as of_notices
from webapp.cli.opening import now, settings, unit_of_work
from workflows.deadlines import invariants as of_deadlines
from workflows.instances import invariants as of_cases
from workflows.ledger import invariants as of_ledger
from workflows.ledger.verify import broken_links
from workflows.resolutions import invariants as of_plan
from workflows.work import invariants as of_work
from workflows.work.evidence import EvidenceStore


def rooms(session: Session, store: EvidenceStore, at: datetime) -> Iterator[tuple[str, Iterator[str]]]:
    """What is looked at, one after the other, and what does not agree there, a sentence each, while it is found."""
    yield "cases", of_cases.violations(session)
    yield "work", of_work.violations(session, store)
    yield "deadlines", of_deadlines.violations(session, at)
    yield "plan", of_plan.violations(session)
    yield "facts", of_ledger.violations(session)
    yield "notices", of_notices.violations(session)
    yield "chains", broken_links(session)


def disagreements(session: Session, store: EvidenceStore, at: datetime) -> Iterator[str]:
    """Everything that does not agree; every room says what must hold in it."""
    return chain.from_iterable(found for _name, found in rooms(session, store, at))


@click.command()
def check() -> None:
    """Check the invariants: one line per violation, exit 1 when there is any.

    On a terminal it also says what is being looked at, and how long that took: a country takes a while.
    """
    chosen, watched = settings(), sys.stderr.isatty()
    violations = 0
    with unit_of_work(chosen, write=False) as session:
        look_at_one_moment(session)
        for name, found in rooms(session, EvidenceStore(chosen.evidence_dir), now()):
            began = monotonic()
            if watched:
                click.echo(f"{name} …", nl=False, err=True)
            for sentence in found:
                click.echo(sentence)
                violations += 1
            if watched:
                click.echo(f" {monotonic() - began:.1f} s", err=True)
    click.echo("Everything agrees." if not violations else f"{violations} violations.", err=bool(violations))
    sys.exit(1 if violations else 0)


@click.command("verify-ledger")
def verify_ledger() -> None:
    """Read every chain of the ledger from its first entry: exit 1 when an entry was changed, removed, inserted or reordered."""
    chosen = settings()
    faults = 0
    with unit_of_work(chosen, write=False) as session:
        look_at_one_moment(session)
        for sentence in broken_links(session):
            click.echo(sentence)
            faults += 1
    click.echo(
        "Every chain continues from its first entry. A tail that was cut off can only be seen against a checkpoint, "
        "and this version makes none yet."
        if not faults
        else f"{faults} faults."
    )
    sys.exit(1 if faults else 0)


def look_at_one_moment(session: Session) -> None:
    """Read everything as it is at one moment while people go on working; a transaction on SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
