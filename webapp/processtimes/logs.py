"""Event logs to be downloaded: the page that says what goes out, and the two files, made while they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app, g, render_template, request
from sqlalchemy.orm import Session

from webapp.access import allowed, requires
from webapp.exports.sheets import in_pages
from webapp.language import current, own_name
from webapp.processtimes.asked import period_of
from webapp.processtimes.door import Shown, asked_process, processtimes, version_options
from webapp.processtimes.ocel import ocel_pieces
from webapp.processtimes.pseudonyms import Pseudonyms
from webapp.processtimes.told import Told, told_cases
from webapp.processtimes.xes import xes_pieces
from webapp.rates import rated
from workflows.calendar import local_date
from workflows.errors import N_, Refusal
from workflows.limits import LOG_MOST_CASES
from workflows.processtimes import log
from workflows.processtimes.log import Wanted

KINDS = {"xes": "application/xml", "ocel.json": "application/json"}
KIND = "<any('xes', 'ocel.json'):kind>"
TOO_MANY = N_(
    "Expected at most %(most)s cases in one event log, but more were begun in this period. Choose a shorter one."
)


@dataclass(frozen=True, slots=True)
class Log:
    """Reads the cases that go out, a page at a time, each page in a session of its own."""

    wanted: Wanted
    standing: Any
    at: datetime
    called: Pseudonyms
    named: bool

    def cases(self) -> Iterator[Told]:
        """All of them, in the order of their numbers; to be called inside of the request."""

        def read(session: Session, after: int | None) -> tuple[Sequence[Any], int | None]:
            return log.page_of(session, self.wanted, self.standing, after)

        def told(session: Session, rows: Sequence[Any]) -> Sequence[Told]:
            return told_cases(session, log.logged(session, rows, before=self.at), self.called, named=self.named)

        return in_pages(read, told)


@processtimes.get("/<key>/logs", endpoint="logs")
@requires("definitions.read")
def show_logs(key: str) -> Any:
    """What an event log holds, and the period to choose."""
    return _page(asked_process(key))


@processtimes.get(f"/<key>/logs/events.{KIND}", endpoint="log")
@requires("definitions.read")
@rated("exports")
def take_log(key: str, kind: str) -> Any:
    """The log of the cases begun in the period; refused where there are too many for one file."""
    shown = asked_process(key)
    first, last, refused = period_of(request.args, g.at)
    if refused:
        return _page(shown), 422
    wanted = Wanted(key, shown.number, first, last)
    if log.count_up_to(g.session, wanted, g.standing, LOG_MOST_CASES) > LOG_MOST_CASES:
        refusal = Refusal(TOO_MANY, status=422, most=LOG_MOST_CASES)
        return _page(shown, refusal), refusal.status
    named = bool(request.args.get("names")) and allowed("logs.named")
    made = Log(wanted, g.standing, g.at, Pseudonyms(current_app.config["NQ57"].secret_key), named)
    name = own_name(shown.name)
    pieces = xes_pieces(name, made.cases()) if kind == "xes" else ocel_pieces(made.cases(), made.cases(), _units())
    g.session.rollback()  # the rows come in sessions of their own
    answer = Response(pieces, mimetype=KINDS[kind])
    file = f"{key}-{local_date(g.at).isoformat()}.{kind}"
    answer.headers.set("Content-Disposition", "attachment", filename=file)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _units() -> Any:
    """What units are called, asked when everything else is written."""
    database, language = current_app.extensions["nq57_database"], current()

    def called(codes: set[str]) -> Iterable[tuple[str, str]]:
        with database.reading() as session:
            return [(unit.code, getattr(unit, f"name_{language}")) for unit in log.units_named(session, codes)]

    return called


def _page(shown: Shown, refusal: Refusal | None = None) -> str:
    first, last, refused = period_of(request.args, g.at)
    return render_template(
        "processtimes/logs.html",
        shown=shown,
        first=local_date(first),
        last=local_date(last - timedelta(1)),
        refused=refused,
        refusal=refusal,
        versions=version_options(shown.key),
        trail=shown.trail(),
        most=LOG_MOST_CASES,
        words={name: request.args[name] for name in ("from", "to", "version") if request.args.get(name)},
    )
