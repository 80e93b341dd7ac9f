"""What an administrator mends in a case that cannot go on, without touching the database: values and timers."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from tests.integration.clock.troubled import case_of, incident, told, violations
from tests.support.moments import A_MONDAY, DUE
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.db import table_of
from workflows.errors import Conflict, Invalid
from workflows.instances import incidents
from workflows.instances.models import Incident, ProcessInstance, ProcessTimer
from workflows.work import mending

LATER = DUE + timedelta(hours=1)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL", logger="nq57.clock")


def stuck_case(world: World) -> tuple[int, str]:
    """A late case whose values cannot be read, and what they were."""
    case = given_to_the_department(world, officer="lan")
    values = case_of(world, case).variables
    spoil(world, case, variables="no JSON")
    world.tick(DUE)
    return case, values


def spoil(world: World, case: int, **values: object) -> None:
    with world.database.writing() as session:
        session.execute(update(ProcessInstance).where(ProcessInstance.id == case).values(**values))
        session.commit()


def test_unreadable_values_are_replaced_and_the_clock_goes_on_with_the_case(world: World) -> None:
    case, good = stuck_case(world)
    found = incident(world, job="deadlines")
    assert found.template == "Expected the stored values to be readable, but they are damaged."
    with pytest.raises(Conflict, match="all of them have to be replaced"):
        world.do("quang", mending.change_variable, found, name="officer", value=None, reason="Sửa", at=LATER)
    with pytest.raises(Invalid):
        world.do("quang", mending.replace_variables, found, values="[1]", reason="Sửa", at=LATER)
    world.do("quang", mending.replace_variables, found, values=good, reason="Khôi phục", at=LATER)
    world.tick(LATER)
    assert incident(world, job="deadlines").closed_at == LATER
    ((_, words),) = told(world, "incident.variables_replaced")
    assert words.startswith("Khôi phục\nno JSON → {")
    assert violations(world) == [] and world.open_elements(case) == ["handle_escalation", "submit_result"]


def test_a_value_that_an_expression_needs_is_mended_with_old_and_new_content_kept(world: World) -> None:
    case = given_to_the_department(world, officer="lan")
    with world.database.writing() as session:
        incidents.raise_incident(session, job="request", sentence="Expected x, but y.", at=A_MONDAY, instance_id=case)
        session.commit()
    found = incident(world)
    change = mending.change_variable
    for name in ("Lead", "task.due_at", "lead_unit.code", "a.b.c.d.e"):
        with pytest.raises(Invalid):
            world.do("quang", change, found, name=name, value=1, reason="Sửa", at=A_MONDAY)
    with pytest.raises(Invalid):
        world.do("quang", change, found, name="lead_unit", value="56-STC", reason="", at=A_MONDAY)
    world.do("quang", change, found, name="lead_unit", value="56-STC", reason="Sai đơn vị", at=A_MONDAY)
    assert json.loads(case_of(world, case).variables)["lead_unit"] == "56-STC"
    ((data, words),) = told(world, "incident.variable_changed")
    assert json.loads(data)["variable"] == "lead_unit"
    assert words == 'Sai đơn vị\nlead_unit: "56-SKHCN" → "56-STC"'
    assert violations(world) == []


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [("text", "12", "12"), ("number", "1.5", 1.5), ("yes", "", True), ("nothing", "x", None), ("json", "[1]", [1])],
)
def test_a_value_is_read_as_its_kind_says(kind: str, text: str, value: object) -> None:
    assert mending.value_of(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"), [("number", "true"), ("number", "NaN"), ("json", "{"), ("json", "[" * 9999), ("", "1")]
)
def test_a_value_that_is_none_of_its_kind_is_refused(kind: str, text: str) -> None:
    with pytest.raises(Invalid):
        mending.value_of(kind, text)


def with_timer(world: World, element: str) -> Incident:
    """A case with a timer that cannot fire, on this element of its drawing."""
    case = given_to_the_department(world, officer="lan")
    with world.database.writing() as session:
        timer = {"instance_id": case, "ref": "99", "element": element, "due_at": A_MONDAY, "wake_at": A_MONDAY}
        session.execute(insert(table_of(ProcessTimer)).values(timer))
        session.commit()
    world.tick(A_MONDAY)
    return incident(world, job="timers")


def timers(world: World) -> list[ProcessTimer]:
    with world.database.reading() as session:
        return list(session.scalars(select(ProcessTimer)))


def test_a_timer_that_cannot_fire_is_moved_to_a_day_to_come(world: World) -> None:
    found = with_timer(world, "children_completed")
    with pytest.raises(Invalid):
        world.do("quang", mending.move_timer, found, due_at=A_MONDAY, reason="Dời", at=DUE)
    with pytest.raises(Conflict, match="wait for this one for ever"):
        world.do("quang", mending.skip_timer, found, reason="Bỏ", at=A_MONDAY)
    world.do("quang", mending.move_timer, found, due_at=LATER, reason="Dời", at=A_MONDAY)
    assert [(one.due_at, one.wake_at) for one in timers(world)] == [(LATER, LATER)]
    assert incident(world, job="timers").closed_at == A_MONDAY
    assert violations(world) == ["case T-1: the engine waits for 0 timers and 1 are set, not the same ones."]  # ours


def test_a_timer_on_a_border_can_be_skipped(world: World) -> None:
    found = with_timer(world, "overdue")
    world.do("quang", mending.skip_timer, found, reason="Bỏ", at=A_MONDAY)
    assert timers(world) == [] and violations(world) == []
    assert [words for _, words in told(world, "incident.timer_skipped")] == ["Bỏ"]
    with pytest.raises(Conflict):
        world.do("quang", mending.skip_timer, found, reason="Bỏ", at=A_MONDAY)
