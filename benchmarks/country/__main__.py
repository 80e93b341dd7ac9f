"""``python -m benchmarks.country --database URL``: build the country into an empty PostgreSQL database.

Migrates, settles the people, plays one case of each kind, and stamps them out until the numbers asked for are there. ``--small``
is a hundredth of everything. The moment at which the country stands still is a Monday in March 2026, whenever it is built.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

import psycopg

from benchmarks.country import cast, naming, stages
from benchmarks.country.pattern import Pattern, read
from benchmarks.country.peopling import Country, Place, Programme, settle
from benchmarks.country.stamping import Press, in_bulk
from webapp.migrating import upgrade
from workflows.calendar import VIETNAM
from workflows.db import Database

NOW = datetime(2026, 3, 2, 10, tzinfo=VIETNAM)  # a Monday at ten
A_WEEK = 7 * 24 * 3600
LONGEST_OPEN, LONGEST_CLOSED = 8, 100  # weeks back
SMALL = 100
MEMORY = Path("/dev/shm")  # where there is such a folder, the played cases need no disk
CENTRAL_SHARE = 12  # the centre has as much work as so many provinces


def build(
    url: str,
    *,
    seed: int = 57,
    people: int = 20_000,
    items: int = 1_000_000,
    open_items: int = 100_000,
    facts: int = 5_000_000,
    only: frozenset[str] | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """The whole country; ``only`` picks some kinds of cases by name."""
    chance = Random(seed)
    say("the schema, the tree, the people")
    upgrade(url)
    database = Database(url)
    with database.writing() as session:
        country = settle(session, chance, people, NOW)
        session.commit()
    database.close()
    say("one case of each kind, played")
    with tempfile.TemporaryDirectory(prefix="nq57-stages-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        stages.prepared(f"sqlite:///{folder}/empty.sqlite")
        kinds = [
            (stage, pattern_of(stage, Path(folder))) for stage in stages.stages() if only is None or stage.name in only
        ]
    with psycopg.connect(url.replace("+psycopg", "")) as connection, in_bulk(connection, say):
        press, plot = Press(connection, chance, country.version), Plot(country, chance)
        running = [kind for kind in kinds if kind[0].open]
        while press.open_items < open_items:
            plot.stamp(press, running)
        say(f"open: {press.cases:,} cases with {press.open_items:,} open items")
        over = [kind for kind in kinds if not kind[0].open]
        while over and press.items < items:
            # How many facts an item still needs decides how closely the next case was watched.
            wanted = (facts - press.facts) / max(1, items - press.items)
            closely = [kind for kind in over if len(kind[1].entries) / kind[1].items >= wanted]
            plot.stamp(press, closely if closely and chance.random() < 0.7 else over)
            if press.cases % 20_000 == 0:
                say(f"{press.cases:,} cases, {press.items:,} items, {press.facts:,} facts")
        press.finish()
        say(f"{press.cases:,} cases, {press.items:,} items ({press.open_items:,} open), {press.facts:,} facts")


def pattern_of(stage: stages.Stage, folder: Path) -> Pattern:
    """Play the case in a copy of the prepared file and read it out."""
    file = folder / "case.sqlite"
    shutil.copyfile(folder / "empty.sqlite", file)
    url = f"sqlite:///{file}"
    until = stages.play(stage, url, folder)
    database = Database(url)
    with database.reading() as session:
        pattern = read(session, stage.name, until)
    database.close()
    for left in folder.glob("case.sqlite*"):
        left.unlink()
    return pattern


class Plot:
    """Decides, by chance, whose the next case is and when it was."""

    def __init__(self, country: Country, chance: Random) -> None:
        self.country, self.chance, self.number = country, chance, 0
        self.programmes = country.programmes
        self.shares = [CENTRAL_SHARE if one.number == "TW" else 1 for one in self.programmes]
        self.busy = {one.id: [self.chance.paretovariate(1.2) for _ in one.leads] for one in self.programmes}

    def stamp(self, press: Press, kinds: list[tuple[stages.Stage, Pattern]]) -> None:
        """One more case of one of these kinds."""
        ((stage, pattern),) = self.chance.choices(kinds, [stage.weight for stage, _ in kinds])
        (programme,) = self.chance.choices(self.programmes, self.shares)
        (lead,) = self.chance.choices(programme.leads, self.busy[programme.id])
        self.number += 1
        press.stamp(pattern, self._words(programme, lead), self._weeks(stage, pattern))

    def _weeks(self, stage: stages.Stage, pattern: Pattern) -> int:
        """By how many weeks the case is moved: its last act is not in the future, and its alarm has not rung yet."""
        latest = int((NOW - pattern.until).total_seconds() // A_WEEK)
        earliest = latest - (LONGEST_OPEN if stage.open else LONGEST_CLOSED)
        if pattern.wakes_at is not None:
            earliest = int((NOW - pattern.wakes_at).total_seconds() // A_WEEK) + 1
        return self.chance.randint(min(earliest, latest), latest)

    def _words(self, programme: Programme, lead: Place) -> dict[str, str]:
        places = self.country.places
        top = self._with_head(places[lead.parent]) if lead.parent else lead
        root = self._with_head(places[top.parent]) if top.parent else top
        other = self.chance.choice(programme.leads)
        while other is lead and len(programme.leads) > 1:
            other = self.chance.choice(programme.leads)
        assert lead.head and other.head and top.head and root.head
        units = {
            "qroot": root,
            "qtop": top,
            "qlead": lead,
            "qleadb": other,
            "qasg": programme.unit,
            "qver": programme.unit,
        }
        players = {
            "an": root.head,
            "hoa": top.head,
            "binh": lead.head,
            "lan": self.chance.choice(lead.officers),
            "binhb": other.head,
            "lanb": self.chance.choice(other.officers),
            "tuan": self.chance.choice(programme.assigners),
            "minh": self.chance.choice(programme.verifiers),
        }
        groups = {
            "qsupport": programme.support,
            "qverify": programme.verify,
            "support_team": self.programmes[0].support,
        }
        title, group = naming.title(self.chance, self.number), self.chance.choice(naming.GROUPS)
        words = cast.parts(
            {name: (place.id, place.code) for name, place in units.items()}, players, groups, programme.id
        )
        words |= dict(zip((*cast.TITLES, *cast.GROUP), (*title, *group), strict=True))
        words[cast.CODE] = f"{programme.number}-{self.number:07}"
        return words

    def _with_head(self, place: Place) -> Place:
        while place.head is None and place.parent is not None:
            place = self.country.places[place.parent]
        return place


def main() -> None:
    """Read the command line, build, and say how long it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.country")
    parser.add_argument("--database", required=True)
    parser.add_argument("--seed", type=int, default=57)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--facts", type=int, default=5_000_000)
    parser.add_argument("--small", action="store_true", help="A hundredth of everything.")
    told = parser.parse_args()
    part = SMALL if told.small else 1
    began = time.monotonic()

    def say(line: str) -> None:
        sys.stderr.write(f"{time.monotonic() - began:7.1f} s  {line}\n")

    build(
        told.database,
        seed=told.seed,
        people=told.people // part,
        items=told.items // part,
        open_items=told.open // part,
        facts=told.facts // part,
        say=say,
    )
    say("done")


if __name__ == "__main__":
    main()
