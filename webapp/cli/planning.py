"""``nq57 plan``: taking in a plan file."""

from __future__ import annotations

from pathlib import Path

import click

from webapp.cli.opening import acting_as, now, settings, unit_of_work
from workflows.actor import OPERATOR
from workflows.resolutions.examining import PlanReport
from workflows.resolutions.plan import PlanRefused, import_plan, try_plan
from workflows.resolutions.rows import Placing


@click.group()
def plan() -> None:
    """The plan of a resolution."""


@plan.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--resolution", default="57-NQ/TW", show_default=True, help="The code of the resolution that the tasks belong to."
)
@click.option("--province", help="The code of the province whose departments the file names.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--as", "email", help="Who imports it (by e-mail address); without it, the operator.")
def import_(file: Path, resolution: str, province: str | None, dry_run: bool, email: str | None) -> None:
    """Take the tasks of a workbook (XLSX) or a CSV file into the plan: all of them, or none and a sentence for each fault."""
    chosen = settings()
    placing, at = Placing(resolution, province), now()
    try:
        with unit_of_work(chosen, write=not dry_run) as session:
            actor = acting_as(session, email, "plan.import", at) if email else OPERATOR
            if dry_run:
                report = try_plan(session, file.read_bytes(), placing, actor=actor, at=at)
            else:
                report = import_plan(session, file.read_bytes(), placing, file_name=file.name, actor=actor, at=at)
    except PlanRefused as refused:
        report = refused.report
    _tell(report)
    if report.faults:
        raise click.ClickException("Expected a plan without faults; nothing was taken in.")


def _tell(report: PlanReport) -> None:
    """Every fault with its row, every difference that waits for a person, then the sum."""
    for fault in report.faults:
        click.echo(str(fault))
    for one in report.differing:
        click.echo(f"{one.code}: {one.field} is “{one.ours}” and the file says “{one.theirs}”; a person decides.")
    click.echo(
        f"{report.rows} rows: {len(report.created)} new, {report.unchanged} unchanged, {len(report.changed)} changed, "
        f"{len(report.differing)} differences to decide."
    )
