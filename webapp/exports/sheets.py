"""What a downloaded list holds, and how its rows are read: a page at a time, each in a session of its own.

The answer outlives its request, so nothing of the request is used while rows flow: what the person may see (a standing), the
moment and the language are taken along. Between two pages nothing is held, neither a connection nor a snapshot, however slowly
somebody reads; keys (never offsets) say where the next page begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from flask import current_app, g
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from webapp.language import current
from webapp.times import exact_moment
from workflows.db import Database
from workflows.limits import EXPORT_ROWS

Cell = str | int | date | datetime | None
K = TypeVar("K")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list to be downloaded: ``name`` is the file's, ``about`` its first line (as of when, of what), then headings and rows.

    ``widths`` are those of the columns, in letters. ``beyond`` is said when there are more rows than a file may have, ``after`` are further
    sheets of a workbook.
    """

    name: str
    about: str
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Iterator[Sequence[Cell]]
    beyond: str
    after: Sequence[Sheet] = ()

    def lines(self) -> Iterator[Sequence[Cell]]:
        """Every row, up to the limit; then, where there are more, the sentence that says so."""
        for number, row in enumerate(self.rows):
            if number == EXPORT_ROWS:
                yield (self.beyond,)
                return
            yield row


def sheet(
    name: str, of: Sequence[str], columns: Sequence[tuple[str, int]], rows: Iterator[Sequence[Cell]], as_of: datetime
) -> Sheet:
    """A sheet in the reader's language; ``of`` says what the list was asked for."""
    said = [gettext("As of %(moment)s (Viet Nam)", moment=exact_moment(as_of)), *(words for words in of if words)]
    if current_app.config["NQ57"].is_demo:
        said.append(gettext("progress invented for the demonstration"))
    beyond = gettext(
        "The list is longer: only its first %(most)s rows are here. Choose less and download again.", most=EXPORT_ROWS
    )
    return Sheet(name, " · ".join(said), [words for words, _ in columns], [width for _, width in columns], rows, beyond)


def in_pages(
    read: Callable[[Session, K | None], tuple[Sequence[Any], K | None]],
    told: Callable[[Session, Any], Sequence[R]],
) -> Iterator[R]:
    """The rows of a list: ``read`` fetches the page after a key and says where the next one begins, ``told`` puts it into cells.

    To be called inside of a request, whose application, moment and language it takes along.
    """
    app, language, at = current_app._get_current_object(), current(), g.at
    database: Database = app.extensions["nq57_database"]

    def rows() -> Iterator[R]:
        after: K | None = None
        while True:
            with app.app_context(), force_locale(language), database.reading() as session:
                g.at = at
                found, after = read(session, after)
                cells = told(session, found)
            yield from cells
            if after is None:
                return

    return rows()
