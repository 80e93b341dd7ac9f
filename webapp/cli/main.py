"""``nq57``: the commands and how they fail (a sentence, exit 1), never a traceback for what a person can mend."""

from __future__ import annotations

import sys

import click
from sqlalchemy.exc import OperationalError

from webapp.cli import (
    accounting,
    calendar,
    checking,
    deploying,
    doctoring,
    keeping,
    planning,
    running,
    schema,
    seeding,
)
from webapp.config import SettingsFault
from workflows.errors import Invalid, Refusal


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Carry out a resolution: every ordered result a case, on a drawing, with deadlines that are kept."""


cli.add_command(schema.db)
cli.add_command(seeding.seed)
cli.add_command(running.demo)
cli.add_command(running.serve)
cli.add_command(running.clock)
cli.add_command(deploying.deploy)
cli.add_command(planning.plan)
cli.add_command(accounting.account)
cli.add_command(calendar.calendar)
cli.add_command(checking.check)
cli.add_command(checking.verify_ledger)
cli.add_command(doctoring.doctor)
cli.add_command(keeping.backup)
cli.add_command(keeping.restore)
cli.add_command(keeping.confirm_restore)


def main() -> None:
    """The console script."""
    try:
        cli(standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except click.exceptions.Abort:
        sys.exit(130)
    except SettingsFault as fault:
        for sentence in fault.faults:
            click.echo(sentence, err=True)
        sys.exit(1)
    except OperationalError as fault:
        reason = str(fault.orig).strip().partition("\n")[0]
        click.echo(f"Expected the database to answer, but it does not: {reason}", err=True)
        sys.exit(1)
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        for name, fault in (refusal.faults if isinstance(refusal, Invalid) else {}).items():
            click.echo(f"  {name}: {fault}", err=True)
        sys.exit(1)
