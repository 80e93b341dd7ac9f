"""``nq57 db``: the database's schema."""

from __future__ import annotations

import click

from webapp import migrating
from webapp.cli.opening import settings


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the database's schema up to date, keeping its data."""
    chosen = settings()
    chosen.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrating.upgrade(chosen.database_url)
    click.echo("The database is up to date.")
