"""Writing facts down: one chain per stream, in the transaction of the command."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.db import table_of
from workflows.facts import Fact
from workflows.ledger.models import LedgerEntry, LedgerNote
from workflows.trips import Fixed, Said, go, insert_rows
from workflows.written import canonical

GENESIS = "0" * 64
_ENTRIES, _NOTES = table_of(LedgerEntry), table_of(LedgerNote)
LAST = Fixed(
    select(_ENTRIES.c.seq, _ENTRIES.c.hash)
    .where(_ENTRIES.c.stream == bindparam("in_stream"))
    .order_by(_ENTRIES.c.seq.desc())
    .limit(1)
)
ANNOTATE = Fixed(
    insert(_NOTES).from_select(
        ["entry_id", "salt", "words"],
        select(
            _ENTRIES.c.id,
            bindparam("with_salt", type_=_NOTES.c.salt.type),
            bindparam("with_words", type_=_NOTES.c.words.type),
        ).where(_ENTRIES.c.stream == bindparam("in_stream"), _ENTRIES.c.seq == bindparam("at_seq")),
    )
)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: its last entry's number and hash."""

    seq: int = 0
    hash: str = GENESIS


def head_from(rows: Sequence[Any]) -> Head:
    """The head that a question about it found; a stream without entries begins at ``GENESIS``."""
    return Head(rows[0].seq, rows[0].hash) if rows else Head()


def head_of(said: str | None) -> Head:
    """The head from its number and hash in one word after the other, as a column can tell them."""
    seq, _space, digest = (said or f"0 {GENESIS}").partition(" ")
    return Head(int(seq), digest)


def record(
    session: Session,
    stream: str,
    facts: Sequence[Fact],
    *,
    actor: Actor,
    at: datetime,
    recorded_at: datetime | None = None,
    version: int | None = None,
) -> None:
    """Append ``facts`` to ``stream`` in order, each hashed over its predecessor; a trigger points the outbox at them.

    The caller holds the lock that orders the stream (the instance row, for a case); where nobody does, the unique index
    on (stream, seq) lets one of two writers win. ``recorded_at`` defaults to ``at``.
    """
    if not facts:
        return
    (found,) = go(session, [LAST(in_stream=stream)])
    said, _head = entries(stream, facts, head_from(found), actor=actor, at=at, recorded_at=recorded_at, version=version)
    go(session, said)


def entries(
    stream: str,
    facts: Sequence[Fact],
    head: Head,
    *,
    actor: Actor,
    at: datetime,
    recorded_at: datetime | None = None,
    version: int | None = None,
) -> tuple[list[Said], Head]:
    """The statements that append ``facts`` behind ``head``, and the head that there is afterwards."""
    rows: list[dict[str, Any]] = []
    notes: list[Said] = []
    seq, previous = head.seq, head.hash
    for fact in facts:
        seq += 1
        row = _row(stream, seq, fact, actor, at, recorded_at or at, version, previous)
        if fact.note is not None:
            salt = secrets.token_hex(16)
            row["note_hash"] = note_hash(salt, fact.note)
            notes.append(ANNOTATE(in_stream=stream, at_seq=seq, with_salt=salt, with_words=fact.note))
        row["hash"] = previous = entry_hash(row)
        rows.append(row)
    return [*insert_rows(_ENTRIES, rows), *notes], Head(seq, previous)


def _row(
    stream: str,
    seq: int,
    fact: Fact,
    actor: Actor,
    at: datetime,
    recorded_at: datetime,
    version: int | None,
    previous: str,
) -> dict[str, Any]:
    return {
        "stream": stream,
        "seq": seq,
        "kind": fact.kind,
        "data": canonical(dict(fact.data)),
        "actor": actor.key,
        "appointment_id": actor.appointment_id,
        "version": version,
        "happened_at": at,
        "recorded_at": recorded_at,
        "note_hash": None,
        "previous": previous,
    }


def note_hash(salt: str, words: str) -> str:
    """Salted SHA-256 of a note, so that an erased note cannot be guessed from its hash."""
    return hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest()


def entry_hash(row: dict[str, Any]) -> str:
    """SHA-256 over everything an entry says, its predecessor's hash included; moments to the microsecond, in UTC."""
    said = [
        row["stream"],
        row["seq"],
        row["kind"],
        row["data"],
        row["actor"],
        row["appointment_id"],
        row["version"],
        _moment(row["happened_at"]),
        _moment(row["recorded_at"]),
        row["note_hash"],
        row["previous"],
    ]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
