"""A draft that went away in another window is not found by whoever still has it open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.support.moments import A_MONDAY, A_TUESDAY
from workflows.actor import Actor
from workflows.db import table_of
from workflows.definitions import drafts
from workflows.definitions.bundles import SCENARIOS, Bundle
from workflows.definitions.models import DefinitionDraft, DraftFile
from workflows.errors import NotFound

ACTS: dict[str, Callable[[Session, DefinitionDraft, Actor], object]] = {
    "save": lambda session, draft, _vy: drafts.save_file(session, draft, SCENARIOS, b"x", seen=1, at=A_TUESDAY),
    "remove": lambda session, draft, _vy: drafts.remove_file(session, draft, SCENARIOS, seen=1, at=A_TUESDAY),
    "propose": lambda session, draft, vy: drafts.propose_draft(
        session, draft, seen="", reason="Sửa", actor=vy, at=A_TUESDAY
    ),
    "discard": lambda session, draft, vy: drafts.discard(session, draft, actor=vy, at=A_TUESDAY),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_was_thrown_away_meanwhile_is_not_found(session: Session, process: Bundle, vy: Actor, act: str) -> None:
    draft = drafts.begin_with(session, process.key, process.files, None, actor=vy, at=A_MONDAY)
    session.execute(delete(table_of(DraftFile)))
    session.execute(delete(table_of(DefinitionDraft)))  # as another window's transaction would, unknown to this session
    with pytest.raises(NotFound):
        ACTS[act](session, draft, vy)
