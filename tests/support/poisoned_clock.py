"""A clock in a process of its own that one item kills: ``python -m tests.support.poisoned_clock URL FOLDER MOMENT ITEM``.

It beats once at the moment given, and prints how many steps that took, if it lives to.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from webapp import clock
from workflows.db import Database
from workflows.deadlines import enforce, together


def main(url: str, folder: str, moment: str, poison: str) -> None:
    """Beat once; ``os._exit`` is how a process dies of a segmentation fault or for want of memory: nothing is tidied up."""
    act_as_found = enforce.act_as_found

    def act(session: Session, instance_id: int, item_id: int, found: Any, at: datetime) -> Any:
        if str(item_id) == poison:
            os._exit(86)
        return act_as_found(session, instance_id, item_id, found, at)

    enforce.act_as_found = act
    judge = together.judge

    def look(session: Session, row: Any, *more: Any) -> Any:
        if str(row.id) == poison:
            os._exit(86)
        return judge(session, row, *more)

    together.judge = look
    at = datetime.fromisoformat(moment)
    database = Database(url)
    watch = clock.Watch(database, Path(folder), lambda: at)
    print(clock.tick(database, at, watch=watch))
    watch.end()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
