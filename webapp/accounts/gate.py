"""Only so many passwords are looked at in one process at a time: each costs an argon2, and those at work need the threads too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from workflows.errors import N_, Invalid
from workflows.limits import PASSWORDS_AT_ONCE, PASSWORDS_WAITING

CROWDED = N_("Expected fewer people to sign in at this moment, but there are too many. Try again in a few seconds.")


class Gate:
    """Lets ``at_once`` in and ``may_wait`` wait before it; whoever else comes is told so at once and holds no thread."""

    def __init__(self, at_once: int, may_wait: int) -> None:
        self.at_once, self.may_wait = at_once, may_wait
        self.inside = self.waiting = 0
        self.changed = Condition()

    @contextmanager
    def entered(self, *, may_wait: bool = True) -> Iterator[None]:
        """Go through; raises ``Invalid`` (429) where it is crowded. Who holds a lock that those inside may need must not wait."""
        with self.changed:
            if self.inside >= self.at_once:
                if not may_wait or self.waiting >= self.may_wait:
                    raise Invalid(CROWDED, status=429)
                self.waiting += 1
                self.changed.notify_all()
                self.changed.wait_for(lambda: self.inside < self.at_once)
                self.waiting -= 1
            self.inside += 1
        try:
            yield
        finally:
            with self.changed:
                self.inside -= 1
                self.changed.notify_all()


PASSWORDS = Gate(PASSWORDS_AT_ONCE, PASSWORDS_WAITING)
