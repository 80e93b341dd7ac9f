"""Trial cases as they are kept: begun, gone on with, gone back in, thrown away. Nobody but their owner finds them.

None of it is a fact of the ledger: nothing happens to anybody, and what comes of a trial (a scenario of a draft) is saved as every
other change of the draft is. There is one for a draft, and one for a person and a version.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.definitions.models import DefinitionDraft, DefinitionVersion
from workflows.errors import N_, Conflict, Forbidden, NotFound, Refusal
from workflows.limits import TRIALS
from workflows.trials.models import ProcessTrial
from workflows.trials.story import Story, read_story

KEPT = timedelta(days=30)
NO_PERSON = N_("Expected a person to try a process, but nobody is signed in.")
TOO_MANY = N_("Expected at most %(most)s trial cases of yours, but there are as many. Throw one away first.")
WENT_ON = N_("Expected to go on from what you saw, but this trial case went on in another window. Look at it again.")


def trial_of(session: Session, tried: DefinitionDraft | DefinitionVersion, actor: Actor) -> ProcessTrial | None:
    """The actor's trial case of a draft or version, if there is one."""
    return session.scalar(select(ProcessTrial).where(_of(tried), ProcessTrial.owner_id == actor.person_id))


def begin(
    session: Session,
    tried: DefinitionDraft | DefinitionVersion,
    story: Story,
    *,
    checksum: str,
    actor: Actor,
    at: datetime,
) -> ProcessTrial:
    """A new trial case, in place of the one before. Raises Refusal when the actor has too many, or it is too large."""
    if actor.person_id is None:
        raise Forbidden(NO_PERSON)
    session.execute(delete(ProcessTrial).where(_of(tried), ProcessTrial.owner_id == actor.person_id))
    mine = select(func.count()).select_from(ProcessTrial).where(ProcessTrial.owner_id == actor.person_id)
    if (session.scalar(mine) or 0) >= TRIALS:
        raise Refusal(TOO_MANY, most=TRIALS)
    is_draft = isinstance(tried, DefinitionDraft)
    trial = ProcessTrial(
        owner_id=actor.person_id,
        draft_id=tried.id if is_draft else None,
        version_id=None if is_draft else tried.id,
        story=story.kept(),
        checksum=checksum,
        revision=1,
        began_at=at,
        touched_at=at,
    )
    session.add(trial)
    session.flush()
    return trial


def keep(session: Session, trial: ProcessTrial, story: Story, *, seen: int, checksum: str, at: datetime) -> None:
    """Keep what was done since. Raises Conflict when the trial is not the one that was ``seen``, NotFound when it is gone."""
    _demand_seen(session, trial, seen)
    trial.story, trial.checksum = story.kept(), checksum
    trial.revision += 1
    trial.touched_at = at


def go_back(session: Session, trial: ProcessTrial, number: int, *, seen: int, at: datetime) -> None:
    """Keep only the first so many steps (0: start again). Raises as ``keep`` does."""
    keep(session, trial, read_story(trial.story).as_far_as(number), seen=seen, checksum=trial.checksum, at=at)


def throw_away(session: Session, trial: ProcessTrial) -> None:
    """Forget a trial case."""
    session.execute(delete(ProcessTrial).where(ProcessTrial.id == trial.id))


def sweep(session: Session, *, at: datetime) -> int:
    """Forget what nobody has gone on with for a month; returns how many."""
    old = delete(ProcessTrial).where(ProcessTrial.touched_at < at - KEPT)
    return len(session.execute(old.returning(ProcessTrial.id)).all())


def _of(tried: DefinitionDraft | DefinitionVersion) -> ColumnElement[bool]:
    column = ProcessTrial.draft_id if isinstance(tried, DefinitionDraft) else ProcessTrial.version_id
    return column == tried.id


def _demand_seen(session: Session, trial: ProcessTrial, seen: int) -> None:
    if session.get(ProcessTrial, trial.id, populate_existing=True, with_for_update=True) is None:
        raise NotFound
    if trial.revision != seen:
        raise Conflict(WENT_ON)
