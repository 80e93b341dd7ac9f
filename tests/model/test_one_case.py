"""One case lives at random: everybody tries everything, time passes, the power goes, the drawing is replaced. What must hold, holds.

``NQ57_TEST_LIVES=500`` lets as many lives be lived, other ones each time; the ordinary run lives the same few.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from tests.integration.work.helping import join
from tests.model.deeds import VERBS, Deed, act, aim, commit
from tests.model.oracle import PEOPLE, Oracle, main_step
from tests.model.power import PowerCut, everything, power_cut
from tests.model.who import offered_to
from tests.support.databases import SqliteCopies
from tests.support.moments import A_MONDAY
from tests.support.world import World
from workflows.actor import OPERATOR
from workflows.db import Database
from workflows.definitions import bundles, deploy
from workflows.definitions.bundles import Bundle
from workflows.errors import Refusal
from workflows.instances.models import ProcessInstance, Suspension, WorkItem
from workflows.resolutions import progress
from workflows.resolutions.models import ResolutionTask
from workflows.work.models import Escalation, Review, Submission, SubmissionSide

LIVES = int(os.environ.get("NQ57_TEST_LIVES", "0"))
FEW, STEPS = 8, 25
MORE_HATS = (
    ("khoa", "support_team"),
    ("binh", "support_team"),
    ("lan", "verifiers"),
)  # so that four eyes are put to the test
WAITS = (1, 5, 24, 24, 72, 24 * 9)
FORWARD = ("attach", "assign", "accept", "submit", "confirm", "verify", "sign_off", "handle", "decide")
OTHERS = tuple(verb for verb in VERBS if verb not in FORWARD and verb != "cancel")
SHIPPED = bundles.of_folder(Path(__file__).parents[2] / "bpmn" / "resolution_task")
attempts = st.builds(Deed, st.sampled_from(PEOPLE), st.sampled_from(sorted(VERBS)), nth=st.integers(0, 3))
hows = st.integers(0, 3)


class OneCase(RuleBasedStateMachine):
    """The life of one case, held against the oracle after each thing that happens to it."""

    copies: SqliteCopies
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        self.world = World(Database(self.opened.enter_context(self.copies.fresh())), self.folder)
        for name, group in MORE_HATS:
            join(self.world, name, group)
        self.at, self.drawings = A_MONDAY, 1
        self.case = self.world.case(at=self.at, due_at=A_MONDAY + timedelta(days=14))
        self.oracle = Oracle(self.world, self.case, offered_to(self.world))
        self.version = self.row().definition_version_id

    def teardown(self) -> None:
        self.world.database.close()
        self.opened.close()

    def row(self) -> ProcessInstance:
        with self.world.database.reading() as session:
            return session.get_one(ProcessInstance, self.case)

    @rule(deed=attempts, how=hows)
    def somebody_tries_something(self, deed: Deed, how: int) -> None:
        ways = VERBS[deed.verb].hows
        self.tries(Deed(deed.who, deed.verb, ways[how % len(ways)], deed.nth))

    @precondition(lambda self: self.oracle.outcome is None)
    @rule(data=st.data())
    def somebody_goes_on(self, data: st.DataObject) -> None:
        self.goes_on(data)

    @precondition(lambda self: self.oracle.outcome is None)
    @rule(data=st.data())
    def somebody_goes_forward(self, data: st.DataObject) -> None:
        self.goes_on(data, FORWARD[self.oracle.evidence > 0 :])

    @precondition(lambda self: self.oracle.outcome is None)
    @rule(data=st.data())
    def somebody_is_tempted(self, data: st.DataObject) -> None:
        deeds = self.oracle.tempting(self.oracle.steps(), self.at)
        if deeds:
            self.tries(data.draw(st.sampled_from(deeds)))

    def goes_on(self, data: st.DataObject, verbs: tuple[str, ...] = OTHERS) -> None:
        """One of those who may does one of these things."""
        deeds = [deed for deed in self.oracle.entitled(self.oracle.steps(), self.at) if deed.verb in verbs]
        if deeds:
            verb = data.draw(st.sampled_from(list(dict.fromkeys(deed.verb for deed in deeds))))
            self.tries(data.draw(st.sampled_from([deed for deed in deeds if deed.verb == verb])))

    def tries(self, deed: Deed) -> None:
        steps = self.oracle.steps()
        expected, target, told = self.oracle.expects(deed, steps, self.at), aim(steps, deed), "Expected"
        try:
            done = commit(self.world, self.case, deed, self.world.actor(deed.who, self.at), self.at)
        except Refusal as refusal:
            done, told = False, str(refusal)
        assert told.startswith("Expected")
        assert expected is None or done == expected, f"{deed}: expected {expected}, but it was {done}: {told}"
        if done:
            self.oracle.done(deed, target, steps)

    @rule(hours=st.sampled_from(WAITS), clocks=st.integers(0, 2))
    def time_passes(self, hours: int, clocks: int) -> None:
        self.at += timedelta(hours=hours)
        for _ in range(clocks):
            before = self.levels()
            self.world.tick(self.at)
            for item, level in self.levels().items():
                assert level <= before.get(item, 0) + 1, "one level at a time"
        if clocks:
            self.everything_late_was_raised()

    def levels(self) -> dict[tuple[int, int], int]:
        query = select(Escalation.work_item_id, Escalation.due_version, func.max(Escalation.level))
        with self.world.database.reading() as session:
            rows = session.execute(query.group_by(Escalation.work_item_id, Escalation.due_version))
            return {(row[0], row[1]): row[2] for row in rows}

    def everything_late_was_raised(self) -> None:
        late = select(WorkItem.id, WorkItem.due_version).where(
            WorkItem.closed_at.is_(None), WorkItem.due_at <= self.at, WorkItem.ladder == "submission"
        )
        with self.world.database.reading() as session:
            found = {(row.id, row.due_version) for row in session.execute(late)}
        assert self.oracle.suspended or found <= self.levels().keys()

    @rule(who=st.sampled_from(PEOPLE))
    def somebody_looks_at_their_inbox(self, who: str) -> None:
        """There waits what they hold and what is offered to them and held by nobody; nothing else."""
        theirs = {item.id for item in self.oracle.steps() if self.oracle.waits_for(who, item)}
        assert {item.id for item in self.world.inbox(who, self.at)} == theirs

    @rule()
    def somebody_looks_at_the_plan(self) -> None:
        """The class that the plan shows follows from where the case is."""
        shown = (
            select(progress.class_of(self.at))
            .select_from(ResolutionTask)
            .join(ProcessInstance, ProcessInstance.id == ResolutionTask.instance_id)
        )
        with self.world.database.reading() as session:
            assert session.scalars(shown).one() in self.oracle.classes()

    @rule(data=st.data(), at_statement=st.integers(1, 45))
    def the_power_goes_while_somebody_acts(self, data: st.DataObject, at_statement: int) -> None:
        deeds = self.oracle.entitled(self.oracle.steps(), self.at)
        if deeds:
            deed = data.draw(st.sampled_from(deeds))
            actor, before = self.world.actor(deed.who, self.at), everything(self.world)
            with power_cut(self.world.database, at_statement), self.world.database.writing() as session:
                with suppress(PowerCut):
                    act(session, self.case, deed, actor, self.at)
                session.rollback()  # whoever got through dies before the commit
            assert everything(self.world) == before

    @rule(at_statement=st.integers(1, 60))
    def the_power_goes_while_the_clock_beats(self, at_statement: int) -> None:
        with suppress(PowerCut), power_cut(self.world.database, at_statement):
            self.world.tick(self.at)

    @rule()
    def the_drawing_is_replaced(self) -> None:
        self.drawings += 1
        path = "verification.bpmn"
        other = SHIPPED.files[path].replace(b"working_days(5)", f"working_days({1 + self.drawings % 9})".encode())
        with self.world.database.writing() as session:
            deploy.deploy(session, Bundle(SHIPPED.key, {**SHIPPED.files, path: other}), actor=OPERATOR, at=self.at)
            session.commit()

    @invariant()
    def everything_agrees(self) -> None:
        assert self.world.disagreements(self.at) == []

    @invariant()
    def the_case_is_where_the_oracle_says(self) -> None:
        row, main = self.row(), main_step(self.oracle.steps())
        assert row.outcome == self.oracle.outcome
        assert row.definition_version_id == self.version
        assert (main.step if main else None) == self.oracle.step
        if main:
            holder = main.assignee_id
            assert (self.oracle.names[holder] if holder else None) == self.oracle.holder
        with self.world.database.reading() as session:
            standing = select(Suspension.id).where(Suspension.resumed_at.is_(None))
            assert (session.scalar(standing) is not None) == self.oracle.suspended or row.ended_at is not None

    @invariant()
    def nobody_checked_what_they_made(self) -> None:
        with self.world.database.reading() as session:
            rows = session.execute(
                select(Submission.id, Review.stage, Review.decided_by_id).join(
                    Review, Review.submission_id == Submission.id
                )
            ).all()
            sides = set(
                session.execute(select(SubmissionSide.submission_id, SubmissionSide.person_id, SubmissionSide.side))
            )
        for submission, stage, person in rows:
            assert stage == "confirmation" or (submission, person, "contributor") not in {tuple(side) for side in sides}


@pytest.fixture
def few_or_many() -> settings:
    """The same few lives in every run, or as many new ones as were asked for."""
    return settings(
        max_examples=LIVES or FEW,
        stateful_step_count=STEPS,
        derandomize=not LIVES,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


def test_a_case_keeps_its_promises_whatever_happens_to_it(
    sqlite_worlds: SqliteCopies, tmp_path: Path, few_or_many: settings
) -> None:
    life = type("Life", (OneCase,), {"copies": sqlite_worlds, "folder": tmp_path})
    run_state_machine_as_test(life, settings=few_or_many)
