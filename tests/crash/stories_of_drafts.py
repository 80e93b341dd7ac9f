"""What designers do before a change is decided on: each of it dies at every statement, and nothing of it stays then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from tests.crash.dying import Step, unit
from tests.crash.telling import does, newest
from tests.support.moments import A_MONDAY, A_TUESDAY
from tests.support.world import World
from workflows.definitions import deploy, drafts, proposals, retiring
from workflows.definitions.bundles import SCENARIOS, Bundle
from workflows.definitions.models import DefinitionDraft, DefinitionProposal
from workflows.trials import keeping
from workflows.trials.story import Story


def a_draft_is_made(world: World) -> Iterator[Step]:
    """Begun, tried, saved, proposed; begun again from what came back, thrown away; the process taken out of service."""
    with world.database.reading() as session:
        running = deploy.latest(session, "resolution_task")
    yield does(world, "vy", drafts.begin, running, at=A_MONDAY)

    def mine(session: Session) -> DefinitionDraft:
        found = drafts.draft_of(session, "resolution_task", world.actor("vy"))
        assert found is not None
        return found

    trial = {"checksum": "x", "actor": world.actor("vy"), "at": A_MONDAY}
    yield unit("vy: begin a trial case", lambda s: keeping.begin(s, mine(s), Story(variables={"n": 1}), **trial))
    drawing = of_version(world, running.id)["verification.bpmn"].replace("Thẩm định kết quả".encode(), b"Duy")
    path, save = "verification.bpmn", {"seen": 1, "at": A_MONDAY}
    yield unit("vy: save_file", lambda s: drafts.save_file(s, mine(s), path, drawing, **save))
    yield unit("vy: remove_file", lambda s: drafts.remove_file(s, mine(s), "part.bpmn", seen=2, at=A_MONDAY))
    part = of_version(world, running.id)["part.bpmn"]
    world.do("vy", lambda s, **_: drafts.save_file(s, mine(s), "part.bpmn", part, seen=3, at=A_MONDAY), at=A_MONDAY)
    with world.database.reading() as session:
        seen = drafts.bundle_of(session, mine(session)).checksum
    said = {"seen": seen, "reason": "Rút ngắn tên gọi", "actor": world.actor("vy"), "at": A_MONDAY}
    yield unit("vy: propose_draft", lambda s: drafts.propose_draft(s, mine(s), **said))
    _, number = newest(world, DefinitionProposal)
    world.do(
        "khoa",
        lambda s, **who: proposals.give_back(s, s.get_one(DefinitionProposal, number), reason="Thiếu", **who),
        at=A_TUESDAY,
    )
    with world.database.reading() as session:
        back = session.get_one(DefinitionProposal, number)
    yield does(world, "vy", drafts.begin_again, back, at=A_TUESDAY)
    yield unit("vy: discard", lambda s: drafts.discard(s, mine(s), actor=world.actor("vy"), at=A_TUESDAY))
    yield does(world, "khoa", retiring.retire, running, reason="Chờ quy định mới", at=A_TUESDAY)
    yield from what_comes_in_and_is_outdated(world)


def what_comes_in_and_is_outdated(world: World) -> Iterator[Step]:
    """A file is taken in; a newer version comes into service, the draft is laid over it; another change is proposed and taken back."""
    with world.database.reading() as session:
        first = deploy.latest(session, "resolution_task")
    files = {path: content for path, content in of_version(world, first.id).items() if path != SCENARIOS}
    part = files["part.bpmn"]
    origin = drafts.Origin("0" * 64, "[]", {"mapped": 1, "open": 0, "kept": 0})
    yield does(world, "vy", drafts.begin_with, first.key, files, first, origin=origin, at=A_TUESDAY)
    world.do("khoa", deploy.deploy, Bundle(first.key, {**files, "part.bpmn": part + b"\n"}), at=A_TUESDAY)

    def draft(session: Session) -> DefinitionDraft:
        found = drafts.draft_of(session, first.key, world.actor("vy"))
        assert found is not None
        return found

    who = {"actor": world.actor("vy"), "at": A_TUESDAY}
    yield unit("vy: begin_anew", lambda s: drafts.begin_anew(s, draft(s), seen=1, **who))
    other = Bundle(first.key, {**files, "part.bpmn": part + b"\n\n"})
    world.do("vy", proposals.propose, other, reason="Sửa", at=A_TUESDAY)
    _, number = newest(world, DefinitionProposal)
    yield unit("vy: withdraw", lambda s: proposals.withdraw(s, s.get_one(DefinitionProposal, number), **who))


def of_version(world: World, version_id: int) -> Mapping[str, bytes]:
    """The files of a version."""
    with world.database.reading() as session:
        return deploy.files_of(session, version_id)
