"""Completing a step in nq57, django-viewflow and bpmn-engine: the same process, PostgreSQL with ``fsync`` on, in turns in one run.

Run ``python -m benchmarks.others --install`` (the option fetches what is compared into ``var/bench``; without it, what is not there
is left out with a sentence). Each of those compared is a process of its own with a database of its own on the same server; a round
is one completion by each, always beginning with another one, so that whatever else the machine does hits all alike. Medians.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import psycopg

from benchmarks import installing
from benchmarks.installing import NotInstalled
from benchmarks.same_process import DRAWING, STORY
from benchmarks.told import Competitor, competing
from tests.support import postgres

CASES, WARM = 40, 4
OURS, BARE, VIEWFLOW = "nq57", "bare SQL", "django-viewflow"
MOST_OF_BARE, LEAST_OF_VIEWFLOW = 4.0, 3.0
Times = dict[str, dict[str, list[float]]]


def main(*, install: bool, cases: int = CASES) -> int:
    """Print the medians and the ratios; 1 when a promised ratio is not kept."""
    with postgres.server(durable=True) as socket, ExitStack() as stack:
        running = [stack.enter_context(one) for one in _commands(socket, install=install)]
        times = in_turns(running, cases)
        said(times)
    middle = {name: _middle(each) for name, each in times.items()}
    kept = middle[OURS] <= MOST_OF_BARE * middle[BARE]
    if VIEWFLOW in middle:
        kept = kept and middle[VIEWFLOW] >= LEAST_OF_VIEWFLOW * middle[OURS]
    return 0 if kept else 1


def _commands(socket: str, *, install: bool) -> Iterable:
    """Whoever can be run, each with a fresh database; a sentence for whoever cannot."""
    here = {**os.environ, "BENCH_SOCKET": socket}
    python = sys.executable

    def database(name: str) -> str:
        with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return name

    yield competing(BARE, (python, "-m", "benchmarks.same_process.bare", postgres.url(socket, database("bare"))), here)
    yield competing(OURS, (python, "-m", "benchmarks.same_process.ours", postgres.url(socket, database("ours"))), here)
    try:
        told = {**here, "BENCH_DATABASE": database("viewflow")}
        yield competing(VIEWFLOW, (installing.viewflow(install=install), "-m", "benchmarks.viewflow_project.run"), told)
    except NotInstalled as missing:
        print(f"Left out: {missing}")
    try:
        packages = installing.bpmn_engine(install=install)
        script = Path(__file__).with_name("bpmn_engine") / "run.mjs"
        for mode in ("resident", "restored"):
            command = (installing.node(), script, mode, packages, DRAWING, socket, database(f"bpmn_{mode}"))
            yield competing(f"bpmn-engine, {mode}", command, here)
    except NotInstalled as missing:
        print(f"Left out: {missing}")


def in_turns(running: list[Competitor], cases: int) -> Times:
    """Take so many cases through the story, everybody one completion at a time; the first cases are not counted."""
    times: Times = {one.name: {element: [] for element, _ in STORY} for one in running}
    turn = 0
    for case in range(WARM + cases):
        for one in running:
            one.begin(case)
        for element, decision in STORY:
            turn += 1
            first = turn % len(running)
            for one in running[first:] + running[:first]:
                seconds = one.step(case, element, decision)
                if case >= WARM:
                    times[one.name][element].append(seconds)
    return times


def said(times: Times) -> None:
    """The table: milliseconds for each step, and how each stands to us."""
    ours = _middle(times[OURS])
    elements = list(dict.fromkeys(element for element, _ in STORY))
    print(f"{'median ms':<22}{'all':>8}" + "".join(f"{element:>17}" for element in elements) + f"{'ours is':>18}")
    for name, each in times.items():
        line = f"{name:<22}{_middle(each) * 1000:8.2f}"
        line += "".join(f"{statistics.median(each[element]) * 1000:17.2f}" for element in elements)
        ratio = _middle(each) / ours
        words = "" if name == OURS else f"{ratio:.2f} × quicker" if ratio >= 1 else f"{1 / ratio:.2f} × slower"
        print(f"{line}{words:>18}")


def _middle(each: dict[str, list[float]]) -> float:
    return statistics.median([seconds for one in each.values() for seconds in one])


if __name__ == "__main__":
    raise SystemExit(main(install="--install" in sys.argv))
