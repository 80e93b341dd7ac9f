"""What is sent to the database meanwhile, whichever way it goes: through the ORM's session or in a trip of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from workflows import trips


@contextmanager
def sent_to(engine: Engine) -> Iterator[list[str]]:
    """The statements sent to this database, in order."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    trips.heard.append(sent.append)
    try:
        yield sent
    finally:
        trips.heard.remove(sent.append)
        event.remove(engine, "before_cursor_execute", note)
