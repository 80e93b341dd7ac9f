"""The errand of ``docs/designing.md``: two must verify, and a late verification is escalated after one working day. New cases follow it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.integration.work.helping import decide, join, to_verification
from tests.support.moments import A_MONDAY
from tests.support.world import World
from workflows.actor import Actor
from workflows.definitions import deploy, proposals
from workflows.definitions.bundles import Bundle
from workflows.definitions.models import DefinitionProposal, DefinitionVersion
from workflows.instances.models import WorkItem
from workflows.work.models import Escalation

KEY, TABLE = "resolution_task", "decisions/ladder.dmn"
ROW = """<rule id="rule_verification"><inputEntry id="v1"><text>"verification"</text></inputEntry>
<inputEntry id="v2"><text></text></inputEntry><outputEntry id="v3"><text>5</text></outputEntry>
<outputEntry id="v4"><text>1</text></outputEntry><outputEntry id="v5"><text>1</text></outputEntry>
<outputEntry id="v6"><text>2</text></outputEntry></rule>
      <rule id="rule_urgent">"""


def changed(world: World) -> Bundle:
    """What Vy makes of it on the screen: the numbers where nothing was chosen, and one row more in the ladder's table."""
    with world.database.reading() as session:
        files = deploy.files_of(session, deploy.latest(session, KEY).id)
    drawing = files[f"{KEY}.bpmn"].replace(b'form.panel or "", 1)', b'form.panel or "", 2)')
    table = files[TABLE].replace(b'<rule id="rule_urgent">', ROW.encode())
    assert drawing.count(b'or "", 2)') == 2 and table != files[TABLE]
    return Bundle(KEY, {**files, f"{KEY}.bpmn": drawing, TABLE: table})


def raised(session: Session, case: int) -> list[int]:
    return list(session.scalars(select(Escalation.level).where(Escalation.instance_id == case)))


def test_two_verify_and_the_superior_hears_of_it_after_one_working_day(world: World) -> None:
    join(world, "hoa", "verifiers")
    before = world.case("T-9")
    bundle = changed(world)
    made = world.do("vy", proposals.propose, bundle, reason="Hai người thẩm định", at=A_MONDAY)

    def approve(session: Session, *, actor: Actor, at: datetime) -> DefinitionVersion:
        found = session.get_one(DefinitionProposal, made.id)
        return proposals.approve(session, found, seen=bundle.checksum, actor=actor, at=at)

    assert world.do("khoa", approve, at=A_MONDAY).number == 2
    case = to_verification(world)
    assert world.open_elements(case) == ["verify_in_panel", "verify_in_panel"]
    with world.database.reading() as session:
        places = list(
            session.scalars(select(WorkItem).where(WorkItem.instance_id == case, WorkItem.closed_at.is_(None)))
        )
        (due_at,) = {one.due_at for one in places}
    assert due_at is not None and due_at.weekday() == 0, "five working days after a Monday"
    a_day_later = due_at + timedelta(days=1)
    world.tick(a_day_later - timedelta(minutes=1))
    with world.database.reading() as session:
        assert raised(session, case) == [], "late, but not yet by one working day"
    world.tick(a_day_later + timedelta(minutes=1))
    with world.database.reading() as session:
        assert set(raised(session, case)) == {1}, "the superior is told after one working day"
    decide(world, "minh", "verify_in_panel", "approve", at=a_day_later)
    assert "verify_in_panel" in world.open_elements(case), "one approval is not enough"
    decide(world, "hoa", "verify_in_panel", "approve", at=a_day_later)
    assert "sign_off_result" in world.open_elements(case)
    assert world.open_elements(before) == ["assign_task"], "what ran before stays on its version"
    assert world.disagreements(a_day_later) == []
