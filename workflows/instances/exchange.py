"""What a command asks of the database on its way, and what it is going to write: in as few trips as the order allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from workflows.leaving import leave
from workflows.trips import Said, go


class Exchange:
    """Questions and changes of one unit of work.

    What it ``write``s goes out in order with the next ``send``; what it foresees to be asked goes along with what is asked before.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._writes: list[Said] = []
        self._foreseen: list[Said] = []
        self._answered: list[tuple[Said, Any]] = []

    def ask(self, *questions: Said) -> list[Any]:
        """The rows for each question, in one trip; none is made for what was foreseen and has been answered since the last change."""
        known = {number: rows for number, one in enumerate(questions) for said, rows in self._answered if said == one}
        if len(known) == len(questions):
            return [known[number] for number in range(len(questions))]
        foreseen, self._foreseen = [one for one in self._foreseen if one not in questions], []
        answers = go(self.session, [*questions, *foreseen])
        self._answered = list(zip(foreseen, answers[len(questions) :], strict=True))
        return answers[: len(questions)]

    def foresee(self, questions: Sequence[Said]) -> None:
        """Somebody will ask this next: it may go along with whatever is asked before."""
        self._foreseen = list(questions)

    def forget(self) -> None:
        """Something may have changed: what was foreseen and not asked yet has to be asked anew."""
        self._foreseen, self._answered = [], []

    def write(self, *said: Said) -> None:
        """Remember changes of the command's own rows, in order; nothing that is read before ``send`` sees them."""
        self._writes.extend(said)
        self.forget()

    def send(self) -> None:
        """Send what is to be written so far, for whoever reads it next."""
        writes, self._writes = self._writes, []
        go(self.session, writes)

    def leave(self) -> None:
        """The same, at the latest with the COMMIT."""
        writes, self._writes = self._writes, []
        leave(self.session, writes)
