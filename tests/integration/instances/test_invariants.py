"""What ``nq57 check`` promises: corrupt one thing, and one sentence names it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from tests.support.moments import A_MONDAY, A_TUESDAY
from tests.support.world import World
from tests.web.story import decided, given_to_the_department, handed_in
from workflows.db import Base
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.work.models import Attachment, SubmissionSide


def violations(world: World) -> list[str]:
    return world.disagreements()


def corrupt(world: World, model: type[Base], **values: object) -> None:
    with world.database.writing() as session:
        session.execute(update(model).values(**values))
        session.commit()


def test_a_sound_case_has_none(world: World) -> None:
    handed_in(world)
    decided(world, "binh", world.item("binh", "confirm_result"), "confirm")
    assert violations(world) == []


def test_the_version_is_the_number_of_commands(world: World) -> None:
    case = handed_in(world)
    with world.database.reading() as session:
        row = session.get_one(ProcessInstance, case)
        stream = f"case:{row.public_id}"
        numbers = sorted(set(session.scalars(select(LedgerEntry.version).where(LedgerEntry.stream == stream))))
    assert numbers == list(range(1, row.version + 1))
    # started, assigned, accepted, evidence, handed in
    assert row.version == 5


@pytest.mark.parametrize(
    ("model", "values", "sentence"),
    [
        (ProcessInstance, {"version": 99}, "case T-1: its version is 99, but its ledger holds 3 commands"),
        (WorkItem, {"closed_at": A_TUESDAY}, "case T-1: the engine waits for 1 items and 0 are open"),
        (WorkItem, {"closed_at": None}, "case T-1: the engine waits for 1 items and 3 are open"),
        (WorkItem, {"ref": WorkItem.ref + "x"}, "case T-1: the engine waits for 1 items and 1 are open, not the same"),
        (ProcessInstance, {"ended_at": A_TUESDAY}, "case T-1: it has ended, but 1 of its items are open."),
    ],
    ids=["version", "closed", "opened", "another", "ended"],
)
def test_what_does_not_agree_is_named(
    world: World, model: type[Base], values: dict[str, object], sentence: str
) -> None:
    given_to_the_department(world)
    corrupt(world, model, **values)
    assert any(said.startswith(sentence) for said in violations(world)), violations(world)


def test_a_case_that_waits_for_nothing_is_named(world: World) -> None:
    given_to_the_department(world)
    corrupt(world, WorkItem, closed_at=A_TUESDAY)
    corrupt(world, ProcessInstance, waiting_for="")
    assert "case T-1: it is active, but waits for nothing." in violations(world)


def test_evidence_whose_bytes_are_gone_or_changed_is_named(world: World) -> None:
    handed_in(world)
    with world.database.reading() as session:
        file = session.scalars(select(Attachment)).one()
    path = world.store.path_of(str(file.stored_as))
    path.write_bytes(b"something else")
    assert violations(world) == [f"evidence {file.public_id}: its file is not what was uploaded."]
    path.unlink()
    assert violations(world) == [f"evidence {file.public_id}: its file is missing."]


def test_a_contributor_who_was_made_a_verifier_behind_the_rules_is_named(world: World) -> None:
    handed_in(world, at=A_MONDAY)
    corrupt(world, SubmissionSide, side="verifier")
    assert [said for said in violations(world) if f"person {world.people['lan']} contributed to it" in said]
