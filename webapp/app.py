"""The web door: makes the application, opens one unit of work per request and is the only place here that commits.

A request: what it brings is taken in → the session cookie says who asks → the route's right is asked → the form's one-time key is
taken → the page calls one command → commit. All of it but the first is one transaction; an answer of 400 and above, or anything
raised, leaves nothing behind. The wall clock is read here and nowhere else (``app.config["NQ57_NOW"]`` may hold another clock,
for tests).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Request, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

import workflows.resolutions.actions  # noqa: F401 - drawings call what the upper rooms register
from notifications.bell import NEWS
from webapp import access, command_keys, errors, headers, incoming, language, rates, rendering
from webapp.accounts import demo, security
from webapp.accounts import sessions as visits
from webapp.accounts.viewer import VIEWER, viewer_from
from webapp.config import Settings
from webapp.keeping.pause import WAITING, since_from
from webapp.pages import PAGES
from workflows.actor import person
from workflows.calendar import local_date
from workflows.db import Database
from workflows.instances.incidents import Stuck, record_damage, record_failure
from workflows.limits import FORM_BYTES
from workflows.organisation.standing import STANDING, standing_from
from workflows.trips import go

T = TypeVar("T")
HERE = Path(__file__).parent
LOOKING = ("GET", "HEAD", "OPTIONS")
WITHOUT_DATABASE = ("/assets/", "/healthz")


class Application(Flask):
    """Flask with our unit of work around every view."""

    session_interface = visits.Visits()

    def open_unit(self, asked: Request) -> None:
        """Begin the unit of work: a reading one for looking, otherwise a writing one (which locks first on SQLite)."""
        clock: Callable[[], datetime] = self.config["NQ57_NOW"]
        g.at = clock()
        if asked.method not in LOOKING:
            incoming.take_in(asked)
        if not asked.path.startswith(WITHOUT_DATABASE):
            database: Database = self.extensions["nq57_database"]
            g.session = database.reading() if asked.method in LOOKING else database.writing()

    def apart(self, act: Callable[[Session], T]) -> T:
        """A unit of work of its own, for what must stand whatever becomes of the request; the request's own holds no lock now."""
        database: Database = self.extensions["nq57_database"]
        with database.writing() as session:
            done = act(session)
            session.commit()
            return done

    def looking(self, look: Callable[[Session], T]) -> T:
        """A reading unit of work of its own, for a form that writes nothing and takes long; nobody waits for a lock of it."""
        g.session.rollback()
        database: Database = self.extensions["nq57_database"]
        with database.reading() as session:
            return look(session)

    def record_incident(self, stuck: Stuck) -> None:
        """Write down that a case cannot go on; the request's own unit of work has been rolled back."""
        self.apart(lambda session: record_failure(session, job="request", cause=stuck, stuck=stuck, at=g.at))

    def dispatch_request(self) -> ResponseReturnValue:
        """Ask the right, run the view, commit what it did; a second sending of the same form gets the first one's answer.

        The commit stands here, inside Flask's own error handling, so that a commit that fails becomes a page too.
        """
        if request.routing_exception is not None or "session" not in g:
            return super().dispatch_request()
        try:
            answer = self._answer()
            if answer.status_code < 400:
                command_keys.keep_answer(answer)
                g.session.commit()
            else:
                g.session.rollback()
            return answer
        except BaseException:
            g.session.rollback()
            raise

    def _answer(self) -> Response:
        view = self.view_functions[str(request.endpoint)]
        right = getattr(view, "right", None)
        if right is not None and g.viewer is None:
            return errors.ask_to_sign_in()
        refusal = access.may_open(g.standing, right)
        if refusal:
            raise refusal
        rate = getattr(view, "rate", None)
        if rate and rates.RATES[rate].stands:
            g.session.rollback()  # nothing is written yet
            self.apart(lambda session: rates.count(session, rate, g.actor.person_id, at=g.at))
        if request.method not in LOOKING and g.actor is not None:
            earlier = command_keys.use(g.session, g.actor.person_id)
            if earlier is not None:
                return earlier
            if rate and not rates.RATES[rate].stands:
                rates.count(g.session, rate, g.actor.person_id, at=g.at)
        return self.make_response(super().dispatch_request())


def create_app(settings: Settings, *, database: Database | None = None) -> Application:
    """The application for these settings. Raises ``UndeclaredRoute`` when a page does not say who may open it."""
    app = Application("webapp", root_path=str(HERE), static_folder="assets/build", static_url_path="/assets")
    app.config.update(
        NQ57=settings,
        NQ57_NOW=lambda: datetime.now(UTC),
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=settings.upload_bytes + FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_encrypted,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # we send no Referer (Referrer-Policy), so it cannot be asked for
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0)
    app.extensions["nq57_database"] = opened = database or Database(settings.database_url)
    if not settings.is_demo:
        demo.refuse_demo_people(opened)
    app.before_request(recognise)  # first of all, so that error pages know it too
    app.teardown_request(_close_unit)
    CSRFProtect(app)
    for part in (headers, language, rendering, errors, security):
        part.install(app)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    access.public(app.view_functions["static"])
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)
    access.refuse_undeclared(app)
    return app


def recognise() -> None:
    """Who is it? Sets ``g.viewer``, ``g.actor`` and ``g.standing`` (all ``None`` for a visitor who is not signed in), whether this
    is a restored copy that waits, and whether anything is new on the bell: one trip for every page.
    """
    g.viewer = g.actor = g.standing = g.paused_since = None
    visit = visits.current() if "session" in g else None
    if visit is not None and visit.fault is not None:
        raise visit.fault
    if visit is not None and visit.row is not None and visit.account is not None:
        who, day = visit.account.person_id, local_date(g.at)
        asked = [VIEWER(account=visit.row.account_id, day=day), STANDING(who=who, day=day), WAITING(), NEWS(who=who)]
        viewer, standing, waiting, news = go(g.session, asked)
        g.viewer = viewer_from(viewer)
        g.actor = person(g.viewer.person_id, g.viewer.appointment_id)
        g.standing = standing_from(g.actor, standing)
        g.paused_since, g.has_news = since_from(waiting), bool(news)
    incoming.refuse()  # now there is a page to say it on


def _close_unit(_fault: BaseException | None) -> None:
    """Give the session back; afterwards note, at most once a minute, that the browser's session was used."""
    unit = g.pop("session", None)
    if unit is None:
        return
    visit = visits.current()
    row = visit.row
    row_id = row.id if row is not None and not visit.ended and visits.is_due_to_be_seen(row, g.at) else None
    unit.close()
    database: Database = current_app.extensions["nq57_database"]
    _write_damage_down(database)
    if row_id is None:
        return
    try:
        with database.writing() as seeing, seeing.begin():
            visits.see(seeing, row_id, at=g.at)
    except OperationalError:  # the answer is already made; the next request notes it
        current_app.logger.warning("The use of a session could not be noted.")


def _write_damage_down(database: Database) -> None:
    """What the page could not read becomes an incident, unless the case has one."""
    for instance_id, cause in g.pop("damaged", {}).items():
        try:
            with database.writing() as session:
                record_damage(session, instance_id, cause=cause, at=g.at)
                session.commit()
        except OperationalError:  # the answer is already made; the next reader notes it
            current_app.logger.warning("The damage to a case could not be written down.")


@access.public
def healthz() -> dict[str, Any]:
    """The process answers."""
    return {"status": "ok"}


@access.public
def readyz() -> tuple[dict[str, Any], int]:
    """The process and its database answer."""
    try:
        g.session.execute(text("SELECT 1"))
    except Exception:  # whatever it is: not ready
        return {"status": "unavailable"}, 503
    return {"status": "ok"}, 200
