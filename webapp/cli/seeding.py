"""``nq57 seed``: what every installation starts with."""

from __future__ import annotations

import click

from webapp.cli.opening import now, settings, unit_of_work
from webapp.seed.indicators import seed_indicators
from webapp.seed.organisation import seed_units
from webapp.seed.people import seed_groups
from webapp.seed.plan import seed_resolutions
from workflows.actor import OPERATOR


@click.command()
def seed() -> None:
    """Put in the real tree of units, the groups that the drawings name, the resolutions without their tasks, and their targets
    as indicators.

    Nobody is invented: posts and groups stay empty until people are appointed. What is there already stays as it is.
    """
    chosen, at = settings(), now()
    with unit_of_work(chosen, write=True) as session:
        units = seed_units(session, actor=OPERATOR, at=at)
        seed_groups(session, actor=OPERATOR, at=at)
        seed_resolutions(session, actor=OPERATOR, at=at)
        indicators = seed_indicators(session, actor=OPERATOR, at=at)
    click.echo(f"{units} units and {indicators} indicators came; groups and resolutions are registered.")
