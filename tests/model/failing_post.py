"""A post that fails at every possible place: before a mail was handed in, or after, before that was marked."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select

from notifications import delivery
from notifications.delivery import Letter
from notifications.models import Mail, Notification
from tests.support.world import World
from workflows.ledger.models import OutboxRow

LONG = timedelta(days=10)


class FailingPost:
    """``sent`` stands for the world outside, by the mail's name: what left the house stays there, whatever becomes of the mark."""

    def __init__(self, world: World, dice: Random) -> None:
        self.world, self.dice = world, dice
        self.sent: dict[str, list[Letter]] = defaultdict(list)
        self.failures = 0

    def carry(self, at: datetime, *, failing: float) -> None:
        """Carry whatever is due; each mail fails with that probability."""
        while letter := self._take(at):
            if not letter.lines:
                continue
            fails, left = self.dice.random() < failing, self.dice.random() < 0.5
            self.failures += fails
            if left or not fails:
                self.sent[letter.public_id].append(letter)
            if not fails:
                with self.world.database.writing() as session:
                    delivery.sent(session, letter, at)
                    session.commit()

    def _take(self, at: datetime) -> Letter | None:
        with self.world.database.writing() as session:
            letter = delivery.take_next(session, at, may_receive=lambda *_: None)
            session.commit()
            return letter

    def repeated(self) -> int:
        """How many sendings were repetitions."""
        return sum(len(letters) - 1 for letters in self.sent.values())

    def untold(self) -> list[str]:
        """What was promised and did not come about: facts that wait, mails marked and not sent, notices marked and not in them."""
        with self.world.database.reading() as session:
            waiting = session.scalar(select(func.count()).select_from(OutboxRow))
            wrong = [f"{waiting} facts still wait in the outbox"] if waiting else []
            said = select(Mail.public_id, func.count()).join(Notification, Notification.mail_id == Mail.id)
            of_mail = said.where(Mail.sent_at.is_not(None), Notification.unmailed.is_(None)).group_by(Mail.public_id)
            for name, notices in session.execute(of_mail):
                lines = {(line.kind, line.data) for letter in self.sent[name] for line in letter.lines}
                if len(lines) < notices:
                    wrong.append(f"the mail {name} was marked as sent with {notices} notices, but {len(lines)} left")
        return wrong
