"""``nq57 deploy``: drawings with their forms and tables, checked and put into service."""

from __future__ import annotations

from pathlib import Path

import click

from webapp.cli.opening import acting_as, now, settings, unit_of_work
from workflows.actor import OPERATOR
from workflows.definitions import bundles, lint, proposals, rehearsal
from workflows.definitions import deploy as deployment
from workflows.instances import actions


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Only say what is wrong.")
@click.option("--as", "email", help="The designer's e-mail address.")
def deploy(paths: tuple[Path, ...], only_check: bool, email: str | None) -> None:
    """Deploy the process folders PATHS. In production that is a proposal, which another person approves."""
    chosen = settings()
    faulty = 0
    found = []
    for path in paths:
        bundle = bundles.of_folder(path)
        faults = lint.faults(bundle, actions.names()) or rehearsal.faults_of_folder(path.resolve())
        for fault in faults:
            click.echo(f"{path}: {fault.element}: {fault.sentence}")
        faulty += bool(faults)
        found.append(bundle)
    if faulty:
        raise click.ClickException("Expected drawings without faults; nothing was deployed.")
    if only_check:
        click.echo("Nothing is wrong.")
        return
    at = now()
    with unit_of_work(chosen, write=True) as session:
        for bundle in found:
            first = deployment.newest(session, bundle.key) is None
            actor = acting_as(session, email, at) if email else OPERATOR
            if chosen.is_demo or first:
                version = deployment.deploy(session, bundle, actor=OPERATOR if first else actor, at=at)
                click.echo(f"{bundle.key}: version {version.number} is in service.")
            elif email is None:
                raise click.UsageError(
                    "Expected --as with the designer's address, because in production this is a proposal."
                )
            else:
                proposals.propose(session, bundle, reason="", actor=actor, at=at)
                click.echo(f"{bundle.key}: proposed; another person approves it.")
