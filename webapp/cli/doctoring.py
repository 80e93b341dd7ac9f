"""``nq57 doctor``: one line for each thing looked at, exit 1 when something does not work."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click

from webapp.cli.opening import now, settings
from webapp.config import SettingsFault
from webapp.doctor.examining import findings
from webapp.doctor.finding import Finding, fault


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For a machine: a list of objects.")
def doctor(as_json: bool) -> None:
    """Look whether everything stands as a working installation needs it; changes nothing.

    A line says ok, warning (works, and should not stay so) or fault (does not work), with what to do. Exits 1 on a fault.
    """
    found = []
    for finding in _everything():
        found.append(finding)
        if not as_json:
            click.echo(finding.line())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2))
    sys.exit(1 if any(finding.level == "fault" for finding in found) else 0)


def _everything() -> Iterator[Finding]:
    try:
        chosen = settings()
    except SettingsFault as refused:
        for sentence in refused.faults:
            yield fault("settings", sentence, "Correct it in the environment (.env.example lists every setting).")
        return
    yield from findings(chosen, now)
