"""What is different in a result since the one before it: answers word by word, evidence by the bytes it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from webapp.language import current
from webapp.shown.results import Answer, Checked, HandedIn
from webapp.shown.wording import Piece, pieces
from webapp.times import exact_day
from workflows.work.models import Attachment


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """One field of the form: ``kind`` is changed, added or removed."""

    label_vi: str
    label_en: str
    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One piece of evidence: added, removed, or replaced (``before`` was an older version of it, or had the same name and other bytes)."""

    kind: str
    file: Attachment
    before: Attachment | None = None

    @property
    def is_newer_version(self) -> bool:
        """Whether what it replaces is the same piece of evidence, an older version of it."""
        return self.before is not None and self.before.piece == self.file.piece


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed since result ``number``, which went back for what ``answered`` says (newest last)."""

    number: int
    answered: tuple[Checked, ...]
    answers: tuple[ChangedAnswer, ...]
    files: tuple[ChangedFile, ...]
    kept: int

    @property
    def sent_back(self) -> tuple[Checked, ...]:
        """Why it went back: the last decision with its reason, and of several verifiers everything that they said."""
        if not self.answered:
            return ()
        stage = self.answered[-1].review.stage
        return tuple(one for one in self.answered if one.review.stage == stage and one.review.reason)


def changes_of(handed: Sequence[HandedIn], submission_id: int | None) -> Changes | None:
    """What is new in a result against the last one that was not taken back; ``None`` for the first."""
    after = next((one for one in handed if one.row.id == submission_id), None)
    if after is None:
        return None
    earlier = (one for one in handed if one.row.number < after.row.number and one.row.withdrawn_at is None)
    before = max(earlier, key=lambda one: one.row.number, default=None)
    if before is None:
        return None
    files = tuple(_files(before.evidence, after.evidence))
    kept = len(after.evidence) - sum(1 for one in files if one.kind != "removed")
    return Changes(before.row.number, before.checks, tuple(_answers(before.answers, after.answers)), files, kept)


def _answers(before: Iterable[Answer], after: Iterable[Answer]) -> Iterator[ChangedAnswer]:
    old = {(one.label_vi, one.label_en): _said(one) for one in before}
    new = {(one.label_vi, one.label_en): _said(one) for one in after}
    for label in (*new, *(one for one in old if one not in new)):
        was, now = old.get(label, ""), new.get(label, "")
        if was != now:
            kind = "added" if not was else "removed" if not now else "changed"
            yield ChangedAnswer(*label, kind, pieces(was, now))


def _said(answer: Answer) -> str:
    value = answer.value if current() == "vi" else answer.value_en
    return value if isinstance(value, str) else exact_day(value)


def _files(before: Sequence[Attachment], after: Sequence[Attachment]) -> Iterator[ChangedFile]:
    """The same bytes put in again are no change; a newer version of a piece replaces, and so do other bytes under the same name."""
    had, has = {one.sha256 for one in before}, {one.sha256 for one in after}
    gone = [one for one in before if one.sha256 not in has]
    for file in after:
        if file.sha256 in had:
            continue
        replaced = next((one for one in gone if one.piece == file.piece), None) or next(
            (one for one in gone if one.name == file.name and bool(one.url) == bool(file.url)), None
        )
        if replaced is not None:
            gone.remove(replaced)
        yield ChangedFile("replaced" if replaced else "added", file, replaced)
    yield from (ChangedFile("removed", one) for one in gone)
