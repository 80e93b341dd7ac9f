"""From a line of a plan file to the signed-off result, only through the doors: pages for people, beats for the clock."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, DAY_AFTER_DUE, DUE, local
from tests.support.world import RESULT, World
from tests.web.conftest import Browser, Clock
from workflows.actor import OPERATOR
from workflows.instances import invariants
from workflows.instances.models import ProcessInstance
from workflows.ledger.verify import broken_links
from workflows.resolutions.plan import import_plan
from workflows.resolutions.rows import Placing
from workflows.work import invariants as work_invariants
from workflows.work.models import Escalation

PLAN = """code,title_vi,title_en,group,lead_agency,coordinating_agencies,deliverable,due_date,source,due_text
J-01,Ban hành kế hoạch chuyển đổi số,Issue the digital transformation plan,Dữ liệu số / Digital data,\
Sở Khoa học và Công nghệ Khánh Hòa,,Kế hoạch,2026-03-12,Kế hoạch thử,trước ngày 12/3/2026
"""
SIX = {f"clear_{name}": "true" for name in ("person", "work", "responsibility", "authority", "time", "result")}
ASSIGN = {"lead_units": "56-SKHCN", "product": "Kế hoạch", "evidence_required": "Quyết định ban hành", **SIX}
SUBMIT = {**RESULT, "no_classified": "true"}
GRANTED = local(2026, 3, 26, 17)


class Journey:
    """The case on its way: each act signs somebody in at its moment and goes through the page, as they would."""

    def __init__(self, world: World, clock: Clock, signed_in: Callable[[str], Browser]) -> None:
        self.world, self.clock, self.signed_in = world, clock, signed_in

    def act(self, name: str, element: str, at: datetime, **form: str) -> Any:
        """Open the step's page and send its form (taking the step first where it is offered to a group)."""
        browser, item = self.visit(name, at), self.world.item(name, element, at)
        page = browser.get(f"/work-items/{item.public_id}").text
        if f"/work-items/{item.public_id}/completion" not in page:
            browser.send(f"/work-items/{item.public_id}/claim")
            page = browser.get(f"/work-items/{item.public_id}").text
        seen = re.search(r'name="seen_sha256" value="([0-9a-f]{64})"', page)
        if seen:
            form["seen_sha256"] = seen.group(1)
        answer = browser.send(f"/work-items/{item.public_id}/completion", form)
        assert answer.status_code == 303, answer.text
        return item

    def visit(self, name: str, at: datetime) -> Browser:
        """Somebody signs in at this moment."""
        self.clock.at = at
        return self.signed_in(name)

    def add_evidence(self, at: datetime) -> None:
        """Lan uploads the decision."""
        browser, item = self.visit("lan", at), self.world.item("lan", "submit_result", at)
        browser.get(f"/work-items/{item.public_id}")
        file = {"file": (io.BytesIO(b"%PDF-1.7\nquyet dinh\n"), "quyet-dinh.pdf"), "file_not_classified": "true"}
        answer = browser.send(f"/work-items/{item.public_id}/evidence/files", file, content_type="multipart/form-data")
        assert answer.status_code == 303, answer.text

    def direct(self, noun: str, at: datetime) -> None:
        """Tuấn suspends or resumes the case."""
        browser = self.visit("tuan", at)
        with self.world.database.reading() as session:
            case = session.scalars(select(ProcessInstance.public_id)).one()
        assert browser.send(f"/cases/{case}/{noun}", {"reason": "Theo chỉ đạo"}).status_code == 303

    def escalations(self) -> list[tuple[int, int, str | None]]:
        """Version of the due date, level and effect of every escalation so far."""
        with self.world.database.reading() as session:
            rows = session.scalars(select(Escalation).order_by(Escalation.id))
            return [(row.due_version, row.level, row.effect) for row in rows]


def test_a_line_of_the_plan_is_carried_out_with_everything_that_goes_wrong(
    world: World, clock: Clock, signed_in: Callable[[str], Browser]
) -> None:
    with world.database.writing() as session:
        import_plan(session, PLAN.encode(), Placing("57-NQ/TW"), file_name="plan.csv", actor=OPERATOR, at=A_MONDAY)
        session.commit()
    assert world.tick(A_MONDAY) > 0  # the clock starts the case
    journey = Journey(world, clock, signed_in)

    journey.act("tuan", "assign_task", A_MONDAY, **ASSIGN)
    journey.act("binh", "accept_task", A_MONDAY, decision="decline", reason="Không đúng chức năng")
    journey.act("tuan", "assign_task", A_TUESDAY, **ASSIGN)
    journey.act("binh", "accept_task", A_TUESDAY, decision="accept", officer=world.addresses["lan"])

    journey.add_evidence(A_WEDNESDAY)
    journey.act("lan", "submit_result", A_WEDNESDAY, **SUBMIT)
    journey.act("binh", "confirm_result", A_WEDNESDAY, decision="confirm")
    journey.act("minh", "verify_result", A_WEDNESDAY, decision="return", reason="Thiếu phụ lục số liệu")

    world.tick(DUE)
    assert journey.escalations() == [(1, 1, None)]
    world.tick(local(2026, 3, 16))
    assert journey.escalations() == [(1, 1, None), (1, 2, None)]
    journey.act(
        "an",
        "handle_escalation",
        local(2026, 3, 16, 10),
        decision="grant_time",
        due_on="2026-03-26",
        reason="Chờ Trung ương",
    )
    assert journey.escalations() == [(1, 1, "new_due_date"), (1, 2, "new_due_date")]
    assert world.item("lan", "submit_result", DAY_AFTER_DUE).due_at == GRANTED

    world.tick(GRANTED)
    assert journey.escalations()[2:] == [(2, 1, None)]
    journey.direct("suspension", GRANTED + timedelta(hours=1))
    world.tick(GRANTED + timedelta(days=14))
    assert len(journey.escalations()) == 3
    back = GRANTED + timedelta(days=14, hours=-8)
    journey.direct("resumption", back)

    journey.act("lan", "submit_result", back, **SUBMIT)
    assert journey.escalations()[2:] == [(2, 1, "closed")]
    journey.act("binh", "confirm_result", back, decision="confirm")
    journey.act("minh", "verify_result", back, decision="approve")
    journey.act("tuan", "sign_off_result", back, decision="sign_off")

    with world.database.reading() as session:
        assert session.scalars(select(ProcessInstance.outcome)).one() == "task_completed"
        wrong = [
            *invariants.violations(session),
            *work_invariants.violations(session, world.store),
            *broken_links(session),
        ]
    assert [line for line in wrong if "its file is missing" not in line] == []  # the page keeps its files elsewhere
    page = journey.visit("nga", back).get(f"/cases/{case_address(world)}").text
    assert "J-01" in page


def case_address(world: World) -> str:
    """The address of the one case."""
    with world.database.reading() as session:
        return str(session.scalars(select(ProcessInstance.public_id)).one())
