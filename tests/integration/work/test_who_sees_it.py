"""A case is seen by its units, their superiors and whoever has a grant; for everybody else it does not exist."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.integration.work.helping import hand_in
from tests.support.moments import A_MONDAY, DUE
from tests.support.statements import sent_to
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.errors import NotFound
from workflows.instances.models import ProcessInstance
from workflows.work import attachments, directing, inbox
from workflows.work.item import find_work_item
from workflows.work.models import Attachment
from workflows.work.trail import trail

SHELVES: tuple[inbox.Shelf, ...] = ("all", "mine", "groups", "late", "soon", "decisions")


@pytest.mark.parametrize("name", ["lan", "tam", "binh", "hoa", "an", "tuan", "vy", "nga"])
def test_the_cases_people_their_superiors_and_the_inspector_see_it(world: World, name: str) -> None:
    addresses = handed_in_addresses(world)
    with world.database.reading() as session:
        standing = world.standing(name)
        assert find_work_item(session, addresses["item"], standing=standing)
        assert directing.find_case(session, addresses["case"], standing=standing)
        assert attachments.find_attachment(session, addresses["file"], standing=standing)


def test_for_charlie_of_another_department_nothing_of_it_exists(world: World) -> None:
    addresses = handed_in_addresses(world)
    with world.database.reading() as session:
        standing = world.standing("charlie")
        for find, address in (
            (find_work_item, addresses["item"]),
            (directing.find_case, addresses["case"]),
            (attachments.find_attachment, addresses["file"]),
        ):
            with pytest.raises(NotFound):
                find(session, address, standing=standing)
        assert world.inbox("charlie") == ()
        counted = inbox.counts(session, standing, at=A_MONDAY, soon_until=DUE)
        assert (counted.all, counted.groups, counted.late) == (0, 0, 0)


def test_what_is_hidden_and_what_does_not_exist_are_answered_alike(world: World) -> None:
    addresses = handed_in_addresses(world)
    said = set()
    for address in (addresses["item"], "0" * 32):
        with world.database.reading() as session, pytest.raises(NotFound) as refused:
            find_work_item(session, address, standing=world.standing("charlie"))
        said.add(str(refused.value))
    assert len(said) == 1


def handed_in_addresses(world: World) -> dict[str, str]:
    case = given_to_the_department(world)
    hand_in(world)
    with world.database.reading() as session:
        return {
            "case": session.get_one(ProcessInstance, case).public_id,
            "file": session.scalars(select(Attachment.public_id)).one(),
            "item": world.item("binh", "confirm_result").public_id,
        }


def many(world: World, number: int = 7) -> None:
    for n in range(number):
        given_to_the_department(world, f"T-{n}", due_at=DUE + timedelta(days=n // 3) if n != 5 else None)


def test_each_number_is_the_length_of_the_list_behind_it(world: World) -> None:
    many(world)
    at, soon = DUE + timedelta(hours=1), DUE + timedelta(days=1)
    with world.database.reading() as session:
        for name in ("lan", "binh", "tuan", "minh", "charlie"):
            standing = world.standing(name)
            numbers = inbox.counts(session, standing, at=at, soon_until=soon)
            for shelf in SHELVES:
                found = inbox.inbox(session, standing, shelf=shelf, at=at, soon_until=soon, limit=100)
                assert len(found.items) == getattr(numbers, shelf), (name, shelf)
        lan = inbox.counts(session, world.standing("lan"), at=at, soon_until=soon)
        assert (lan.all, lan.late, lan.soon) == (7, 3, 2)


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_page_by_page_everything_comes_once_and_in_order(world: World, limit: int) -> None:
    many(world)
    seen, after = [], None
    with world.database.reading() as session:
        standing = world.standing("lan")
        whole = inbox.inbox(session, standing, shelf="all", at=A_MONDAY, soon_until=DUE, limit=100)
        while True:
            page = inbox.inbox(session, standing, shelf="all", at=A_MONDAY, soon_until=DUE, limit=limit, after=after)
            seen += page.items
            if (after := page.after) is None:
                break
    assert seen == list(whole.items) and len(seen) == 7
    assert seen[-1].due_at is None, "what has no date comes last"


@pytest.mark.parametrize(("words", "number"), [("nhiem vu", 7), ("NHIỆM", 7), ("t-3", 1), ("trial 3", 0), ("%9", 0)])
def test_search_needs_no_accents_and_takes_words_literally(world: World, words: str, number: int) -> None:
    many(world)
    with world.database.reading() as session:
        found = inbox.inbox(session, world.standing("lan"), shelf="all", at=A_MONDAY, soon_until=DUE, search=words)
    if words == "trial 3":
        assert [item.business_key for item in found.items] == ["T-3"]
    else:
        assert len(found.items) == number


def test_a_longer_inbox_and_a_longer_trail_need_no_more_queries(world: World) -> None:
    spent = []
    for n in range(2):
        case = given_to_the_department(world, f"A-{n}")
        for more in range(4 * n):
            given_to_the_department(world, f"B-{more}")
        with world.database.reading() as session:
            stream = f"case:{session.get_one(ProcessInstance, case).public_id}"
            standing = world.standing("lan")
            with sent_to(world.database.engine) as sent:
                inbox.inbox(session, standing, shelf="all", at=A_MONDAY, soon_until=DUE)
                inbox.counts(session, standing, at=A_MONDAY, soon_until=DUE)
                trail(session, stream, limit=2 + 5 * n)
            spent.append(len(sent))
    assert spent[0] == spent[1] <= 4
