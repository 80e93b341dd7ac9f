"""How a process comes into service: once per content, numbered, on the record, and never changed afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.integration.definitions.conftest import Changed
from tests.support.moments import A_MONDAY, A_TUESDAY
from workflows.actor import OPERATOR, Actor
from workflows.definitions import deploy
from workflows.definitions.bundles import SCENARIOS, Bundle
from workflows.definitions.decisions import LadderRung
from workflows.definitions.faults import Faulty
from workflows.definitions.models import DefinitionFile, DefinitionVersion
from workflows.engine import interpreter
from workflows.errors import NotFound, Refusal
from workflows.ledger.models import LedgerEntry

VARIABLES = {
    "task": {
        "assigned": True,
        "due_at": None,
        "priority": 50,
        "assigning_group": "support_team",
        "verifying_group": "verifiers",
    },
    "lead_unit": "56-STC",
    "officer": None,
    "rounds": 0,
}


def facts(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(select(LedgerEntry.kind, LedgerEntry.actor).order_by(LedgerEntry.id))
    return [(row.kind, row.actor) for row in rows]


def test_the_first_deployment_is_version_one_and_says_that_nobody_approved_it(
    session: Session, process: Bundle
) -> None:
    version = deploy.deploy(session, process, actor=OPERATOR, at=A_MONDAY)
    assert (version.number, version.proposed_by_id, version.approved_by_id) == (1, None, None)
    assert deploy.latest(session, "resolution_task").id == version.id
    assert facts(session) == [("definition.deployed", "operator")]
    assert deploy.files_of(session, version.id) == process.files


def test_the_demo_deploys_in_the_name_of_a_person_still_without_approval(
    session: Session, process: Bundle, vy: Actor
) -> None:
    version = deploy.deploy(session, process, actor=vy, at=A_MONDAY)
    assert (version.proposed_by_id, version.approved_by_id) == (vy.person_id, None)


def test_deploying_what_runs_already_makes_no_new_version(session: Session, process: Bundle) -> None:
    first = deploy.deploy(session, process, actor=OPERATOR, at=A_MONDAY)
    again = deploy.deploy(session, process, actor=OPERATOR, at=A_TUESDAY)
    assert again.id == first.id
    assert facts(session) == [("definition.deployed", "operator")]


def test_going_back_to_an_older_drawing_is_a_new_version_of_the_same_content(
    session: Session, process: Bundle, changed: Changed
) -> None:
    first = deploy.deploy(session, process, actor=OPERATOR, at=A_MONDAY)
    deploy.deploy(session, changed("verification.bpmn", "Thẩm định kết quả", "Thẩm định"), actor=OPERATOR, at=A_MONDAY)
    third = deploy.deploy(session, process, actor=OPERATOR, at=A_TUESDAY)
    assert (third.number, third.checksum) == (3, first.checksum)


def test_a_faulty_process_is_refused_with_every_fault_and_nothing_is_written(
    session: Session, changed: Changed
) -> None:
    faulty = changed("resolution_task.bpmn", 'nq57:action="record_assignment"', 'nq57:action="rm_rf"')
    with pytest.raises(Faulty) as refused:
        deploy.deploy(session, faulty, actor=OPERATOR, at=A_MONDAY, actions={"record_assignment"})
    assert ("record_assignment", "rm_rf") in {
        (one.element, one.refusal.params.get("action")) for one in refused.value.found
    }
    assert session.scalar(select(func.count()).select_from(DefinitionVersion)) == 0
    assert session.scalar(select(func.count()).select_from(DefinitionFile)) == 0
    assert facts(session) == []


def test_what_is_not_in_service_is_not_found(session: Session, process: Bundle) -> None:
    with pytest.raises(NotFound):
        deploy.latest(session, "resolution_task")
    version = deploy.deploy(session, process, actor=OPERATOR, at=A_MONDAY)
    with pytest.raises(NotFound):
        deploy.form_of(session, version.id, "../../secret")
    with pytest.raises(NotFound):
        deploy.drawing_of(session, version.id + 1)


def test_a_changed_ladder_holds_for_new_cases_only(session: Session, process: Bundle, changed: Changed) -> None:
    old = deploy.deploy(session, process, actor=OPERATOR, at=A_MONDAY)
    new = deploy.deploy(
        session, changed("decisions/ladder.dmn", "<text>5</text>", "<text>10</text>"), actor=OPERATOR, at=A_TUESDAY
    )
    assert deploy.rung_of(session, old.id, "submission", 50) == LadderRung(5, 1, 0, 2)
    assert deploy.rung_of(session, new.id, "submission", 50) == LadderRung(10, 1, 0, 2)
    assert deploy.latest(session, "resolution_task").id == new.id


def test_a_changed_form_holds_for_new_cases_only(session: Session, process: Bundle, changed: Changed) -> None:
    old = deploy.deploy(session, process, actor=OPERATOR, at=A_MONDAY)
    new = deploy.deploy(
        session, changed("forms/verify_result.form", '"minLength": 5', '"minLength": 6'), actor=OPERATOR, at=A_TUESDAY
    )
    least = [
        deploy.form_of(session, one.id, "verify_result")["components"][1]["validate"]["minLength"] for one in (old, new)
    ]
    assert least == [5, 6]


def test_a_running_case_stays_on_the_drawing_it_began_with(session: Session, process: Bundle, changed: Changed) -> None:
    old = deploy.deploy(session, process, actor=OPERATOR, at=A_MONDAY)
    step = interpreter.start(deploy.drawing_of(session, old.id), variables=VARIABLES, at=A_MONDAY)
    drawn = changed("resolution_task.bpmn", 'nq57:due="working_days(2)"', 'nq57:due="working_days(9)"')
    told = changed(SCENARIOS, "accept_task: {working_days: 2}", "accept_task: {working_days: 9}")
    both = Bundle(drawn.key, {**drawn.files, SCENARIOS: told.files[SCENARIOS]})
    new = deploy.deploy(session, both, actor=OPERATOR, at=A_MONDAY)
    accept, form = step.opened[0].ref, {"decision": "decline", "reason": "Không", "officer": None}
    gone_on = interpreter.complete(
        deploy.drawing_of(session, old.id), step.state, accept, variables=step.variables, form=form, at=A_TUESDAY
    )
    begun = interpreter.start(deploy.drawing_of(session, new.id), variables=VARIABLES, at=A_TUESDAY)
    assert step.opened[0].due == {"working_days": 2}
    assert [item.element for item in gone_on.opened] == ["assign_task"]
    assert begun.opened[0].due == {"working_days": 9}


def test_the_drawing_is_read_once_for_many_cases(session: Session, process: Bundle) -> None:
    version = deploy.deploy(session, process, actor=OPERATOR, at=A_MONDAY)
    assert deploy.drawing_of(session, version.id) is deploy.drawing_of(session, version.id)


def test_nothing_runs_on_stored_drawings_that_somebody_changed(session: Session, changed: Changed) -> None:
    bundle = changed(
        "verification.bpmn", "Chuyển thẩm định", f"Chuyển thẩm định {id(session)}"
    )  # not in any memory yet
    version = deploy.deploy(session, bundle, actor=OPERATOR, at=A_MONDAY)
    session.execute(update(DefinitionFile).where(DefinitionFile.path == "verification.bpmn").values(content=b"<evil/>"))
    with pytest.raises(Refusal, match="checksum differs"):
        deploy.drawing_of(session, version.id)
