"""A drawing of our own with a step and a timer; and the clock's door when something goes wrong: incidents, and sweeping."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.crash.dying import Step, unit
from tests.crash.telling import JOBS, beats, does
from tests.support.country import BPMN
from tests.support.moments import A_MONDAY, A_WEDNESDAY, DAY_BEFORE_DUE, DUE, local
from tests.support.world import World
from tests.web.story import given_to_the_department
from webapp import clock
from webapp.config import Settings
from workflows.actor import OPERATOR
from workflows.db import Database
from workflows.deadlines import enforce, together
from workflows.definitions import deploy
from workflows.definitions.bundles import Bundle
from workflows.instances import lifecycle
from workflows.instances.models import CommandKey
from workflows.organisation.models import CandidateGroup
from workflows.work import assignment

LEVEL_TWO, PAST_THE_TOP = local(2026, 3, 16), local(2026, 3, 18)
DRAWING = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:nq57="urn:nq57:bpmn:1" id="d"
targetNamespace="urn:nq57:processes"><process id="waiting" isExecutable="true">
<startEvent id="begin" name="Đầu" nq57:nameEn="Start"/>
<userTask id="ask" name="Hỏi" nq57:nameEn="Ask" nq57:candidates="group('verifiers')" nq57:form="answer"/>
<intermediateCatchEvent id="wait" name="Đợi" nq57:nameEn="Wait"><timerEventDefinition><timeDuration>P1D</timeDuration>
</timerEventDefinition></intermediateCatchEvent><endEvent id="done" name="Xong" nq57:nameEn="Done"/>
<sequenceFlow id="f1" sourceRef="begin" targetRef="ask"/><sequenceFlow id="f2" sourceRef="ask" targetRef="wait"/>
<sequenceFlow id="f3" sourceRef="wait" targetRef="done"/></process></definitions>"""
FORM = {
    "type": "default",
    "id": "answer",
    "components": [{"type": "textfield", "key": "yes", "label": "Có", "properties": {"label_en": "Yes"}}],
}
WAITING = Bundle(
    "waiting",
    {
        "waiting.bpmn": DRAWING.encode(),
        "forms/answer.form": json.dumps(FORM).encode(),
        "decisions/ladder.dmn": (BPMN / "decisions" / "ladder.dmn").read_bytes(),
    },
)


def a_step_and_a_timer_of_our_own(world: World) -> Iterator[Step]:
    """Deployed, started, its step completed, its timer fired."""
    yield unit("operator: deploy", lambda session: deploy.deploy(session, WAITING, actor=OPERATOR, at=A_MONDAY))
    yield unit("operator: start", _start)
    yield does(world, "minh", assignment.complete, world.item("minh", "ask"), form={"yes": "Có"})
    yield from beats(world, "timers", A_WEDNESDAY)


def _start(session: Session) -> None:
    said = {"business_key": "W-1", "titles": ("Đợi", "Wait"), "due_at": None, "variables": {}, "units": ()}
    lifecycle.start(session, key="waiting", **said, actor=OPERATOR, at=A_MONDAY)


def a_case_that_cannot_go_on(world: World) -> Iterator[Step]:
    """Nobody is left to tell: its step fails and becomes an incident, twice; mended, it goes on and the incident is closed."""
    given_to_the_department(world, officer="lan")
    for at in (DUE, LEVEL_TWO):
        world.tick(at)
    renamed(world, "support_team", "nobody")
    for at in (PAST_THE_TOP, PAST_THE_TOP + timedelta(minutes=1)):
        yield Step("clock: drains what fails", partial(_drained, at=at), stubborn=True)
    renamed(world, "nobody", "support_team")
    yield from beats(world, "deadlines", PAST_THE_TOP + timedelta(hours=1))


def many_who_are_reminded(world: World) -> Iterator[Step]:
    """A reminder is due in three cases: told together, in one unit of work."""
    for number in (1, 2, 3):
        given_to_the_department(world, f"T-{number}", officer="lan")

    def remind(session: Session) -> None:
        found = enforce.due_items(session, DAY_BEFORE_DUE, 100)
        assert len(together.act_on_some(session, found, DAY_BEFORE_DUE)) == 3

    yield unit("clock: reminds together", remind, job="deadlines")


def what_nobody_needs(world: World) -> Iterator[Step]:
    """The hourly sweep: sessions and form keys whose time is over."""
    settings = Settings("demo", world.store.folder.parent, str(world.database.engine.url), "k" * 40)
    with world.database.writing() as session:
        session.add(CommandKey(key="f" * 64, person_id=world.people["lan"], used_on=A_MONDAY.date(), answer=""))
        session.commit()
    yield Step("clock: sweep", lambda database: clock.sweep(database, settings, DUE))
    with world.database.reading() as session:
        assert session.scalars(select(CommandKey.key)).all() == []


def _drained(database: Database, at: datetime) -> None:
    clock.drain(database, JOBS["deadlines"], at)


def renamed(world: World, before: str, after: str) -> None:
    """Somebody gives a group another code, which no drawing knows."""
    with world.database.writing() as session:
        session.execute(update(CandidateGroup).where(CandidateGroup.code == before).values(code=after))
        session.commit()
