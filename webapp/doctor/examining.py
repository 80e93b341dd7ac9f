"""The whole examination, in order; a look that fails is itself a finding and hinders no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from webapp.config import Settings
from webapp.doctor import contents, machine, storage
from webapp.doctor.finding import Finding, fault
from workflows.db import Database

Look = Callable[[], Iterator[Finding]]


def findings(chosen: Settings, now: Callable[[], datetime]) -> Iterator[Finding]:
    """Everything there is to say about this installation, one finding at a time."""
    yield from _looked("settings", lambda: machine.of_settings(chosen))
    yield from _looked("data folder", lambda: machine.of_data_folder(chosen))
    yield from _looked("time", lambda: machine.of_time(now()))
    file = Path(chosen.database_url.removeprefix("sqlite:///"))
    if chosen.database_url.startswith("sqlite") and not file.is_file():  # looking would make it
        yield fault("database", f"there is none at {file}.", "Run “nq57 db upgrade”, or “nq57 restore” with a backup.")
        return
    database = Database(chosen.database_url)
    try:
        with database.reading() as session:
            yield from _of_database(session, chosen, now)
    except SQLAlchemyError as failed:
        reason = str(getattr(failed, "orig", failed)).strip().partition("\n")[0]
        yield fault("database", f"it does not answer: {reason}.", "Start it, or see to NQ57_DATABASE_URL.")
    finally:
        database.close()


def _of_database(session: Session, chosen: Settings, now: Callable[[], datetime]) -> Iterator[Finding]:
    yield from storage.of_server(session)
    schema = list(storage.of_schema(session))
    yield from schema
    looks: dict[str, Look] = {
        "durability": lambda: storage.of_durability(session),
        "clock skew": lambda: storage.of_clocks_agreement(session, now()),
    }
    if all(found.level == "ok" for found in schema):
        looks |= {
            "ledger": lambda: storage.of_guards(session),
            "definitions": lambda: contents.of_definitions(session),
            "evidence": lambda: contents.of_evidence(session, chosen, now()),
            "incidents": lambda: contents.of_incidents(session),
            "restored copy": lambda: contents.of_pause(session),
            "clock": lambda: contents.of_clock(session, now()),
        }
    for name, look in looks.items():
        yield from _looked(name, look)


def _looked(name: str, look: Look) -> Iterator[Finding]:
    try:
        yield from look()
    except SQLAlchemyError:
        raise
    except Exception as failed:
        yield fault(name, f"it could not be looked at: {type(failed).__name__}: {failed}.", "Mend that and look again.")
