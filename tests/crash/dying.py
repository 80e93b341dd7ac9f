"""A step of a story dies everywhere it can, and each time the world is as if it had never begun, or as if nothing had happened to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from tests.competing.rivals import everything_agrees
from tests.crash.contents import Held, changed, held, outline, outline_of
from tests.crash.fate import BEFORE, REFUSED, Fate, Point, by_exception, by_force
from tests.support.world import World
from workflows.db import Database

SAMPLE = 3


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a door does, with one commit. ``job`` names the clock's job that it is a step of.

    ``stubborn`` says that the door goes on after an exception, so that only a death that nobody catches ends it; ``sparse``
    that it is long, and dies at a sample of its statements.
    """

    name: str
    run: Callable[[Database], object]
    job: str | None = None
    stubborn: bool = False
    sparse: bool = False


def unit(name: str, act: Callable[[Session], object], job: str | None = None) -> Step:
    """A step that is one command (or one step of the clock) in a unit of work of its own, as the doors open it."""

    def run(database: Database) -> None:
        with database.writing() as session:
            act(session)
            session.commit()

    return Step(name, run, job)


class Witness:
    """Sees what a transaction would keep, just before it is kept or lost."""

    def __init__(self) -> None:
        self.seen: Any = None

    def look(self, connection: Any) -> None:
        """Called inside of the transaction, with the driver's own connection."""
        self.seen = outline(lambda words: list(connection.execute(words).fetchall()))


def dies_everywhere(world: World, fate: Fate, step: Step) -> tuple[list[str], Any]:
    """Let the step die by a fault at every statement, before its commit and in it: nothing has changed each time.

    Answers its statements and the outline of what it would have kept. The world is as it was.
    """
    before = held(world.database)
    witness = Witness()
    fate.look = witness.look
    for _ in range(1 if step.sparse else 2):  # what was read once and is kept in memory is not asked for again
        words = die(world, fate, step, BEFORE)
        unchanged(world, before, step, BEFORE)
    assert witness.seen is not None, f"{step.name} committed nothing"
    for number in range(1, len(words) + 1, max(1, len(words) // SAMPLE) if step.sparse else 1):
        died = die(world, fate, step, number)
        assert died == words[:number], f"{step.name} went another way than before its deaths: {died[-2:]}"
        unchanged(world, before, step, f"statement {number}, {words[number - 1][:60]}")
    die(world, fate, step, REFUSED)
    unchanged(world, before, step, REFUSED)
    return words, witness.seen


def die(world: World, fate: Fate, step: Step, point: Point) -> list[str]:
    """Run the step until it dies at ``point``; answers the statements that it had sent or was about to send."""
    with fate.at(point, by_force if step.stubborn else by_exception):
        try:
            step.run(world.database)
        except BaseException as fault:
            if not fate.met:
                raise AssertionError(f"{step.name} failed by itself") from fault
        else:
            raise AssertionError(f"{step.name} went on after its death at {point}")
    return fate.statements


def unchanged(world: World, before: Held, step: Step, where: str) -> None:
    """Nothing at all is otherwise than before."""
    left = changed(world.database, before)
    assert not left, f"{step.name} died at {where} and left something in {left}"


def everything(world: World, promised: Any, step: Step) -> None:
    """All of the command is there, the outbox holds its facts and no other, and the house agrees with itself."""
    assert outline_of(world.database) == promised, f"{step.name} did not keep all that it had done"
    found = everything_agrees(world)
    assert not found, f"after {step.name}: {found}"
