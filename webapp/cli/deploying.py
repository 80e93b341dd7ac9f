"""``nq57 deploy``: drawings with their forms and tables, checked and put into service."""

from __future__ import annotations

from pathlib import Path

import click

from webapp.cli.opening import acting_as, now, settings, unit_of_work
from webapp.seed.files import DRAWINGS
from workflows.actor import OPERATOR
from workflows.definitions import bundles, fenced, proposals
from workflows.definitions import deploy as deployment
from workflows.instances import actions


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Only say what is wrong.")
@click.option("--approve", is_flag=True, help="Approve what another designer proposed: the very files in PATHS.")
@click.option("--as", "email", help="The designer's e-mail address.")
def deploy(paths: tuple[Path, ...], only_check: bool, approve: bool, email: str | None) -> None:
    """Deploy the process folders PATHS. In production that is a proposal, which another person approves.

    A folder that holds process folders stands for those of them that no other calls. Without PATHS, the drawings that came
    with nq57.
    """
    chosen = settings()
    faulty = 0
    found = []
    for path in [process for given in paths or (DRAWINGS,) for process in processes(given)]:
        bundle = bundles.of_folder(path)
        faults = fenced.faults(bundle, actions.names())
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
        first = not deployment.anything_in_service(session)
        right = "definitions.approve" if approve else "definitions.propose"
        actor = acting_as(session, email, right, at) if email else OPERATOR
        if email is None and (approve or not (chosen.is_demo or first)):
            raise click.UsageError(
                "Expected --as with the designer's address, because in production one person proposes and another approves."
            )
        for bundle in found:
            if approve:
                proposal = proposals.find_open(session, bundle.key)
                version = proposals.approve(session, proposal, seen=bundle.checksum, actor=actor, at=at)
                click.echo(f"{bundle.key}: version {version.number} is in service.")
            elif chosen.is_demo or first:
                version = deployment.deploy(session, bundle, actor=OPERATOR if first else actor, at=at)
                click.echo(f"{bundle.key}: version {version.number} is in service.")
            else:
                proposals.propose(session, bundle, reason="", actor=actor, at=at)
                click.echo(f"{bundle.key}: proposed; another person approves it.")


def processes(path: Path) -> list[Path]:
    """The process folder ``path`` itself or, when it only holds some, those that no drawing beside them calls.

    Raises a ``ClickException`` when there is none.
    """
    if _drawing(path).is_file():
        return [path]
    inside = sorted(one for one in path.iterdir() if _drawing(one).is_file())
    called = {name for one in inside for name in bundles.mentioned(_drawing(one).read_bytes(), one.name)[0]}
    if not inside:
        raise click.ClickException(
            f"Expected {path} to be a process folder (NAME/NAME.bpmn) or to hold some, but it does not."
        )
    return [one for one in inside if one.name not in called]


def _drawing(folder: Path) -> Path:
    return folder / f"{folder.resolve().name}.bpmn"
