"""A task of the plan on its way, told so that every verb of the rooms of work comes up once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import delete, select

from tests.crash.dying import Step
from tests.crash.telling import beats, case_row, decides, does
from tests.integration.resolutions.cases import ROW, assign, finish, waiting_item
from tests.integration.resolutions.plans import csv_of
from tests.integration.work.panels import hand_in_again, to_a_panel
from tests.integration.work.parting import NOTE, PART_DUE, PRODUCT, UNIT, cooperate, enclose, taken
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, DAY_BEFORE_DUE, DUE, local
from tests.support.world import ACCEPT, ASSIGN, RESULT, World
from tests.web.story import given_to_the_department, handed_in
from workflows.deadlines import extension
from workflows.instances.models import ProcessInstance
from workflows.organisation.models import Appointment
from workflows.resolutions import naming_parts, plan, reopening
from workflows.resolutions.cooperating import find_cooperating
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.rows import Placing
from workflows.work import (
    assignment,
    attachments,
    claim,
    coming_back,
    comments,
    delegation,
    difficulties,
    directing,
    escalation,
    escalation_choices,
    forms,
    links,
    progress,
    reminding,
    reuse,
    submission,
    versions,
)

LEVEL_TWO = local(2026, 3, 16)
REPORT = {"percent": "40", "produced": "Dự thảo lần 1", "schedule": "on_schedule", "late_days": "0"}


def from_the_plan_to_the_result(world: World) -> Iterator[Step]:
    """Taken in, started, assigned, declined, assigned again, accepted, taken, put back, given, worked on, handed in, withdrawn; a
    file of it used again elsewhere."""
    yield does(world, "tuan", plan.import_plan, csv_of(ROW), Placing("57-NQ/TW"), file_name="plan.csv")
    yield from beats(world, "starting", A_MONDAY)
    yield does(world, "tuan", assignment.assign, world.item("tuan", "assign_task"), form=ASSIGN)
    decline = {"decision": "decline", "reason": "Không thuộc chức năng của sở"}
    yield does(world, "binh", assignment.accept, world.item("binh", "accept_task"), form=decline)
    assign(world)
    yield does(world, "binh", assignment.accept, world.item("binh", "accept_task"), form=ACCEPT)
    item = world.item("lan", "submit_result")
    yield does(world, "lan", claim.claim, item)
    yield does(world, "lan", claim.release, item, reason="Đi công tác")
    yield does(world, "binh", assignment.reassign, item, person=world.addresses["lan"], reason="Giao đích danh")
    yield does(world, "binh", reminding.remind, item, words="Sắp đến hạn")
    yield does(world, "lan", forms.save_draft, item, form={"summary": "Đang làm"})
    stored = world.store.save(io.BytesIO(b"%PDF-1.7\nbang chung\n"))
    yield does(world, "lan", attachments.attach_file, item, name="a.pdf", stored=stored, not_classified=True)
    yield does(world, "lan", links.attach_link, item, url="https://vanban.nq57.example/1", not_classified=True)
    with world.database.reading() as session:
        file, link = (row.public_id for row in attachments.evidence_on(session, item.instance_id))
    newer = world.store.save(io.BytesIO(b"%PDF-1.7\nbang chung 2\n"))
    replaced = {"name": "b.pdf", "stored": newer, "not_classified": True}
    yield does(world, "lan", versions.replace_file, item, file, **replaced)
    yield does(world, "lan", attachments.remove, item, link)
    yield does(world, "lan", progress.report, item, form=REPORT)
    yield does(world, "lan", submission.submit, item, form=RESULT)
    given_to_the_department(world, "T-2", officer="lan")
    other = waiting_item(world, "lan", "submit_result", "T-2")
    with world.database.reading() as session:
        (given,) = attachments.evidence_on(session, item.instance_id)
    yield does(world, "lan", reuse.reuse, other, chosen=[given.public_id], not_classified=True)
    checking = world.seen("lan", world.item("binh", "confirm_result").public_id)
    yield does(world, "lan", submission.withdraw, checking, reason="Bổ sung phụ lục")


def from_the_result_to_sign_off(world: World) -> Iterator[Step]:
    """Handed in, sent back, handed in, confirmed, returned, and once more up to the signature."""
    given_to_the_department(world, officer="lan")
    world.attach("lan", world.item("lan", "submit_result"), A_MONDAY)
    _hand_in(world)
    yield decides(world, "binh", "confirm_result", "send_back", "Thiếu phụ lục")
    _hand_in(world)
    yield decides(world, "binh", "confirm_result", "confirm")
    yield does(world, "minh", claim.claim, world.item("minh", "verify_result"))
    yield decides(world, "minh", "verify_result", "return", "Thiếu số liệu")
    yield does(world, "lan", submission.submit, world.item("lan", "submit_result"), form=RESULT)
    decides(world, "binh", "confirm_result", "confirm").run(world.database)
    yield decides(world, "minh", "verify_result", "approve")
    yield decides(world, "tuan", "sign_off_result", "sign_off")


def _hand_in(world: World) -> None:
    world.do("lan", submission.submit, world.item("lan", "submit_result"), form=RESULT, at=A_MONDAY)


def several_verify(world: World) -> Iterator[Step]:
    """Two must approve: the first returns it, which is the end; handed in again, both approve."""
    to_a_panel(world, "two_of_two")
    yield decides(world, "minh", "verify_in_panel", "return", "Thiếu số liệu")
    hand_in_again(world)
    decides(world, "minh", "verify_in_panel", "approve").run(world.database)
    yield decides(world, "dua", "verify_in_panel", "approve")


def people_say_something(world: World) -> Iterator[Step]:
    """A comment, an instruction that is taken note of, a step delegated and taken back, a difficulty that is answered."""
    number = given_to_the_department(world, officer="lan")
    with world.database.reading() as session:
        case = session.get_one(ProcessInstance, number)
    yield does(world, "binh", comments.comment, case, words="@lan xem lại phụ lục")
    item = world.item("lan", "submit_result")
    yield does(world, "hoa", comments.instruct, item, words="Xong trước thứ Sáu")
    with world.database.reading() as session:
        (waiting,) = comments.waiting_for(session, world.standing("lan"))
    yield does(world, "lan", comments.acknowledge, waiting[0].public_id)
    yield does(world, "lan", delegation.delegate, item, person=world.addresses["tam"], reason="Đi công tác")
    yield does(world, "lan", delegation.take_back, item, reason="Đã về")
    asked = {"matter": "difficulty", "addressed": "superior", "words": "Thiếu số liệu"}
    yield does(world, "lan", difficulties.raise_difficulty, item, **asked)
    answer = {"answer": "Sở sẽ làm việc trực tiếp"}
    yield does(world, "binh", assignment.complete, world.item("binh", "answer_difficulty"), form=answer)


def an_absence_ends(world: World) -> Iterator[Step]:
    """Handed over until a day it comes back; handed over again it stays, because its owner has left the unit."""
    given_to_the_department(world, officer="lan")
    item, back = world.item("lan", "submit_result"), local(2026, 3, 9, 8)
    away = {"person": world.addresses["tam"], "reason": "Lan đi học", "until": date(2026, 3, 6)}
    yield does(world, "binh", assignment.reassign, item, **away)
    yield from beats(world, coming_back.JOB, back)
    yield does(world, "binh", assignment.reassign, item, **away)
    with world.database.writing() as session:
        session.execute(delete(Appointment).where(Appointment.person_id == world.people["lan"]))
        session.commit()
    yield from beats(world, coming_back.JOB, back)


def a_unit_delivers_its_part(world: World) -> Iterator[Step]:
    """Named, changed, handed in without, delivered, sent back, delivered again and taken; another one named and dropped."""
    given_to_the_department(world, officer="lan")
    for unit in (UNIT, "UB56"):
        address = cooperate(world, unit=unit)
    for product, due_on in ((PRODUCT, PART_DUE), (PRODUCT, "2026-03-09")):
        yield _names(world, address, UNIT, product, due_on)
    lan = world.item("lan", "submit_result")
    world.attach("lan", lan, A_MONDAY)
    yield does(world, "lan", submission.submit, lan, form={**RESULT, "without_parts": "Gửi sau"})
    for decision in ("return", "accept"):
        enclose(world, "charlie", taken(world))
        yield does(world, "charlie", assignment.complete, world.item("charlie", "deliver_part"), form=NOTE)
        said = {"decision": decision, "reason": "Thiếu tháng Ba" if decision == "return" else None}
        yield does(world, "lan", assignment.complete, world.item("lan", "check_part"), form=said)
    for product, due_on in ((PRODUCT, PART_DUE), ("", "")):
        yield _names(world, address, "UB56", product, due_on)


def _names(world: World, address: str, unit: str, product: str, due_on: str) -> Step:
    with world.database.reading() as session:
        (number,) = session.scalars(select(ResolutionTask.id).where(ResolutionTask.public_id == address))
        seen = naming_parts.fingerprint(find_cooperating(session, number))
    said = {unit: naming_parts.Said(product, due_on)}
    return does(world, "tuan", naming_parts.name_parts, address, said, seen=seen, reason="Theo văn bản giao")


def late_and_raised(world: World) -> Iterator[Step]:
    """Warned, reminded, raised; the superior writes, passes it upward, and the one above gives the work to somebody else."""
    given_to_the_department(world, officer="lan")
    for at in (A_MONDAY, DUE - timedelta(days=5), DAY_BEFORE_DUE, DUE):
        yield from beats(world, "deadlines", at)
    desk = world.item("hoa", "handle_escalation", DUE)
    for act in escalation.NOTES:
        yield does(world, "hoa", escalation.note_act, desk, act=act, reason="Báo cáo trước thứ Sáu", at=DUE)
    upward = {"decision": "pass_upward", "reason": "Vượt thẩm quyền"}
    yield does(world, "hoa", escalation_choices.handle, desk, form=upward, at=DUE)
    above = world.item("an", "handle_escalation", DUE)
    other = {"decision": "reassign", "person": world.addresses["tam"], "reason": "Người khác làm"}
    yield does(world, "an", escalation_choices.handle, above, form=other, at=DUE)


def people_are_told(world: World) -> Iterator[Step]:
    """What happened rings on bells and is gathered in mails, stream by stream."""
    handed_in(world)
    yield from beats(world, "telling", A_MONDAY)


def late_past_the_top(world: World) -> Iterator[Step]:
    """Raised to the top and past it, with an incident; taken over, and more time granted and proposed, each in a case of its own."""
    given_to_the_department(world, officer="lan")
    world.tick(DUE)
    hers = {"decision": "take_over", "reason": "Tôi làm"}
    yield does(world, "hoa", escalation_choices.handle, world.item("hoa", "handle_escalation", DUE), form=hers, at=DUE)
    given_to_the_department(world, "T-2", officer="lan")
    world.tick(LEVEL_TWO)
    time = {"decision": "grant_time", "due_on": "2026-03-24", "reason": "Chờ số liệu"}
    for name, key in (("hoa", "T-2"), ("tuan", "T-2")):
        element = "handle_escalation" if name == "hoa" else "decide_extension_proposal"
        item = waiting_item_at(world, name, element, key)
        if name == "hoa":
            yield does(world, name, escalation_choices.handle, item, form=time, at=LEVEL_TWO)
        else:
            grant = {"decision": "grant", "reason": "Đồng ý"}
            yield does(world, name, extension.decide, item, form=grant, at=LEVEL_TWO)
    given_to_the_department(world, "T-3", officer="lan")
    for at in (LEVEL_TWO, local(2026, 3, 18)):
        world.tick(at)
    yield from beats(world, "deadlines", local(2026, 3, 20))
    item = waiting_item_at(world, "an", "handle_escalation", "T-3")
    yield does(
        world, "an", escalation_choices.handle, item, form={**time, "due_on": "2026-03-27"}, at=local(2026, 3, 20)
    )


def waiting_item_at(world: World, name: str, element: str, key: str):
    """What waits for this person in that case, whatever the day."""
    at = local(2026, 3, 20)
    return next(item for item in world.inbox(name, at) if (item.element, item.business_key) == (element, key))


def more_time_and_standing_still(world: World) -> Iterator[Step]:
    """More time asked for and granted, asked for and refused; suspended, resumed, cancelled."""
    given_to_the_department(world, officer="lan")
    for decision, day in (("grant", "2026-03-20"), ("refuse", "2026-03-27")):
        item = world.item("lan", "submit_result")
        yield does(world, "lan", extension.ask, item, due_on=day, reason="Chờ ý kiến các bộ", at=A_WEDNESDAY)
        form = {"decision": decision, "reason": "Đã xem xét"}
        desk = world.item("tuan", "decide_extension")
        yield does(world, "tuan", extension.decide, desk, form=form, at=A_WEDNESDAY)
    case = case_row(world, "T-1")
    for verb, at in ((directing.suspend, A_WEDNESDAY), (directing.resume, DUE), (directing.cancel, DUE)):
        yield does(world, "tuan", verb, case, reason="Theo chỉ đạo", at=at)


def a_parent_and_its_children(world: World) -> Iterator[Step]:
    """Two leads become two cases; when both are signed off, the clock tells the parent. A part is reopened, and the parent with it."""
    world.do("tuan", plan.import_plan, csv_of(ROW), Placing("57-NQ/TW"), file_name="plan.csv", at=A_MONDAY)
    world.tick(A_MONDAY)
    both = {**ASSIGN, "lead_units": ["56-SKHCN", "UB56"]}
    yield does(world, "tuan", assignment.assign, waiting_item(world, "tuan", "assign_task", "CEN-01"), form=both)
    world.tick(A_TUESDAY)
    finish(world, "CEN-01.56-SKHCN", "binh", "lan")
    finish(world, "CEN-01.UB56", "hoa", None)
    yield from beats(world, "parents", A_WEDNESDAY)
    with world.database.reading() as session:
        part = session.scalars(select(ProcessInstance).where(ProcessInstance.business_key == "CEN-01.56-SKHCN")).one()
    yield does(
        world,
        "an",
        reopening.reopen,
        part,
        reason="Thiếu phụ lục",
        due_on="2026-03-20",
        at=A_WEDNESDAY + timedelta(days=1),
    )
