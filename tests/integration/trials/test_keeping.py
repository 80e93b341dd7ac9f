"""Trial cases are kept for their owner alone, beside a draft or a version; they go with the draft, and when nobody comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.moments import A_MONDAY
from workflows.actor import CLOCK, Actor
from workflows.definitions import drafts
from workflows.definitions.bundles import Bundle
from workflows.definitions.models import DefinitionDraft
from workflows.errors import Conflict, Forbidden, NotFound, Refusal
from workflows.trials import keeping
from workflows.trials.models import ProcessTrial
from workflows.trials.story import Story, read_story

DONE = Story(variables={"n": 1}).and_then({"complete": "work"}).and_then({"tell": "done"})


def draft_of(session: Session, process: Bundle, owner: Actor, key: str = "p") -> DefinitionDraft:
    return drafts.begin_with(session, key, process.files, None, actor=owner, at=A_MONDAY)


def begun(session: Session, draft: DefinitionDraft, owner: Actor) -> ProcessTrial:
    return keeping.begin(session, draft, DONE, checksum="x", actor=owner, at=A_MONDAY)


def number(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ProcessTrial)) or 0


def test_only_its_owner_finds_it_and_a_new_one_takes_its_place(
    session: Session,
    process: Bundle,
    vy: Actor,
    khoa: Actor,
) -> None:
    draft = draft_of(session, process, vy)
    begun(session, draft, vy)
    trial = begun(session, draft, vy)
    assert number(session) == 1 and keeping.trial_of(session, draft, vy) == trial
    assert keeping.trial_of(session, draft, khoa) is None
    with pytest.raises(Forbidden):
        begun(session, draft, CLOCK)


def test_of_two_windows_the_later_one_is_told(session: Session, process: Bundle, vy: Actor) -> None:
    trial = begun(session, draft_of(session, process, vy), vy)
    keeping.go_back(session, trial, 1, seen=1, at=A_MONDAY)
    assert len(read_story(trial.story).steps) == 1 and trial.revision == 2
    with pytest.raises(Conflict, match="in another window"):
        keeping.keep(session, trial, DONE, seen=1, checksum="y", at=A_MONDAY)
    keeping.throw_away(session, trial)
    session.expunge(trial)
    with pytest.raises(NotFound):
        keeping.keep(session, ProcessTrial(id=trial.id), DONE, seen=2, checksum="y", at=A_MONDAY)


def test_it_goes_with_its_draft_and_after_a_month(session: Session, process: Bundle, vy: Actor) -> None:
    draft = draft_of(session, process, vy)
    begun(session, draft, vy)
    session.expunge_all()
    drafts.discard(session, session.get_one(DefinitionDraft, draft.id), actor=vy, at=A_MONDAY)
    assert number(session) == 0
    begun(session, draft_of(session, process, vy), vy)
    assert keeping.sweep(session, at=A_MONDAY + keeping.KEPT) == 0
    assert keeping.sweep(session, at=A_MONDAY + keeping.KEPT + timedelta(seconds=1)) == 1


def test_nobody_has_too_many(
    session: Session,
    process: Bundle,
    vy: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeping, "TRIALS", 1)
    first, second = (draft_of(session, process, vy, key) for key in "pq")
    begun(session, first, vy)
    with pytest.raises(Refusal, match="at most 1 trial cases of yours"):
        begun(session, second, vy)
    begun(session, first, vy)
