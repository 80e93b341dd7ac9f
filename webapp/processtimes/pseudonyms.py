"""Who acted, in an event log: a name that stays the same in all logs of this installation and tells nobody who it is.

The name is a keyed hash of the person's number, with a key made from the installation's secret, so nobody outside can try all numbers.
Real names go out only when an inspector asks for them: following what any person did is an inspector's task, and nobody else's.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

PURPOSE = b"nq57 event log"
LETTERS = 12


class Pseudonyms:
    """What the actors of facts are called; people by the names given, where there are any."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), PURPOSE, "sha256")

    def of(self, actor: str, named: Mapping[int, str] | None = None) -> str:
        """What stands for ``person:7``; the clock and the operator are themselves."""
        kind, _, number = actor.partition(":")
        if kind != "person" or not number.isdigit():
            return actor
        if named and int(number) in named:
            return named[int(number)]
        return f"P-{hmac.new(self._key, actor.encode(), hashlib.sha256).hexdigest()[:LETTERS]}"
