"""The first steps of a case's life, for tests that begin later in it; and people who read English, whose pages say the keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.support.moments import A_MONDAY
from tests.support.world import ACCEPT, ASSIGN, RESULT, World
from tests.web.conftest import Browser
from workflows.work import assignment, review, submission
from workflows.work.item import Item
from workflows.work.sides import current_submission


def reading_english(signed_in: Callable[[str], Browser], name: str) -> Browser:
    """A member of the cast, signed in, whose browser prefers English."""
    browser = signed_in(name)
    browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def offered_to_the_department(world: World, key: str = "T-1", *, at: datetime = A_MONDAY, **case: Any) -> int:
    """A case that was assigned to Lan's department, whose head has not answered yet."""
    number = world.case(key, at=at, **case)
    assign = next(item for item in world.inbox("tuan", at) if item.business_key == key)
    world.do("tuan", assignment.assign, assign, form=ASSIGN, at=at)
    return number


def given_to_the_department(
    world: World, key: str = "T-1", *, officer: str | None = None, at: datetime = A_MONDAY, **case: Any
) -> int:
    """A case whose result is to be made by Lan's department, by the officer named or by whoever takes it."""
    number = offered_to_the_department(world, key, at=at, **case)
    accept = next(item for item in world.inbox("binh", at) if item.business_key == key and item.step == "accept")
    world.do(
        "binh",
        assignment.accept,
        accept,
        form={**ACCEPT, "officer": world.addresses[officer] if officer else None},
        at=at,
    )
    return number


def handed_in(world: World, key: str = "T-1", *, at: datetime = A_MONDAY, **case: Any) -> int:
    """A result with one piece of evidence waits for the head of the department."""
    number = given_to_the_department(world, key, officer="lan", at=at, **case)
    item = world.item("lan", "submit_result", at)
    world.attach("lan", item, at)
    world.do("lan", submission.submit, item, form=RESULT, at=at)
    return number


def decided(
    world: World, name: str, item: Item, decision: str, *, reason: str | None = None, at: datetime = A_MONDAY
) -> None:
    """One review of the current result by this member of the cast."""
    with world.database.reading() as session:
        current = current_submission(session, item.instance_id)
        assert current is not None
    world.do(
        name, review.decide, item, form={"decision": decision, "reason": reason}, seen_sha256=current.sha256, at=at
    )


def signed_off(world: World, key: str = "T-1", *, at: datetime = A_MONDAY, **case: Any) -> int:
    """A result that was confirmed, approved and signed off: the case has ended."""
    number = handed_in(world, key, at=at, **case)
    for name, element, decision in (
        ("binh", "confirm_result", "confirm"),
        ("minh", "verify_result", "approve"),
        ("tuan", "sign_off_result", "sign_off"),
    ):
        item = next(one for one in world.inbox(name, at) if one.instance_id == number and one.element == element)
        decided(world, name, item, decision, at=at)
    return number
