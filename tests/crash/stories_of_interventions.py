"""An administrator intervenes in one case: data, a move, a step again, a check skipped."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from tests.crash.dying import Step
from tests.crash.telling import case_row, does
from tests.support.moments import A_MONDAY
from tests.support.world import ACCEPT, RESULT, World
from tests.web.story import decided, given_to_the_department
from workflows.definitions import deploy
from workflows.engine.placing.place import places
from workflows.instances.models import ProcessInstance
from workflows.work import assignment, intervening, submission

WHY = "Đơn vị chủ trì gửi nhầm"


def place_of(world: World, *elements: str) -> list[str]:
    """The keys of the places where the case waits on these elements."""
    with world.database.reading() as session:
        case = session.scalars(select(ProcessInstance)).one()
        found = places(deploy.drawing_of(session, case.definition_version_id), case.state)
        return [one.key for element in elements for one in found if one.element == element]


def a_case_is_modified(world: World) -> Iterator[Step]:
    """A value, back to the acceptance, from the verification back to the work, and a verification that nobody makes."""
    given_to_the_department(world, officer="lan")

    def now(**said: object) -> dict[str, object]:
        return {"version": case_row(world, "T-1").version, "reason": WHY, **said}

    yield does(world, "quang", intervening.change_data, case_row(world, "T-1"), **now(values={"rounds": 1}))
    back = now(chosen=place_of(world, "submit_result"), target="accept_task")
    yield does(world, "quang", intervening.move, case_row(world, "T-1"), **back)
    taken = {**ACCEPT, "officer": world.addresses["lan"]}
    world.do("binh", assignment.accept, world.item("binh", "accept_task"), form=taken, at=A_MONDAY)
    hands_in(world)
    again = now(chosen=place_of(world, "verify_result", "verification"), target="submit_result")
    yield does(world, "quang", intervening.repeat, case_row(world, "T-1"), **again)
    hands_in(world)
    (checking,) = place_of(world, "verify_result")
    skipped = now(chosen=checking, form={"decision": "approve"})
    yield does(world, "quang", intervening.skip, case_row(world, "T-1"), **skipped)


def hands_in(world: World) -> None:
    """Lan's result, confirmed by Bình."""
    item = world.item("lan", "submit_result")
    world.attach("lan", item, A_MONDAY)
    world.do("lan", submission.submit, item, form=RESULT, at=A_MONDAY)
    decided(world, "binh", world.item("binh", "confirm_result"), "confirm")
