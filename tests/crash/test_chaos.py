"""The short form of ``make chaos``: a few kills of real processes under load."""

from __future__ import annotations

from pathlib import Path

from tests.crash.chaos import let_loose


def test_processes_killed_while_people_work_lose_nothing_and_do_nothing_twice(own_server: str, tmp_path: Path) -> None:
    outcome = let_loose(tmp_path, own_server, kills=5, steps=5, seed=57, minutes=4, webs=1, clocks=1)
    assert outcome.violations == []
    assert outcome.kills == 5 and outcome.acknowledged >= 5, str(outcome)
