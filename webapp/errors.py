"""What a person sees when it did not work: a page in words, with the right number, and nothing of what was tried left behind."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from workflows.errors import N_, NotFound, Refusal
from workflows.instances.incidents import Stuck

FIRST = N_("Expected to be the first, but somebody changed this in the meantime. Look at it again and decide anew.")
BUSY = N_("Expected the database to answer, but it is busy. Try again in a moment.")
EXPIRED = N_(
    "Expected a form that is still valid, but this one has expired. Go back, reload the page and send it again."
)
SIGNED_OUT = N_(
    "Expected you to be signed in, but your session has ended and nothing was sent. Go back and copy what you typed, sign in "
    "again and send it from there."
)
STUCK = N_(
    "Expected the case to go on, but its drawing has a fault. Nothing was changed; the fault is on the list of incidents."
)
BROKEN = N_("Expected this to work, but it did not. It is written down under the number %(number)s.")
BY_STATUS = {
    400: N_("Expected a request that can be understood, but this one cannot."),
    404: NotFound().text,
    405: N_("Expected a page that can be opened this way, but this one cannot."),
    413: N_("Expected at most %(most)s MB at once, but this is more."),
    429: N_("Expected fewer requests, but there were too many. Wait a moment."),
}


def install(app: Flask) -> None:
    """Give every kind of failure its page on ``app``."""
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(Stuck, on_stuck)
    app.register_error_handler(StaleDataError, lambda _fault: page(409, gettext(FIRST)))
    app.register_error_handler(IntegrityError, on_integrity)
    app.register_error_handler(OperationalError, on_operational)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_anything)


def sentence(refusal: Refusal) -> str:
    """A refusal in the reader's language."""
    return gettext(refusal.text, **refusal.params)


def on_refusal(refusal: Refusal) -> Response:
    """The domain said no: its sentence, with its number."""
    return page(refusal.status, sentence(refusal))


def on_stuck(stuck: Stuck) -> Response:
    """The case's drawing failed: nothing is changed, an incident is written down in a transaction of its own."""
    current_app.logger.error("A case cannot go on.", exc_info=stuck)
    answer = page(500, gettext(STUCK))
    current_app.record_incident(stuck)
    return answer


def on_integrity(fault: IntegrityError) -> Response:
    """Two at once, and the database let one of them win."""
    current_app.logger.warning("A constraint refused a row: %s", fault.orig)
    return page(409, gettext(FIRST))


def on_operational(fault: OperationalError) -> Response:
    """The database did not answer: locked, gone, or restarting."""
    current_app.logger.error("The database did not answer: %s", fault.orig)
    return page(503, gettext(BUSY))


def on_csrf(_fault: CSRFError) -> Response:
    """The form's protection does not fit: most often because the session that it was made for is over."""
    right = getattr(current_app.view_functions.get(str(request.endpoint)), "right", None)
    return page(400, gettext(SIGNED_OUT if right is not None and g.get("viewer") is None else EXPIRED))


def on_http(fault: HTTPException) -> Response:
    """A refusal of the web framework itself (no such address, too large, wrong method)."""
    if (
        fault.response is not None or (fault.code or 500) < 400 or isinstance(fault, SecurityError)
    ):  # another host: no page of ours
        return make_response(fault.get_response())
    code = fault.code or 500
    words = BY_STATUS.get(code, BY_STATUS[400] if code < 500 else BUSY)
    return page(code, gettext(words, most=_most_megabytes()) if code == 413 else gettext(words))


def _most_megabytes() -> int:
    """How much this request may bring: of a form with files, the largest file."""
    largest: int = current_app.config["NQ57"].upload_bytes
    return min(request.max_content_length or largest, largest) // (1024 * 1024)


def on_anything(fault: Exception) -> Response:
    """A fault of ours: written to the log under a number that the page names; the page says nothing else."""
    number = secrets.token_hex(4)
    current_app.logger.error("Fault %s at %s %s", number, request.method, request.path, exc_info=fault)
    if current_app.config["NQ57"].debug or current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise fault
    return page(500, gettext(BROKEN, number=number))


def page(status: int, words: str) -> Response:
    """The page of a failure; for a part of a page, the part that replaces what was there."""
    if "session" in g:
        g.session.rollback()
    g.failed = True  # such a page asks the database nothing more
    name = "error_part.html" if is_part() else "error.html"
    response = make_response(render_template(name, status=status, words=words), status)
    if is_part():
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def ask_to_sign_in() -> Response:
    """Nobody is signed in: a look goes to the sign-in page and back afterwards; a form is told that nothing was sent."""
    if request.method not in ("GET", "HEAD"):
        return page(401, gettext(SIGNED_OUT))
    back = request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" and not is_part() else ""
    target = url_for("accounts.sign_in") + (f"?{urlencode({'next': back})}" if back else "")
    if is_part():
        return Response("", 204, {"HX-Redirect": target})
    answer: Any = redirect(target, 303)
    return make_response(answer)


def is_part() -> bool:
    """Does htmx ask for a part of a page?"""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
