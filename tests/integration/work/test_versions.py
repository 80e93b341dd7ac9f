"""A newer version takes the place of a file, and whatever was submitted keeps the version that it was submitted with."""

from __future__ import annotations

import io

import pytest

from tests.integration.work.helping import current, decide, hand_in
from tests.support.moments import A_MONDAY
from tests.support.world import RESULT, World
from tests.web.story import given_to_the_department
from workflows.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.work import submission, versions
from workflows.work.attachments import evidence_in, evidence_on
from workflows.work.item import Item
from workflows.work.models import Attachment
from workflows.work.versions import older_versions

SECOND, THIRD = b"%PDF-1.7\nlan hai\n", b"%PDF-1.7\nlan ba\n"


def replaced(world: World, name: str, item: Item, address: str, content: bytes = SECOND, **said: object) -> str:
    stored = world.store.save(io.BytesIO(content))
    more = {"name": "quyet-dinh.pdf", "stored": stored, "not_classified": True, **said}
    return str(world.do(name, versions.replace_file, item, address, **more, at=A_MONDAY))


def held(world: World, case: int) -> list[Attachment]:
    with world.database.reading() as session:
        return evidence_on(session, case)


def test_a_newer_version_is_numbered_and_the_older_ones_are_kept_behind_it(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    first = world.attach("lan", item, A_MONDAY)
    replaced(world, "lan", item, replaced(world, "lan", item, first), THIRD)
    (row,) = held(world, case)
    assert row.version == 3 and world.store.path_of(str(row.stored_as)).read_bytes() == THIRD
    with world.database.reading() as session:
        older = older_versions(session, [row])[row.id]
    assert [one.version for one in older] == [2, 1] and older[1].public_id == first
    assert world.store.path_of(str(older[0].stored_as)).read_bytes() == SECOND
    assert world.disagreements(A_MONDAY) == []


def test_what_was_submitted_stays_the_version_that_it_was(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    hand_in(world)
    first, (row,) = current(world, case), held(world, case)
    decide(world, "binh", "confirm_result", "send_back", "Thiếu phụ lục")
    again = world.item("lan", "submit_result")
    newer = replaced(world, "lan", again, row.public_id)
    world.do("lan", submission.submit, again, form=RESULT, at=A_MONDAY)
    with world.database.reading() as session:
        assert [one.public_id for one in evidence_in(session, first.id)] == [row.public_id]
        assert [one.public_id for one in evidence_in(session, current(world, case).id)] == [newer]
    assert world.disagreements(A_MONDAY) == []


def test_a_file_of_a_result_that_was_handed_in_is_not_replaced_and_says_why(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    address = world.attach("lan", item, A_MONDAY)
    world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    approved = current(world, case).sha256
    for at_step in (item, world.item("binh", "confirm_result")):
        with pytest.raises(Conflict, match="what was submitted stays as it was"):
            replaced(world, "lan", at_step, address)
    assert current(world, case).sha256 == approved and [row.public_id for row in held(world, case)] == [address]


def test_what_cannot_be_a_newer_version_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    address = world.attach("lan", item, A_MONDAY, SECOND)
    with pytest.raises(Invalid, match="no classified content"):
        replaced(world, "lan", item, address, THIRD, not_classified=False)
    with pytest.raises(Conflict, match="byte for byte"):
        replaced(world, "lan", item, address, SECOND)
    with pytest.raises(Forbidden):
        replaced(world, "tam", item, address, THIRD)
    with pytest.raises(NotFound):
        replaced(world, "lan", item, "0" * 32, THIRD)
    replaced(world, "lan", item, address, THIRD)
    with pytest.raises(Conflict, match="replaced or removed in the meantime"):
        replaced(world, "lan", item, address, b"%PDF-1.7\nmuon\n")
    monkeypatch.setattr(versions, "EVIDENCE_VERSIONS", 2)
    (row,) = held(world, item.instance_id)
    with pytest.raises(Conflict, match="at most 2 versions"):
        replaced(world, "lan", item, row.public_id, b"%PDF-1.7\nba\n")
