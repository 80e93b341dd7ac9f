"""The ladder that the house ships, read as the clock reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.definitions.decisions import LADDER_PATH, LadderRung, ladder_rows, ladder_rung
from workflows.errors import Refusal

FILES = {LADDER_PATH: (Path(__file__).resolve().parents[3] / "bpmn" / LADDER_PATH).read_bytes()}


KINDS = ("acceptance", "submission", "confirmation", "verification", "sign_off", "extension")


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_is_warned_of_five_days_before_reminded_one_day_before_and_raised_every_two_days(kind: str) -> None:
    assert ladder_rung(FILES, kind, 79) == LadderRung(5, 1, 0, 2)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("priority", [80, 100])
def test_urgent_work_has_half_of_it_rounded_up(kind: str, priority: int) -> None:
    assert ladder_rung(FILES, kind, priority) == LadderRung(3, 1, 0, 1)


def test_what_is_not_watched_has_no_rung() -> None:
    assert ladder_rung(FILES, "none", 50) is None
    assert ladder_rung({}, "submission", 50) is None


def test_a_ladder_of_no_steps_at_all_is_refused() -> None:
    standing_still = FILES[LADDER_PATH].replace(b"<text>2</text>", b"<text>0</text>")
    with pytest.raises(Refusal, match="at least one working day between two levels"):
        ladder_rung({LADDER_PATH: standing_still}, "submission", 50)


def test_the_table_can_be_shown() -> None:
    table = ladder_rows(FILES)
    assert table is not None
    assert table.outputs == ("warn_before", "remind_before", "escalate_after", "next_level_after")
    assert ladder_rows({}) is None
