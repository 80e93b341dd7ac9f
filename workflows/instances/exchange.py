"""What a command asks of the database on its way, and what it is going to write: in as few trips as the order allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from workflows.leaving import leave
from workflows.organisation.edition import answers_of, key_of
from workflows.trips import Said, go


class Exchange:
    """Questions and changes of one unit of work.

    What it ``write``s goes out in order with the next ``send``; what it foresees to be asked goes along with what is asked before.
    ``edition`` is the organisation's as it was read under the case's lock: what was answered in it before is not asked again.
    """

    def __init__(self, session: Session, edition: str | None) -> None:
        self.session = session
        self.lasting = answers_of(session, edition)
        self._writes: list[Said] = []
        self._foreseen: list[Said] = []
        self._answered: list[tuple[Said, Any]] = []

    def ask(self, *questions: Said) -> list[Any]:
        """The rows for each question, in one trip at most.

        None is made for what was foreseen and has been answered since the last change, nor for what follows from an
        organisation that is still the same.
        """
        answers = [self._answer_to(one) for one in questions]
        unknown = [number for number, rows in enumerate(answers) if rows is None]
        if unknown:
            foreseen, self._foreseen = [one for one in self._foreseen if one not in questions], []
            found = go(self.session, [*(questions[number] for number in unknown), *foreseen])
            for number, rows in zip(unknown, found, strict=False):
                answers[number] = rows
                if questions[number].fixed.lasting:
                    self.keep(questions[number], rows)
            self._answered = list(zip(foreseen, found[len(unknown) :], strict=True))
        return answers

    def _answer_to(self, question: Said) -> Any:
        if question.fixed.lasting:
            return self.lasting.get(key_of(question))
        return next((rows for said, rows in self._answered if said == question), None)

    def keep(self, question: Said, rows: Any) -> None:
        """A lasting question was answered under the lock: it need not be asked again in this edition of the organisation."""
        self.lasting[key_of(question)] = rows

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
