"""Somebody who reads the outbox, as notifications will: sends each fact, then takes it out, and fails at every possible place."""

from __future__ import annotations

from collections import Counter, defaultdict
from random import Random

from sqlalchemy import delete, select

from tests.support.world import World
from workflows.ledger.models import LedgerEntry, OutboxRow

AT_ONCE = 20


class Reader:
    """``sent`` stands for the world outside: what left the house stays there, whatever becomes of the transaction."""

    def __init__(self, world: World, dice: Random) -> None:
        self.world, self.dice = world, dice
        self.sent: dict[str, list[int]] = defaultdict(list)
        self.failures = 0

    def read(self, *, failing: float) -> bool:
        """Send what waits longest and take it out in the same transaction; ``False`` when nothing waits.

        With the probability ``failing`` it dies somewhere between two facts, and then nothing was taken out: at least once.
        """
        waiting = select(LedgerEntry.id, LedgerEntry.stream, LedgerEntry.seq).join(
            OutboxRow, OutboxRow.entry_id == LedgerEntry.id
        )
        with self.world.database.writing() as session:
            rows = session.execute(waiting.order_by(LedgerEntry.id).limit(AT_ONCE)).all()
            dies_after = self.dice.randrange(len(rows) + 1) if rows and self.dice.random() < failing else None
            for number, row in enumerate(rows):
                if number == dies_after:
                    break
                self.sent[row.stream].append(row.seq)
                session.execute(delete(OutboxRow).where(OutboxRow.entry_id == row.id))
            if dies_after is not None:
                self.failures += 1
                session.rollback()
            session.commit()
        return bool(rows)

    def repeated(self) -> int:
        """How many sendings were repetitions."""
        return sum(len(seqs) - len(set(seqs)) for seqs in self.sent.values())

    def missed_or_out_of_order(self) -> list[str]:
        """The streams whose facts were not all sent, or not first in the order in which they happened."""
        with self.world.database.reading() as session:
            recorded = Counter(session.scalars(select(LedgerEntry.stream)))
        return [
            stream
            for stream, count in sorted(recorded.items())
            if list(dict.fromkeys(self.sent[stream])) != list(range(1, count + 1))
        ]
