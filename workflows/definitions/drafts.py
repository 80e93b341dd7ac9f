"""A draft: what one designer is making of a process. It may be wrong in every way; only what is proposed is held to the rules.

There is one draft for a person and a process, and nobody writes in another's. Beginning and throwing away are facts; a saving is
not. A draft that is proposed is gone: the proposal holds its files, and who gets it back begins a draft from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.db import table_of
from workflows.definitions import bases, beginnings, deploy, proposals, rehearsal
from workflows.definitions.bundles import KEY, PATH, SCENARIOS, TOO_MANY_FILES, Bundle, sha256
from workflows.definitions.faults import Faulty
from workflows.definitions.foreign import placed
from workflows.definitions.models import DefinitionDraft, DefinitionProposal, DefinitionVersion, DraftFile
from workflows.errors import N_, Conflict, Forbidden, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.limits import BUNDLE_BYTES, BUNDLE_FILES, DESIGN_DRAFTS, FORM_FILE_BYTES, MB, SCENARIO_BYTES, XML_BYTES

MOST_BYTES = {"bpmn": XML_BYTES, "dmn": XML_BYTES, "form": FORM_FILE_BYTES, "yaml": SCENARIO_BYTES}
NO_PERSON = N_("Expected a person to draw, but nobody is signed in.")
NO_KEY = beginnings.NO_KEY
NO_WORDS = N_("Expected a few words about what was changed and why, but there are none.")
NO_PATH = N_("Expected drawings, forms/NAME.form, decisions/NAME.dmn and scenarios.yaml, but this is another file.")
TOO_MANY = N_("Expected at most %(most)s drafts of yours, but there are as many. Propose one or throw one away first.")
THERE_ALREADY = N_(
    "Expected no draft of yours for %(key)s, but there is one. Go on with it, or throw it away to begin anew."
)
SAVED_MEANWHILE = N_(
    "Expected to save what you saw last, but this draft was saved in another window. Load it anew before you go on."
)
UNREADABLE = N_("Expected text, but the file holds something else.")
TOO_LARGE = N_("Expected %(path)s to be at most %(most)s bytes, but it is larger. Take something out of it.")
TOO_LARGE_TOGETHER = N_("Expected files of at most %(most)s MB together, but they are larger.")


@dataclass(frozen=True, slots=True)
class Origin:
    """The file of which a draft was made: its checksum, the report on it (``foreign.report``), and how many things it counts."""

    sha256: str
    report: str | None
    counts: Mapping[str, int]


def find_draft(session: Session, public_id: str, actor: Actor) -> DefinitionDraft:
    """The actor's own draft behind an address; anybody else's is not found."""
    mine = (DefinitionDraft.public_id == public_id, DefinitionDraft.owner_id == actor.person_id)
    draft = session.scalar(select(DefinitionDraft).where(*mine))
    if draft is None:
        raise NotFound
    return draft


def draft_of(session: Session, key: str, actor: Actor) -> DefinitionDraft | None:
    """The actor's draft of a process, if there is one."""
    mine = (DefinitionDraft.key == key, DefinitionDraft.owner_id == actor.person_id)
    return session.scalar(select(DefinitionDraft).where(*mine))


def bundle_of(session: Session, draft: DefinitionDraft) -> Bundle:
    """The files of a draft as they were saved last."""
    rows = session.execute(
        select(DraftFile.path, DraftFile.content).where(DraftFile.draft_id == draft.id).order_by(DraftFile.path)
    )
    return Bundle(draft.key, {row.path: bytes(row.content) for row in rows})


def file_of(session: Session, draft: DefinitionDraft, path: str) -> bytes:
    """One file of a draft; raises NotFound."""
    content = session.scalar(select(DraftFile.content).where(DraftFile.draft_id == draft.id, DraftFile.path == path))
    if content is None:
        raise NotFound
    return bytes(content)


def begin(session: Session, version: DefinitionVersion, *, actor: Actor, at: datetime) -> DefinitionDraft:
    """A draft with the files of a version: the newest to change it, an older one to restore it. Raises what ``begin_with`` does."""
    return begin_with(session, version.key, deploy.files_of(session, version.id), version, actor=actor, at=at)


def begin_again(session: Session, proposal: DefinitionProposal, *, actor: Actor, at: datetime) -> DefinitionDraft:
    """A draft with the files of a proposal, to go on from there; it changes the same version. Raises what ``begin_with`` does."""
    files = deploy.files_by_checksum(session, proposal.checksum)
    return begin_with(session, proposal.key, files, bases.version_of(session, proposal), actor=actor, at=at)


def begin_with(
    session: Session,
    key: str,
    files: Mapping[str, bytes],
    based_on: DefinitionVersion | None,
    *,
    actor: Actor,
    at: datetime,
    origin: Origin | None = None,
) -> DefinitionDraft:
    """A draft with these files; ``origin`` says where they come from when they were taken in.

    Raises Conflict while there is one of the actor's for the process, Refusal for unfit names and sizes."""
    if actor.kind != "person" or actor.person_id is None:
        raise Forbidden(NO_PERSON)
    if not KEY.fullmatch(key):
        raise Refusal(NO_KEY, key=key[:60])
    deploy.hold_definitions(session)
    if draft_of(session, key, actor) is not None:
        raise Conflict(THERE_ALREADY, key=key)
    mine = select(func.count()).select_from(DefinitionDraft).where(DefinitionDraft.owner_id == actor.person_id)
    if (session.scalar(mine) or 0) >= DESIGN_DRAFTS:
        raise Refusal(TOO_MANY, most=DESIGN_DRAFTS)
    for path, content in files.items():
        _demand_fit(path, content)
    _demand_moderate({path: len(content) for path, content in files.items()})
    draft = DefinitionDraft(
        key=key,
        owner_id=actor.person_id,
        based_on_id=based_on.id if based_on else None,
        revision=1,
        report=origin.report if origin else None,
        began_at=at,
        saved_at=at,
    )
    session.add(draft)
    session.flush()
    if files:
        rows = [_row(draft, path, content) for path, content in files.items()]
        session.execute(insert(DraftFile), rows)
    begun = [fact("definition.draft_begun", key=key, number=based_on.number if based_on else None)]
    if origin is not None:
        begun.append(fact("definition.imported", key=key, sha256=origin.sha256, **origin.counts))
    record(session, deploy.stream(key), begun, actor=actor, at=at)
    return draft


def save_file(
    session: Session, draft: DefinitionDraft, path: str, content: bytes, *, seen: int, at: datetime
) -> DefinitionDraft:
    """Keep one file of a draft, and count its revision up; what an editor does not show of a drawing's layout stays in it.

    Raises Conflict when the draft is not the one that was ``seen``.
    """
    _demand_fit(path, content)
    _demand_seen(session, draft, seen)
    sizes = _sizes(session, draft)
    if path in sizes and path.endswith(".bpmn"):
        content = placed.with_unshown(file_of(session, draft, path), content)
        _demand_fit(path, content)
    _demand_moderate({**sizes, path: len(content)})
    if path in sizes:
        which = (DraftFile.draft_id == draft.id, DraftFile.path == path)
        session.execute(update(table_of(DraftFile)).where(*which).values(content=content, sha256=sha256(content)))
    else:
        session.execute(insert(DraftFile), [_row(draft, path, content)])
    return _count(draft, at)


def save_files(
    session: Session, draft: DefinitionDraft, files: Mapping[str, bytes], *, seen: int, at: datetime
) -> DefinitionDraft:
    """Keep several files of a draft at once, as ``save_file`` keeps one."""
    for place, (path, content) in enumerate(files.items()):
        save_file(session, draft, path, content, seen=seen + place, at=at)
    return draft


def begin_anew(session: Session, draft: DefinitionDraft, *, seen: int, actor: Actor, at: datetime) -> tuple[str, ...]:
    """Lay what was changed in a draft over the version in service now, file by file; answers the files that both changed, of which
    the draft's stay. Raises Conflict as ``save_file``, and where no newer version is in service.
    """
    _demand_seen(session, draft, seen)
    newer = bases.newer_than(session, draft)
    if newer is None:
        raise Conflict(bases.NOTHING_NEWER)
    old = bases.version_of(session, draft)
    base = deploy.files_of(session, old.id) if old else {}
    laid = bases.laid_over(base, bundle_of(session, draft).files, deploy.files_of(session, newer.id))
    _demand_moderate({path: len(content) for path, content in laid.files.items()})
    session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id))
    session.execute(insert(DraftFile), [_row(draft, path, content) for path, content in laid.files.items()])
    draft.based_on_id = newer.id
    _count(draft, at)
    moved = fact("definition.draft_moved", key=draft.key, number=newer.number)
    record(session, deploy.stream(draft.key), [moved], actor=actor, at=at)
    return laid.on_both_sides


def remove_file(session: Session, draft: DefinitionDraft, path: str, *, seen: int, at: datetime) -> DefinitionDraft:
    """Take one file out of a draft. Raises Conflict as ``save_file``, NotFound when it is not there."""
    _demand_seen(session, draft, seen)
    this = (DraftFile.draft_id == draft.id, DraftFile.path == path)
    if session.scalar(delete(DraftFile).where(*this).returning(DraftFile.path)) is None:
        raise NotFound
    return _count(draft, at)


def propose_draft(
    session: Session,
    draft: DefinitionDraft,
    *,
    seen: str,
    reason: str,
    actor: Actor,
    at: datetime,
    actions: Set[str] | None = None,
) -> DefinitionProposal:
    """Lay the draft before another person; the draft is gone then. ``seen`` is the checksum of what was looked at before.

    Raises Conflict when it is another one now, Invalid without a reason, Faulty with every fault, and what ``proposals.propose`` does.
    """
    _hold(session, draft)
    bundle = bundle_of(session, draft)
    if bundle.checksum != seen:
        raise Conflict(SAVED_MEANWHILE)
    demand_reason(reason)
    if SCENARIOS not in bundle.files:
        raise Faulty(rehearsal.faults_of(bundle))
    based_on = bases.version_of(session, draft)
    proposal = proposals.propose(session, bundle, reason=reason, actor=actor, at=at, based_on=based_on, actions=actions)
    _forget(session, draft)
    return proposal


def demand_reason(reason: str) -> None:
    """Raises Invalid when nobody says what was changed and why."""
    if not reason.strip():
        raise Invalid(NO_WORDS, {"reason": Refusal(NO_WORDS)})


def discard(session: Session, draft: DefinitionDraft, *, actor: Actor, at: datetime) -> None:
    """Throw a draft away for good. Raises NotFound when it is gone already."""
    _hold(session, draft)
    record(session, deploy.stream(draft.key), [fact("definition.draft_discarded", key=draft.key)], actor=actor, at=at)
    _forget(session, draft)


def _forget(session: Session, draft: DefinitionDraft) -> None:
    session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id))
    session.delete(draft)
    session.flush()


def _demand_fit(path: str, content: bytes) -> None:
    if not PATH.fullmatch(path):
        raise Refusal(NO_PATH)
    most = MOST_BYTES[path.rsplit(".", 1)[1]]
    if len(content) > most:
        raise Refusal(TOO_LARGE, path=path, most=most)
    try:
        if "\0" in content.decode("utf-8"):
            raise Refusal(UNREADABLE)
    except UnicodeDecodeError:
        raise Refusal(UNREADABLE) from None


def _demand_moderate(sizes: Mapping[str, int]) -> None:
    if len(sizes) > BUNDLE_FILES:
        raise Refusal(TOO_MANY_FILES, most=BUNDLE_FILES, count=len(sizes))
    if sum(sizes.values()) > BUNDLE_BYTES:
        raise Refusal(TOO_LARGE_TOGETHER, most=BUNDLE_BYTES // MB)


def _hold(session: Session, draft: DefinitionDraft) -> None:
    """Lock the draft and read it anew; it may have been proposed or thrown away in another window meanwhile."""
    if session.get(DefinitionDraft, draft.id, populate_existing=True, with_for_update=True) is None:
        raise NotFound


def _demand_seen(session: Session, draft: DefinitionDraft, seen: int) -> None:
    _hold(session, draft)
    if draft.revision != seen:
        raise Conflict(SAVED_MEANWHILE)


def _sizes(session: Session, draft: DefinitionDraft) -> dict[str, int]:
    rows = session.execute(select(DraftFile.path, func.length(DraftFile.content)).where(DraftFile.draft_id == draft.id))
    return {path: int(size) for path, size in rows}


def _row(draft: DefinitionDraft, path: str, content: bytes) -> dict[str, object]:
    return {"draft_id": draft.id, "path": path, "sha256": sha256(content), "content": content}


def _count(draft: DefinitionDraft, at: datetime) -> DefinitionDraft:
    draft.revision += 1
    draft.saved_at = at
    return draft
