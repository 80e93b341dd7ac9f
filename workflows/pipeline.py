"""PostgreSQL's pipeline spoken through libpq itself: all questions go out at once, each prepared once for its connection.

The driver's own pipeline asks the socket after each statement, which costs more of our processor than the statement costs the
server. Values are dumped and loaded, and faults are made, by the driver; it never notices that it was not asked.
"""

from __future__ import annotations

import hashlib
import select
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any

from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

MOST_PREPARED = 400  # a connection keeps no more plans than this; what is said beyond is planned each time
_FAILED = (ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED)


class Answer:
    """What the server answered one statement with; the rows are loaded when they are asked for."""

    __slots__ = ("_loader", "_result")

    def __init__(self, loader: Any, result: Any) -> None:
        self._loader, self._result = loader, result

    @property
    def hits(self) -> int:
        """How many rows a change hit."""
        return self._result.command_tuples or 0

    def rows(self) -> list[tuple[Any, ...]]:
        """The rows of a question."""
        self._loader.set_pgresult(self._result)
        rows: list[tuple[Any, ...]] = self._loader.load_rows(0, self._result.ntuples, tuple)
        return rows


def send(
    driver: Any, prepared: MutableMapping[str, bytes], statements: Iterable[tuple[str, list[Any]]]
) -> list[Answer]:
    """Send statements (their text with ``$1`` …, their values), wait once, and answer each in order, within the transaction.

    ``prepared`` is what this connection has prepared so far, and grows. Raises the driver's ``Error`` for the first one that
    the server refuses; what came after it was not run.
    """
    libpq = driver.pgconn
    libpq.enter_pipeline_mode()
    try:
        wanted = _put(driver, libpq, prepared, statements)
        libpq.pipeline_sync()
        results = list(_results(libpq))
    except BaseException:
        driver.close()  # half a conversation: nobody can go on with this connection
        raise
    libpq.exit_pipeline_mode()
    answers, loader = [], Transformer(driver)
    for result, (what, text) in zip(results, wanted, strict=True):
        if result.status in _FAILED:
            raise error_from_result(result, driver.info.encoding)
        if what == "prepared":
            prepared[text] = _name(text)  # it stays so, even when the transaction is undone
        elif what == "answer":
            answers.append(Answer(loader, result))
    return answers


def _name(text: str) -> bytes:
    return b"nq57_" + hashlib.sha256(text.encode()).hexdigest()[:40].encode()


def _put(
    driver: Any, libpq: Any, prepared: Mapping[str, bytes], statements: Iterable[tuple[str, list[Any]]]
) -> list[tuple[str, str]]:
    """Hand everything to libpq; returns what each result will be (begun, prepared or answer) with its text."""
    wanted: list[tuple[str, str]] = []
    if libpq.transaction_status == TransactionStatus.IDLE:
        libpq.send_query_params(b"BEGIN", None)
        wanted.append(("begun", ""))
    dumper = Transformer(driver)
    new: dict[str, bytes] = {}
    for text, values in statements:
        dumped = dumper.dump_sequence(values, [PyFormat.TEXT] * len(values))
        name = prepared.get(text) or new.get(text)
        if name is None and len(prepared) + len(new) < MOST_PREPARED:
            name = new[text] = _name(text)
            libpq.send_prepare(name, text.encode())
            wanted.append(("prepared", text))
        if name is None:
            libpq.send_query_params(text.encode(), dumped)
        else:
            libpq.send_query_prepared(name, dumped)
        wanted.append(("answer", text))
    return wanted


def _results(libpq: Any) -> Iterator[Any]:
    """The results up to the end of the pipeline; other threads go on while we wait for the server."""
    poll = select.poll()
    unsent = libpq.flush()
    poll.register(libpq.socket, select.POLLIN | (select.POLLOUT if unsent else 0))
    while True:
        while libpq.is_busy():
            poll.poll()
            libpq.consume_input()
            if unsent:
                unsent = libpq.flush()
                poll.modify(libpq.socket, select.POLLIN | (select.POLLOUT if unsent else 0))
        result = libpq.get_result()
        if result is None:
            continue  # the end of one statement's results
        if result.status == ExecStatus.PIPELINE_SYNC:
            return
        yield result
