"""What the conformance table proves on the engine alone also holds where a case is kept: rows, timers, messages, the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from tests.conformance.proof import VARIABLES, dressed
from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.unit.engine.drawings import end, handler, message, process, signal, subprocess, throw, timer, user
from workflows.actor import CLOCK, OPERATOR
from workflows.definitions import deploy
from workflows.definitions.bundles import Bundle
from workflows.instances import lifecycle
from workflows.instances.models import ProcessInstance, ProcessTimer, WorkItem
from workflows.ledger.models import LedgerEntry

LATER = A_MONDAY + timedelta(days=2)
DRAWING = dressed(
    process(
        "p",
        user("ask", candidates='group("verifiers")'),
        user("extra", candidates='group("verifiers")'),
        subprocess(
            "part",
            user("work", candidates='group("verifiers")'),
            throw("ring", signal("bell")),
            user("wait", candidates='group("verifiers")'),
            end("part_end"),
            handler("late", timer("R/P1D", "timeCycle"), user("hurry", candidates='group("verifiers")'), end("late_end"),
                    flows="start > hurry > late_end", beside=True),
            handler("heard", signal("bell"), user("answer", candidates='group("verifiers")'), end("heard_end"),
                    flows="start > answer > heard_end", beside=True),
            flows="start > work > ring > wait > part_end",
        ),
        end(),
        handler("stop", message("stop"), user("close", candidates='group("verifiers")'), end("closed"), flows="start > close > closed"),
        flows="start > ask; ask > part > end; ask > extra > end : n > 5",
    )
)  # fmt: skip


def started(world: World, drawing: dict[str, bytes] = DRAWING, **variables: object) -> int:
    with world.database.writing() as session:
        deploy.deploy(session, Bundle("p", drawing), actor=OPERATOR, at=A_MONDAY)
        case = lifecycle.start(
            session, key="p", business_key="P-1", titles=("Thử", "Trial"), due_at=None, variables={**VARIABLES, **variables},
            units=[], actor=CLOCK, at=A_MONDAY,
        )  # fmt: skip
        session.commit()
        return case


def open_steps(world: World, case: int) -> Sequence[str]:
    with world.database.reading() as session:
        query = select(WorkItem.element).where(WorkItem.instance_id == case, WorkItem.closed_at.is_(None))
        return sorted(session.scalars(query))


def complete(world: World, case: int, element: str) -> None:
    with world.database.writing() as session:
        query = select(WorkItem.ref).where(
            WorkItem.instance_id == case, WorkItem.element == element, WorkItem.closed_at.is_(None)
        )
        ref = session.scalars(query).first()
        assert ref is not None
        turn = lifecycle.locked(session, case, actor=CLOCK, at=A_MONDAY)
        turn.complete(ref, {})
        turn.finish()
        session.commit()


def test_event_subprocesses_signals_and_several_arrows_run_in_a_kept_case(world: World) -> None:
    case = started(world, n=9)
    complete(world, case, "ask")
    assert open_steps(world, case) == ["extra", "work"]
    assert world.tick(LATER) > 0
    assert open_steps(world, case) == ["extra", "hurry", "work"]
    with world.database.reading() as session:
        (timer_row,) = session.execute(select(ProcessTimer.element, ProcessTimer.due_at)).all()
        assert (timer_row.element, timer_row.due_at) == ("late_start", A_MONDAY + timedelta(days=3))
    complete(world, case, "work")
    assert open_steps(world, case) == ["answer", "extra", "hurry", "wait"]
    assert world.disagreements() == []
    with world.database.writing() as session:
        turn = lifecycle.locked(session, case, actor=CLOCK, at=LATER)
        turn.deliver("stop", {})
        turn.finish()
        session.commit()
    assert open_steps(world, case) == ["close"]
    complete(world, case, "close")
    with world.database.reading() as session:
        row = session.get_one(ProcessInstance, case)
        assert (row.outcome, row.ended_at is not None) == ("closed", True)
        assert session.execute(select(ProcessTimer.id)).all() == []
    assert world.disagreements() == []


def test_a_time_that_leads_straight_to_an_end_leaves_its_fact(world: World) -> None:
    drawing = dressed(
        process(
            "p",
            subprocess("part", user("work", candidates='group("verifiers")'), end("part_end"),
                       handler("late", timer("P1D"), end("late_end"), flows="start > late_end", beside=True),
                       flows="start > work > part_end"),
            end(),
            flows="start > part > end",
        )
    )  # fmt: skip
    case = started(world, drawing)
    world.tick(LATER)
    with world.database.reading() as session:
        stream = LedgerEntry.stream == f"case:{session.get_one(ProcessInstance, case).public_id}"
        kinds = session.scalars(select(LedgerEntry.kind).where(stream).order_by(LedgerEntry.seq)).all()
    assert kinds[-1] == "timer.fired" and open_steps(world, case) == ["work"]
    assert world.disagreements() == []
