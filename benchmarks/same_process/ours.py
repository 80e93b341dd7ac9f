"""nq57 as one of those compared: the shared drawing, through the service layer, everything included.

Included are the lock, the person's standing, rules, form, engine, due date in working time, performers, rung of the ladder, sides,
hash-chained ledger, outbox, commit. What a page reads before (the item, the version under review) is got ready before the time runs.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.same_process import DRAWING
from benchmarks.told import obey
from tests.support.country import BPMN, build
from tests.support.moments import A_MONDAY
from tests.support.world import ASSIGN, RESULT, World
from webapp.settling import settle
from workflows.actor import OPERATOR, Actor
from workflows.db import Database
from workflows.definitions import deploy
from workflows.definitions.bundles import Bundle
from workflows.instances import lifecycle
from workflows.instances.models import WorkItem
from workflows.work import assignment, attachments, review, submission
from workflows.work.item import Item
from workflows.work.sides import current_submission

FORMS = (
    "resolution_task/forms/assign_task",
    "resolution_task/forms/submit_result",
    "verification/forms/verify_result",
    "sign_off/forms/sign_off_result",
)
WHO = {"assign_task": "tuan", "submit_result": "lan", "verify_result": "minh", "sign_off_result": "tuan"}


class Ours:
    """Cases of the shared process in a small country."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cases: dict[int, int] = {}
        self.actors = {name: world.actor(name) for name in set(WHO.values())}
        files = {f"forms/{Path(form).name}.form": (BPMN / f"{form}.form").read_bytes() for form in FORMS}
        files |= {
            DRAWING.name: DRAWING.read_bytes(),
            "decisions/ladder.dmn": BPMN.joinpath("decisions/ladder.dmn").read_bytes(),
        }
        with world.database.writing() as session:
            bundle = Bundle(DRAWING.stem, files)
            deploy.keep_files(session, bundle)
            deploy.put_into_service(session, bundle, proposed_by_id=None, actor=OPERATOR, at=A_MONDAY, approved=False)
            session.commit()

    def begin(self, case: int) -> None:
        """Start a case."""
        with self.world.database.writing() as session:
            self.cases[case] = lifecycle.start(
                session,
                key=DRAWING.stem,
                business_key=f"C-{case}",
                titles=("Kết quả", "Result"),
                due_at=None,
                variables={"officer": self.world.people["lan"]},
                units=[(self.world.units["56-SKHCN"], "lead")],
                actor=OPERATOR,
                at=A_MONDAY,
            )
            session.commit()

    def step(self, case: int, element: str, decision: str) -> float:
        """Complete the case's open item, which must be this element's; returns the seconds from the unit of work to its commit."""
        item = self._ready(case, element)
        command = self._command(item, decision)
        start = time.perf_counter()
        with self.world.database.writing() as session:
            command(session, self.actors[WHO[element]])
            session.commit()
        return time.perf_counter() - start

    def _ready(self, case: int, element: str) -> Item:
        with self.world.database.reading() as session:
            address = session.scalars(
                select(WorkItem.public_id).where(
                    WorkItem.instance_id == self.cases[case], WorkItem.closed_at.is_(None), WorkItem.element == element
                )
            ).one()
        return self.world.seen(WHO[element], address)

    def _command(self, item: Item, decision: str) -> Callable[[Session, Actor], Any]:
        if item.step == "assign":
            return lambda session, actor: assignment.assign(session, item, form=ASSIGN, actor=actor, at=A_MONDAY)
        if item.step == "submission":
            stored = self.world.store.save(io.BytesIO(b"%PDF-1.7 evidence"))
            self.world.do(
                "lan", attachments.attach_file, item, name="a.pdf", stored=stored, not_classified=True, at=A_MONDAY
            )
            return lambda session, actor: submission.submit(session, item, form=RESULT, actor=actor, at=A_MONDAY)
        with self.world.database.reading() as session:
            current = current_submission(session, item.instance_id)
        assert current is not None
        seen, form = current.sha256, {"decision": decision, "reason": "Thiếu phụ lục số liệu"}
        return lambda session, actor: review.decide(
            session, item, form=form, seen_sha256=seen, actor=actor, at=A_MONDAY
        )


if __name__ == "__main__":
    build(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="nq57-bench-") as folder:
        ours = Ours(World(Database(sys.argv[1]), Path(folder)))
        settle()  # as the doors do
        obey(ours.begin, ours.step)
