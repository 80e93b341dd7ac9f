"""A small country at work for weeks: many cases, random people, several clocks, crashes, a post that fails; then what must hold.

``python -m tests.model.simulator --seed 7 --weeks 4`` lives the same weeks each time. Everything that is random comes from the one
seed; time is virtual.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random, SystemRandom

from sqlalchemy import func, select

from tests.integration.work.helping import join
from tests.model.deeds import VERBS, Deed, act, steps_of
from tests.model.failing_post import LONG, FailingPost
from tests.model.oracle import PEOPLE
from tests.model.power import PowerCut, power_cut
from tests.model.who import offered_to
from tests.support.country import build
from tests.support.moments import A_MONDAY
from tests.support.world import World
from webapp import clock
from workflows.db import Database
from workflows.errors import Refusal
from workflows.instances.models import Incident, ProcessInstance
from workflows.work.models import Escalation

CLOCKS, CASES_A_WEEK, DEEDS_A_DAY = 3, 4, 14
CRASHING, FAILING, STRAY = 0.08, 0.3, 0.25
EAGER = tuple(verb for verb in VERBS if verb != "withdraw")


@dataclass
class Country:
    """The country of one seed. ``story`` is what happened, word for word the same for the same seed."""

    world: World
    seed: int
    at: datetime = A_MONDAY
    story: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self.post = FailingPost(self.world, Random(self.seed + 1))
        self.cases: list[int] = []
        join(self.world, "khoa", "support_team")
        self.offered = offered_to(self.world)
        self.names = {number: name for name, number in self.world.people.items()}

    def live(self, weeks: int) -> list[str]:
        """That many weeks; answers everything that does not hold afterwards, or at the end of any day before."""
        for day in range(weeks * 7):
            self.at = A_MONDAY + timedelta(days=day)
            if day % 7 < 5:
                self.working_day()
            self.clocks_beat()
            if wrong := self.world.disagreements(self.at):
                return [f"on day {day + 1}: {line}" for line in wrong]
        self.post.carry(self.at + LONG, failing=0)
        return self.post.untold() + self.world.disagreements(self.at)

    def working_day(self) -> None:
        """Some cases begin, people act from eight to five, clocks beat and the post is carried in between."""
        while self.dice.random() < CASES_A_WEEK / (5 + CASES_A_WEEK):
            due_at = self.at + timedelta(days=self.dice.randrange(3, 20), hours=9)
            self.cases.append(self.world.case(f"S-{len(self.cases) + 1}", at=self.at, due_at=due_at))
        for moment in sorted(self.dice.randrange(9 * 60) for _ in range(DEEDS_A_DAY)):
            self.at = self.at.replace(hour=1, minute=0) + timedelta(minutes=moment)
            if self.cases:
                self.somebody_acts(self.dice.choice(self.cases))
            if self.dice.random() < 0.3:
                self.clocks_beat()
            self.post.carry(self.at, failing=FAILING)

    def somebody_acts(self, case: int) -> None:
        """Mostly somebody at what waits for them; now and then a stray attempt, or a command cut off in the middle."""
        deed = self.stray() if self.dice.random() < STRAY else self.fitting(case)
        actor = self.world.actor(deed.who, self.at)
        with self.world.database.writing() as session:
            try:
                with power_cut(self.world.database, self.cut_at()):
                    done = act(session, case, deed, actor, self.at)
                    session.commit()
                said = "done" if done else "nothing there"
            except (Refusal, PowerCut) as ended:
                session.rollback()
                said = "crashed" if isinstance(ended, PowerCut) else "refused"
        self.counted[said] += 1
        self.story.append(
            f"{self.at:%d %H:%M} {deed.who} {deed.verb} {deed.how} S-{self.cases.index(case) + 1}: {said}"
        )

    def cut_at(self) -> int:
        """At which statement the power goes: mostly long after the end."""
        return self.dice.randrange(2, 20) if self.dice.random() < CRASHING else 100_000

    def stray(self) -> Deed:
        """Anybody tries anything, on whatever there is."""
        verb = self.dice.choice(tuple(VERBS))
        return Deed(self.dice.choice(PEOPLE), verb, self.dice.choice(VERBS[verb].hows), self.dice.randrange(3))

    def fitting(self, case: int) -> Deed:
        """One of those who may touch an open step does something to it that belongs to its kind; a stray one where none is open."""
        with self.world.database.reading() as session:
            steps = [item for item in steps_of(session, case) if item.closed_at is None]
        if not steps:
            return self.stray()
        item = self.dice.choice(steps)
        holder = (
            [self.names[item.assignee_id]] if item.assignee_id is not None else sorted(self.offered[item.candidate_key])
        )
        verb = self.dice.choice([verb for verb in EAGER if item.step in VERBS[verb].steps])
        of_kind = [other for other in steps if other.step == item.step]
        return Deed(self.dice.choice(holder), verb, self.dice.choice(VERBS[verb].hows), of_kind.index(item))

    def clocks_beat(self) -> None:
        """Several clocks drain what is due, one step of one of them at a time, in any order; some die in the middle."""
        running = [(number, job) for number in range(CLOCKS) for job in clock.JOBS]
        while running:
            number, job = self.dice.choice(running)
            steps = 0
            with suppress(PowerCut), power_cut(self.world.database, self.cut_at()):
                steps = clock.drain(self.world.database, clock.Job(job.name, self.once(job)), self.at)
            self.counted["clock steps"] += steps
            if not steps:
                running.remove((number, job))

    def once(self, job: clock.Job) -> object:
        """The job's step, at most one time, so that another clock can come in between."""
        left = [True]
        return lambda session, at: left.pop() and job.step(session, at) if left else False

    def summary(self) -> str:
        """What happened, in numbers."""
        with self.world.database.reading() as session:
            outcomes = Counter(session.scalars(select(ProcessInstance.outcome)))
            raised, incidents = (
                session.scalar(select(func.count()).select_from(one)) for one in (Escalation, Incident)
            )
        told = ", ".join(f"{count} {word}" for word, count in sorted(self.counted.items()))
        ended = ", ".join(f"{count} {outcome or 'running'}" for outcome, count in sorted(outcomes.items(), key=str))
        return (
            f"{len(self.cases)} cases ({ended}); deeds: {told}; {raised} escalations; {incidents} incidents; "
            f"the post failed {self.post.failures} times and repeated {self.post.repeated()} mails"
        )


def main() -> int:
    """The command line: print the seed first, so that whatever happens can be replayed."""
    parser = argparse.ArgumentParser(prog="python -m tests.model.simulator")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    parser.add_argument("--weeks", type=int, default=2)
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}, {chosen.weeks} weeks", flush=True)
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/country.sqlite"
        build(url)
        database = Database(url)
        country = Country(World(database, Path(folder)), chosen.seed)
        wrong = country.live(chosen.weeks)
        print(country.summary())
        database.close()
    for line in (*country.story[-20:], *wrong) if wrong else ():
        print(line)
    print(
        f"{'Everything agrees' if not wrong else f'{len(wrong)} things are wrong'}, {time.monotonic() - began:.0f} s."
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
