"""From which version a draft or a proposal started, and whether a newer one came into service since: then it is outdated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflows.definitions import deploy
from workflows.definitions.models import DefinitionDraft, DefinitionProposal, DefinitionVersion
from workflows.errors import N_

NOTHING_NEWER = N_("Expected a newer version in service than the one that is changed here, but there is none.")


@dataclass(frozen=True, slots=True)
class Laid:
    """The files of two who changed the same version, put together; ``on_both_sides`` are those that both changed, each otherwise."""

    files: Mapping[str, bytes]
    on_both_sides: tuple[str, ...]


def version_of(session: Session, changed: DefinitionDraft | DefinitionProposal) -> DefinitionVersion | None:
    """The version that is changed, where that is known."""
    return None if changed.based_on_id is None else session.get(DefinitionVersion, changed.based_on_id)


def newer_than(session: Session, changed: DefinitionDraft | DefinitionProposal) -> DefinitionVersion | None:
    """The version in service, if it came after the one that is changed. Of a proposal that does not say what it changed
    (it was made by command line, or before that was written down) nothing is known.
    """
    newest = deploy.newest(session, changed.key)
    if newest is None or newest.id == changed.based_on_id:
        return None
    base = version_of(session, changed)
    if base is None:
        return newest if isinstance(changed, DefinitionDraft) else None
    return newest if newest.number > base.number else None


def laid_over(base: Mapping[str, bytes], mine: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> Laid:
    """What was changed on one side only is taken from that side; where both changed a file, mine stays."""
    files: dict[str, bytes] = {}
    both: list[str] = []
    for path in sorted({*base, *mine, *theirs}):
        old, own, new = base.get(path), mine.get(path), theirs.get(path)
        kept = new if own == old else own
        if kept is not None:
            files[path] = kept
        if own != old and new not in (old, own):
            both.append(path)
    return Laid(files, tuple(both))
