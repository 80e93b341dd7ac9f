"""``nq57 plan``: taking in a plan file, an empty one to fill in, the plan as a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask import g
from flask_babel import force_locale
from sqlalchemy import select

from webapp.cli.opening import acting_as, now, settings, unit_of_work
from webapp.config import Settings
from webapp.exports.sheets import Sheet
from webapp.exports.writing import csv_pieces, xlsx_file
from webapp.language import DEFAULT, LANGUAGES, app_alone
from webapp.resolutions import plan_files
from workflows.actor import OPERATOR
from workflows.errors import N_, Refusal
from workflows.resolutions.examining import PlanReport
from workflows.resolutions.models import Resolution
from workflows.resolutions.plan import PlanRefused, import_plan, try_plan
from workflows.resolutions.rows import Placing

FILE = click.Path(dir_okay=False, path_type=Path)
LANGUAGE = click.option(
    "--language", type=click.Choice(LANGUAGES), default=DEFAULT, show_default=True, help="Of the headings."
)


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


@plan.command()
@click.argument("file", type=FILE)
@LANGUAGE
def template(file: Path, language: str) -> None:
    """Write an empty plan file (FILE ends in .xlsx or .csv); in a workbook a second sheet explains the columns."""
    with speaking(settings(), language) as at:
        _write(file, plan_files.template_sheet(at))


@plan.command()
@click.argument("file", type=FILE)
@click.option("--resolution", default="57-NQ/TW", show_default=True, help="The code of the resolution or plan.")
@LANGUAGE
def export(file: Path, resolution: str, language: str) -> None:
    """Write the plan of a resolution as a file (.xlsx or .csv) that can be taken in again."""
    chosen = settings()
    with unit_of_work(chosen, write=False) as session, speaking(chosen, language) as at:
        found = session.scalar(select(Resolution.id).where(Resolution.code == resolution))
        if found is None:
            raise Refusal(
                N_("Expected a registered resolution, but there is none with the code “%(code)s”."), code=resolution
            )
        _write(file, plan_files.whole_plan(session, found, at))


@contextmanager
def speaking(chosen: Settings, language: str) -> Iterator[datetime]:
    """Say sentences in this language, without a request; answers the moment."""
    with app_alone(chosen).app_context(), force_locale(language):
        g.at = now()
        yield g.at


def _write(file: Path, sheet: Sheet) -> None:
    """The sheet as the kind of file that its name says; what stands there already is not written over."""
    kind = file.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise click.BadParameter("Expected a name that ends in .xlsx or .csv.", param_hint="FILE")
    if file.exists():
        raise click.BadParameter("Expected a new file, but this one is there already.", param_hint="FILE")
    with file.open("xb") as target:
        if kind == ".csv":
            target.writelines(csv_pieces(sheet))
        else:
            with xlsx_file(sheet) as made:
                shutil.copyfileobj(made, target)
    click.echo(f"{file} is written.")


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
