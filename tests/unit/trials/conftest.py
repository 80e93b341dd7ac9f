"""A small process to try: somebody works, is reminded twice by a timer, or a message takes the work away."""

from __future__ import annotations

import pytest

from tests.unit.engine.drawings import boundary, end, gives, message, process, service, sets, timer, user
from workflows.definitions.bundles import Bundle

ONCE_A_DAY = timer("R2/P1D", "timeCycle")


def drawn(due: str = "working_days(3)", who: str = 'group("clerks")') -> bytes:
    return process(
        "watched",
        user("work", sets(done="True"), step="other", candidates=who, due=due),
        boundary("reminder", "work", ONCE_A_DAY, beside=True),
        service("remind", "remind", gives(whom="lead")),
        boundary("withdrawn", "work", message("withdrawn")),
        end("finished"),
        end("reminded"),
        end("taken_back"),
        flows="start > work > finished; reminder > remind > reminded; withdrawn > taken_back",
    )


@pytest.fixture
def watched() -> Bundle:
    return Bundle("watched", {"watched.bpmn": drawn()})
