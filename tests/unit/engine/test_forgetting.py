"""Forgetting changes nothing but the cost: random drawings and random walks, with and without it, step by step."""

from __future__ import annotations

from dataclasses import fields
from random import Random

import pytest

from tests.unit.engine.case import A_MONDAY, Case
from tests.unit.engine.life import FILES
from tests.unit.engine.random_models import MESSAGES, Model
from tests.unit.engine.remembering import Remembering
from workflows.engine.step import Message, Step

_COMPARED = [field.name for field in fields(Step) if field.name != "state"]


def _same(one: Step, other: Step) -> None:
    for name in _COMPARED:
        assert getattr(one, name) == getattr(other, name), name


def _walk(
    files: dict[str, bytes], process: str, dice: Random, steps: int, messages: tuple[str, ...], **variables: object
) -> int:
    """Do the same random things to both; return how many steps were compared."""
    case = Case(files, process, **variables)
    other = Remembering(case.drawing, variables, A_MONDAY)
    _same(case.step, other.step)
    done = 0
    while done < steps and not case.step.ended:
        at = case.at
        choice = dice.random()
        if case.timers and choice < 0.2:
            timer = dice.choice(sorted(case.timers.values(), key=lambda timer: timer.ref))
            case.fire_timer(timer)
            other.fire(timer.ref, case.at)
        elif case.open and choice < 0.8:
            ref = dice.choice(sorted(case.open))
            form = {name: dice.choice((True, False)) for name in ("accepted", "confirmed", "verified", "granted")}
            form |= {"v": dice.randint(0, 3), "officer": 1, "report": "x", "settled": "x"}
            case.complete_ref(ref, **form)
            other.complete(ref, form, at)
        else:
            name = dice.choice(messages)
            payload = {"item": str(dice.randint(1, 3)), "to": 1}
            case.tell(name, payload["item"], **payload)
            other.tell(Message(name, payload, payload["item"]), at)
        _same(case.step, other.step)
        done += 1
    return done


@pytest.mark.parametrize("seed", range(60))
def test_random_drawings_run_the_same_with_and_without_forgetting(seed: int) -> None:
    files = Model(seed).files()
    for walk in range(3):
        _walk(files, "p", Random(seed * 1000 + walk), 30, MESSAGES, v=0, n=0)


@pytest.mark.parametrize("seed", range(60, 80))
def test_forgetting_in_the_middle_of_a_step_changes_nothing_either(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In earnest this happens in long steps only; here after every single automatic task."""
    monkeypatch.setattr("workflows.engine.machine.FORGET_EVERY", 1)
    _walk(Model(seed).files(), "p", Random(seed), 30, MESSAGES, v=0, n=0)


@pytest.mark.parametrize("seed", range(20))
def test_the_life_of_a_case_runs_the_same_with_and_without_forgetting(seed: int) -> None:
    messages = ("overdue", "overdue", "overdue", "resolved", "extension_requested", "suspended", "resumed")
    assert _walk(FILES, "life", Random(seed), 60, messages) > 3
