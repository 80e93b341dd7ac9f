"""Evidence that was given already is used again: only what one may see, nothing copied, and everything still agrees."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from tests.integration.work.helping import current
from tests.integration.work.parting import cooperate, enclose, taken, with_a_part
from tests.support.moments import A_MONDAY
from tests.support.world import RESULT, World
from tests.web.story import given_to_the_department
from workflows.errors import Conflict, Forbidden, Invalid
from workflows.instances.models import CaseUnit, ProcessInstance, WorkItem
from workflows.organisation.models import OrgUnit
from workflows.work import attachments, reuse, submission
from workflows.work.attachments import evidence_on, stored_names
from workflows.work.item import Item
from workflows.work.models import Attachment, Claim, Contribution
from workflows.work.sides import side_of

OTHERS = b"%PDF-1.7\nteptinlang gieng\n"


def step_of(world: World, name: str, key: str) -> Item:
    return next(one for one in world.inbox(name, A_MONDAY) if one.business_key == key and one.step == "submission")


def used(world: World, name: str, item: Item, *chosen: str, **said: object) -> list[str]:
    more = {"not_classified": True, **said}
    found: list[str] = world.do(name, reuse.reuse, item, chosen=chosen, **more, at=A_MONDAY)
    return found


def offered_to(world: World, name: str, item: Item, **asked: object) -> list[Attachment]:
    with world.database.reading() as session:
        found = reuse.find_given(session, item, standing=world.standing(name), **{"limit": 20, **asked})
    return [file for file, _case in found]


def two_tasks(world: World) -> tuple[str, Item]:
    """A file with one task of Lan's, and the step of another task that wants it."""
    given_to_the_department(world, "T-1", officer="lan")
    address = world.attach("lan", step_of(world, "lan", "T-1"), A_MONDAY, title="Quyết định phê duyệt.pdf")
    given_to_the_department(world, "T-2", officer="lan")
    return address, step_of(world, "lan", "T-2")


def test_a_file_is_used_again_without_a_copy_and_counts_as_evidence(world: World) -> None:
    address, item = two_tasks(world)
    before = len(list(world.store.folder.iterdir()))
    given_to_the_department(world, "T-3", officer="lan")
    used(world, "lan", item, address)
    assert len(list(world.store.folder.iterdir())) == before
    with world.database.reading() as session:
        (row,) = evidence_on(session, item.instance_id)
        origin = session.get_one(Attachment, row.origin_id)
        assert stored_names(session) == [origin.stored_as], "one file, whoever uses it"
    assert origin.public_id == address and (row.sha256, row.name) == (origin.sha256, origin.name)
    third = step_of(world, "lan", "T-3")
    assert [file.public_id for file in offered_to(world, "lan", third)] == [address], "once, where it was given first"
    world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    assert world.disagreements(A_MONDAY) == []


def test_whoever_gave_the_file_first_had_a_hand_in_the_new_result(world: World) -> None:
    given_to_the_department(world, "T-1", officer="tam")
    address = world.attach("tam", step_of(world, "tam", "T-1"), A_MONDAY)
    for key in ("T-2", "T-3"):
        given_to_the_department(world, key, officer="lan")
        address = used(world, "lan", step_of(world, "lan", key), address)[0]
    with world.database.reading() as session:
        case = step_of(world, "lan", "T-3").instance_id
        hands = set(session.scalars(select(Contribution.person_id).where(Contribution.instance_id == case)))
    assert hands == {world.people["lan"], world.people["tam"]}


def test_the_file_stays_when_it_is_taken_away_where_it_was_given_first(world: World) -> None:
    address, item = two_tasks(world)
    used(world, "lan", item, address)
    world.do("lan", attachments.remove, step_of(world, "lan", "T-1"), address, at=A_MONDAY)
    with world.database.reading() as session:
        (row,) = evidence_on(session, item.instance_id)
        assert world.store.sweep(stored_names(session), A_MONDAY) == 0
    assert world.store.path_of(str(row.stored_as)).is_file() and world.disagreements(A_MONDAY) == []


def test_files_are_found_by_name_and_task_without_accents_newest_first_and_by_key(world: World) -> None:
    address, item = two_tasks(world)
    newer = world.attach("lan", step_of(world, "lan", "T-1"), A_MONDAY, OTHERS, "Báo cáo quý.pdf")
    assert [file.public_id for file in offered_to(world, "lan", item)] == [newer, address]
    for search in ("quyet dinh", "Quyết phê", "T-1 quyet"):
        assert [file.public_id for file in offered_to(world, "lan", item, search=search)] == [address], search
    assert offered_to(world, "lan", item, search="khong co") == []
    first = offered_to(world, "lan", item, limit=1)
    assert [file.public_id for file in first] == [newer, address], "one more than asked for: there is a next page"
    assert [file.public_id for file in offered_to(world, "lan", item, limit=1, before=first[0].id)] == [address]


def test_what_was_thrown_away_is_offered_only_when_it_was_submitted(world: World) -> None:
    address, item = two_tasks(world)
    world.do("lan", attachments.remove, step_of(world, "lan", "T-1"), address, at=A_MONDAY)
    assert offered_to(world, "lan", item) == []
    hand_in_of = step_of(world, "lan", "T-1")
    kept = world.attach("lan", hand_in_of, A_MONDAY, OTHERS)
    world.do("lan", submission.submit, hand_in_of, form=RESULT, at=A_MONDAY)
    world.do(
        "lan",
        submission.withdraw,
        world.seen("lan", world.item("binh", "confirm_result").public_id),
        reason="Sửa",
        at=A_MONDAY,
    )
    world.do("lan", attachments.remove, step_of(world, "lan", "T-1"), kept, at=A_MONDAY)
    assert [file.public_id for file in offered_to(world, "lan", item)] == [kept]


def test_a_second_use_is_found_where_the_first_one_is_not_on_the_list(world: World) -> None:
    address, item = two_tasks(world)
    (use,) = used(world, "lan", item, address)
    given_to_the_department(world, "T-3", officer="lan")
    third = step_of(world, "lan", "T-3")
    assert [file.public_id for file in offered_to(world, "lan", third, search="T-2")] == [use], "the other is T-1's"
    world.do("lan", attachments.remove, step_of(world, "lan", "T-1"), address, at=A_MONDAY)
    assert [file.public_id for file in offered_to(world, "lan", third)] == [use], "the first was thrown away"


def test_a_part_is_not_offered_what_it_holds_already(world: World) -> None:
    with_a_part(world)
    item = taken(world)
    enclose(world, "charlie", item)
    assert offered_to(world, "charlie", item) == []
    theirs = offered_to(world, "lan", world.item("lan", "submit_result"))
    assert [file.name for file in theirs] == ["so-lieu.pdf"], "the result may use it"


def test_whose_file_goes_into_a_part_does_not_check_the_result_that_waits(world: World) -> None:
    case = with_a_part(world)
    given_to_the_department(world, "T-9", officer="lan")
    cooperate(world, "T-9")
    address = world.attach("lan", step_of(world, "lan", "T-9"), A_MONDAY, OTHERS)
    with world.database.writing() as session:
        session.execute(update(Attachment).values(added_by_id=world.people["minh"]))
        session.commit()
    item = step_of(world, "lan", "T-1")
    world.attach("lan", item, A_MONDAY)
    world.do("lan", submission.submit, item, form={**RESULT, "without_parts": "Gửi sau"}, at=A_MONDAY)
    used(world, "charlie", taken(world), address)
    with world.database.reading() as session:
        assert side_of(session, current(world, case).id, world.people["minh"]) == "contributor"


def given_to_the_neighbours(world: World, key: str) -> None:
    """The case becomes the sibling department's: its unit, its open step, its officer."""
    with world.database.writing() as session:
        neighbours = session.scalars(select(OrgUnit.id).where(OrgUnit.code == "56-STC")).one()
        case = session.scalars(select(ProcessInstance.id).where(ProcessInstance.business_key == key)).one()
        session.execute(
            update(CaseUnit).where(CaseUnit.instance_id == case, CaseUnit.role == "lead").values(unit_id=neighbours)
        )
        theirs = {"assignee_id": world.people["charlie"], "candidate_key": f"unit:{neighbours}", "unit_id": neighbours}
        session.execute(
            update(WorkItem).where(WorkItem.instance_id == case, WorkItem.closed_at.is_(None)).values(**theirs)
        )
        session.execute(
            update(Claim)
            .where(Claim.work_item_id.in_(select(WorkItem.id).where(WorkItem.instance_id == case)))
            .values(person_id=world.people["charlie"])
        )
        session.commit()


def test_a_file_of_a_case_that_one_may_not_see_is_in_no_list_and_is_not_taken_by_guessing(world: World) -> None:
    address, item = two_tasks(world)
    assert offered_to(world, "lan", item)
    given_to_the_neighbours(world, "T-1")
    assert offered_to(world, "lan", item) == [] == offered_to(world, "lan", item, search="quyet")
    with pytest.raises(Invalid) as hidden:
        used(world, "lan", item, address)
    with pytest.raises(Invalid) as missing:
        used(world, "lan", item, "0" * 32)
    assert str(hidden.value) == str(missing.value), "hidden is answered like missing"
    theirs = step_of(world, "charlie", "T-1")
    assert offered_to(world, "charlie", theirs) == [], "nor does the neighbour find ours"
    assert offered_to(world, "binh", item) == []


def test_what_cannot_be_used_again_is_refused_and_nothing_of_it_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, item = two_tasks(world)
    for chosen, said, words in (
        ((), {}, "none was chosen"),
        ((address, "0" * 32), {}, "not any more"),
        ((address,), {"not_classified": False}, "no classified content"),
    ):
        with pytest.raises(Invalid, match=words):
            used(world, "lan", item, *chosen, **said)
    with pytest.raises(Forbidden):
        used(world, "tam", item, address)
    used(world, "lan", item, address)
    with pytest.raises(Invalid, match="not any more"):
        used(world, "lan", item, address)  # it is there already
    monkeypatch.setattr(attachments, "EVIDENCE_PIECES", 1)
    with pytest.raises(Conflict, match="at most 1 pieces"):
        used(world, "lan", item, address)
