"""What is changed around the tasks: units, posts, people, groups, days, grants, drawings, accounts, plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from unittest.mock import patch

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.crash.dying import Step, unit
from tests.crash.telling import beats, does, newest
from tests.integration.resolutions.cases import ROW
from tests.integration.resolutions.plans import csv_of
from tests.support.country import BPMN, SINCE
from tests.support.moments import A_MONDAY, A_TUESDAY
from tests.support.world import World
from tests.web.story import given_to_the_department
from webapp.accounts import opening, passwords, sign_in
from webapp.accounts.models import Account, WebSession
from webapp.app import create_app
from webapp.config import Settings
from webapp.keeping import pause
from webapp.seed.organisation import planned_units, seed_units
from workflows.actor import OPERATOR, person
from workflows.db import Base
from workflows.definitions import bundles, proposals
from workflows.definitions.bundles import Bundle
from workflows.definitions.models import DefinitionProposal
from workflows.errors import Refusal
from workflows.organisation import calendars, grants, groups, reach, staffing, units
from workflows.organisation.models import (
    Appointment,
    CandidateGroup,
    Grant,
    GroupMember,
    OrgUnit,
    Person,
    Position,
)
from workflows.reorganising import closing, merging, taking_in
from workflows.reorganising.models import UnitMerger
from workflows.resolutions import differences, figures, keeping, plan
from workflows.resolutions.models import PlanDifference
from workflows.resolutions.rows import Placing

PASSWORD, WANTED = "rừng vàng biển bạc đất phì nhiêu", "trăm năm trong cõi người ta"
TODAY = A_MONDAY.date()


def administers(world: World, command: Callable[..., object], /, *args: Any, **kwargs: Any) -> Step:
    """Quang does it; arguments that are (model, key) become that row, read in the unit of work itself."""
    actor = world.actor("quang")

    def act(session: Session) -> object:
        def row(value: Any) -> Any:
            is_row = isinstance(value, tuple) and isinstance(value[0], type) and issubclass(value[0], Base)
            return session.get_one(*value) if is_row else value

        named = {key: row(value) for key, value in kwargs.items()}
        return command(session, *map(row, args), **named, actor=actor, at=A_MONDAY)

    return unit(f"quang: {command.__name__}", act)


def an_organisation_changes(world: World) -> Iterator[Step]:
    """A unit is added, staffed, moved; somebody comes, acts, leaves; a group, a day off and a grant come and go."""
    names = {"name_vi": "Văn phòng", "name_en": "Office"}
    finance, science = (OrgUnit, world.units["56-STC"]), (OrgUnit, world.units["56-SKHCN"])
    yield administers(world, units.register_unit, code="56-VP", level="department", parent=finance, **names)
    office = newest(world, OrgUnit)
    titles = {"title_vi": "Trưởng phòng", "title_en": "Head"}
    yield administers(world, staffing.register_position, office, code="head", rank="head", **titles)
    post = newest(world, Position)
    yield administers(world, staffing.report_to, post, (Position, 1))
    yield administers(world, staffing.rename_position, post, title_vi="Chánh Văn phòng", title_en="Chief")
    yield administers(world, units.rename_unit, office, name_vi="Văn phòng Sở", name_en="The office")
    yield administers(world, staffing.register_person, full_name="Mai Thị Mới", email="moi@demo.nq57.example")
    mai = newest(world, Person)
    yield administers(world, staffing.appoint, mai, post, from_on=SINCE)
    yield administers(world, staffing.end_appointment, newest(world, Appointment), TODAY)
    yield administers(world, units.move_unit, office, science)
    yield administers(world, groups.register_group, code="readers", unit=office, **names)
    yield administers(world, groups.add_member, newest(world, CandidateGroup), mai, from_on=SINCE)
    yield administers(world, groups.end_membership, newest(world, GroupMember), TODAY)
    ends = {"last_on": TODAY, "reason": "Sắp xếp bộ máy"}
    small = {"code": "officer", "rank": "officer", **titles}
    yield administers(world, staffing.register_position, office, **small)
    yield administers(world, closing.close_position, newest(world, Position), **ends)
    yield administers(world, units.register_unit, code="56-TT", level="division", parent=office, **names)
    yield administers(world, closing.close_unit, newest(world, OrgUnit), **ends)
    roster = b"unit_code,post_code,post_vi,rank\n56-STC,officer-9,Chuy\xc3\xaan vi\xc3\xaan,officer\n"
    yield administers(world, taking_in.take_roster_in, roster, file_name="to-chuc.csv")
    yield administers(world, calendars.set_day, office[1], TODAY, "holiday", "Ngày truyền thống")
    yield administers(world, calendars.clear_day, office[1], TODAY)
    yield administers(world, grants.give_grant, mai, "inspector", office, from_on=SINCE, reason="Giám sát")
    yield administers(world, grants.end_grant, newest(world, Grant), TODAY)


def units_merge(world: World) -> Iterator[Step]:
    """One decision is taken back, the next is carried out by the clock, case by case, with the unit's groups and roles."""
    given_to_the_department(world)
    science, finance = (OrgUnit, world.units["56-SKHCN"]), (OrgUnit, world.units["56-STC"])
    with world.database.writing() as session:
        names = {"code": "readers", "name_vi": "Tổ đọc", "name_en": "Readers"}
        unit, who = session.get_one(*science), session.get_one(Person, world.people["nga"])
        groups.register_group(session, **names, unit=unit, actor=OPERATOR, at=A_MONDAY)
        grants.give_grant(session, who, "leader", unit, from_on=SINCE, reason="Theo dõi", actor=OPERATOR, at=A_MONDAY)
        session.commit()

    def decides(session: Session, units: list[tuple[type[OrgUnit], int]], **who: Any) -> object:
        said = {"from_on": TODAY, "keeps_grants": True, "reason": "Sắp xếp bộ máy"}
        found = [session.get_one(*one) for one in units]
        return merging.decide_merger(session, found, session.get_one(*finance), **said, **who)

    yield administers(world, decides, [science])
    yield administers(world, merging.withdraw_merger, newest(world, UnitMerger), reason="Hoãn")
    yield administers(world, decides, [science])
    yield from beats(world, "mergers", A_MONDAY)


def an_installation(world: World) -> Iterator[Step]:
    """The tree of units comes in, in one unit of work; it dies at a sample of its statements."""
    some = planned_units()[:200]
    step = unit("operator: seed_units", lambda session: seed_units(session, actor=OPERATOR, at=A_MONDAY, units=some))
    yield Step(step.name, step.run, sparse=True)


def a_drawing_changes(world: World) -> Iterator[Step]:
    """Proposed, given back, proposed again and approved."""
    shipped = bundles.of_folder(BPMN / "resolution_task")
    drawing = shipped.files["verification.bpmn"].replace("Thẩm định kết quả".encode(), "Thẩm định".encode())
    changed = Bundle(shipped.key, {**shipped.files, "verification.bpmn": drawing})
    propose = {"reason": "Rút ngắn tên gọi", "at": A_MONDAY}
    yield does(world, "vy", proposals.propose, changed, **propose)
    yield _decides_on(
        world, lambda session, proposal, **who: proposals.give_back(session, proposal, reason="Thiếu", **who)
    )
    world.do("vy", proposals.propose, changed, **propose)
    seen = changed.checksum
    yield _decides_on(world, lambda session, proposal, **who: proposals.approve(session, proposal, seen=seen, **who))


def _decides_on(world: World, command: Callable[..., object]) -> Step:
    _, number = newest(world, DefinitionProposal)
    actor = world.actor("khoa")
    return unit(
        "khoa: decides on a drawing",
        lambda session: command(session, session.get_one(DefinitionProposal, number), actor=actor, at=A_TUESDAY),
    )


def a_plan_changes(world: World) -> Iterator[Step]:
    """A plan is registered; a task changes before it starts, differs afterwards, and a person decides."""
    said = {"code": "KH-1", "title_vi": "Kế hoạch", "title_en": "", "assigning_unit": "TGV"}
    yield does(world, "tuan", keeping.register_resolution, **said)
    takes = {"file_name": "plan.csv", "at": A_MONDAY}
    placing = Placing("57-NQ/TW")
    yield does(world, "tuan", plan.import_plan, csv_of({**ROW, "coordinating_agencies": ""}), placing, **takes)
    yield does(world, "tuan", plan.import_plan, csv_of(ROW), placing, **takes)
    yield from beats(world, "starting", A_MONDAY)
    later = csv_of({**ROW, "due_date": "2026-03-26"})
    yield does(world, "tuan", plan.import_plan, later, placing, **takes)
    with world.database.reading() as session:
        waits = session.scalars(select(PlanDifference.public_id)).one()
    yield does(world, "tuan", differences.decide_difference, waits, decision="take", reason="Văn bản mới", at=A_TUESDAY)
    with patch.object(figures, "MANY", 0):  # a small country's figures are counted too
        yield from beats(world, "figures", A_TUESDAY)


def a_copy_is_put_back(world: World) -> Iterator[Step]:
    """A restored copy waits, and goes on once the operator has looked."""
    begins = {"archive": "0" * 64, "saved_at": A_MONDAY, "at": A_TUESDAY}
    yield unit("operator: begin the pause", lambda s: pause.begin_pause(s, **begins))
    yield unit("operator: confirm", lambda s: pause.confirm_restoration(s, reason="Đã kiểm tra", at=A_TUESDAY))


def an_account_is_opened(world: World) -> Iterator[Step]:
    """Invited, the password set, signed in (after a mistake), the password changed, signed out."""
    settings = Settings("demo", world.store.folder, str(world.database.engine.url), "k" * 40, demo_password=PASSWORD)
    app = create_app(settings, database=world.database)
    app.extensions["security"].pwd_context.update(
        argon2__time_cost=1, argon2__memory_cost=64
    )  # slow on purpose otherwise
    lan = world.people["lan"]

    def inside(name: str, act: Callable[[Session], object]) -> Step:
        def run(session: Session) -> None:
            with app.app_context():
                act(session)

        return unit(f"account: {name}", run)

    def mine(session: Session) -> Account:
        return session.scalars(select(Account).where(Account.person_id == lan)).one()

    def enters(session: Session, password: str) -> None:
        with suppress(Refusal):
            found = sign_in.recognised(
                session, "lan@demo.nq57.example", password, "127.0.0.1", at=A_MONDAY, apart=lambda act: act(session)
            )
            sign_in.begin(session, found, at=A_MONDAY)

    who = {"actor": person(lan), "at": A_MONDAY}

    def invites(session: Session) -> None:
        reach.demand_reach(session, OPERATOR, session.get_one(Person, lan), A_MONDAY)
        opening.invite(session, lan, actor=OPERATOR, at=A_MONDAY)

    yield inside("invite", invites)
    with app.app_context(), world.database.writing() as session:  # the word of the first is gone with its process
        word = opening.invite(session, lan, actor=OPERATOR, at=A_MONDAY)
        session.commit()
    yield inside("accept", lambda s: opening.accept(s, word, PASSWORD, at=A_MONDAY))
    yield inside("sign in", lambda s: enters(s, PASSWORD))
    change = {"present": PASSWORD, "wanted": WANTED, "keep": newest(world, WebSession)[1], **who}
    yield inside("change", lambda s: passwords.change(s, mine(s), **change))
    yield inside("sign out", lambda s: sign_in.end(s, s.get_one(WebSession, change["keep"]), **who))
