"""Sign-in, sign-out, the own account, invitations, and the choice of language."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_security import login_user, logout_user

from webapp import language
from webapp.access import public, requires
from webapp.accounts import demo, opening, passwords, sessions, sign_in
from webapp.accounts.models import Account
from webapp.rates import rated
from workflows.errors import N_, Invalid, Refusal

accounts = Blueprint("accounts", __name__)
OWN_ADDRESS = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")
CHANGED = N_("Your password is changed. Other browsers are signed out.")
STORY = 11  # the people of the story come first; the others are there too
DIFFER = N_("Expected the same password twice, but the two differ.")


@accounts.get("/sign-in", endpoint="sign_in")
@public
def show_sign_in() -> Any:
    """The form; in the demo also the people to choose from."""
    if g.viewer is not None:
        return redirect(_next())
    return _sign_in_page(email="", refusal=None)


@accounts.post("/sign-in", endpoint="sign_in_now")
@public
def sign_in_now() -> Any:
    """Recognise, begin a new session, and go where the person wanted to go."""
    email = request.form.get("email", "")
    try:
        account = sign_in.recognised(
            g.session,
            email,
            request.form.get("password", ""),
            request.remote_addr or "",
            at=g.at,
            apart=current_app.apart,
        )
    except Refusal as refusal:
        return _sign_in_page(email=email, refusal=refusal), refusal.status
    spoken = session.get(language.KEY)
    visit = sessions.current()
    before = visit.row
    session.clear()
    if spoken:
        session[language.KEY] = spoken
    login_user(account, remember=False, authn_via=["password"])
    visit.row, visit.token = sign_in.begin(g.session, account, at=g.at, before=before)
    return redirect(_next(), 303)


@accounts.post("/sign-out", endpoint="sign_out")
@requires("account.own")
def sign_out_now() -> Any:
    """End the session here and in the database."""
    visit = sessions.current()
    sign_in.end(g.session, visit.row, actor=g.actor, at=g.at)
    logout_user()
    spoken = session.get(language.KEY)
    session.clear()
    if spoken:
        session[language.KEY] = spoken
    visit.ended = True
    return redirect(url_for("accounts.sign_in"), 303)


@accounts.get("/account", endpoint="own")
@requires("account.own")
def show_own() -> Any:
    """The own account: who I am here, and the password."""
    return render_template("accounts/own.html", faults={}, refusal=None)


@accounts.post("/account/password", endpoint="change_password")
@requires("account.own")
@rated("passwords")
def change_password() -> Any:
    """Change the own password."""
    wanted = request.form.get("wanted", "")
    account = g.session.get_one(Account, g.viewer.account_id)
    try:
        _same_twice(wanted)
        passwords.change(
            g.session,
            account,
            present=request.form.get("present", ""),
            wanted=wanted,
            actor=g.actor,
            at=g.at,
            keep=sessions.current().row_id,
        )
    except Invalid as refusal:
        return render_template("accounts/own.html", faults=refusal.faults, refusal=refusal), refusal.status
    flash(gettext(CHANGED))
    return redirect(url_for("accounts.own"), 303)


@accounts.get("/invitation", endpoint="invitation")
@public
def show_invitation() -> Any:
    """The page behind an invitation link; the word after ``#`` is put into the form by the browser."""
    return render_template("accounts/invitation.html", faults={}, refusal=None, word="")


@accounts.post("/invitation", endpoint="accept_invitation")
@public
def accept_invitation() -> Any:
    """Set the first password."""
    word, wanted = request.form.get("word", ""), request.form.get("wanted", "")
    try:
        _same_twice(wanted)
        opening.accept(g.session, word, wanted, at=g.at)
    except Invalid as refusal:
        return render_template(
            "accounts/invitation.html", faults=refusal.faults, refusal=refusal, word=word
        ), refusal.status
    flash(gettext(N_("Your password is set. You can sign in now.")))
    return redirect(url_for("accounts.sign_in"), 303)


@accounts.post("/language", endpoint="language")
@public
def choose_language() -> Response:
    """Speak another language from now on, on the same page."""
    language.choose(request.form.get("language", ""))
    answer: Any = redirect(_next(), 303)
    return answer


def _sign_in_page(*, email: str, refusal: Refusal | None) -> str:
    settings = current_app.config["NQ57"]
    people = demo.cast(g.session, at=g.at) if settings.is_demo else []
    chosen = next((person for person in people if person.person_public_id == request.args.get("as")), None)
    return render_template(
        "accounts/sign_in.html",
        people=people[:STORY],
        others=people[STORY:],
        email=chosen.email if chosen else email,
        password=settings.demo_password if chosen else "",
        chosen=chosen,
        refusal=refusal,
        next=_next(),
    )


def _next() -> str:
    """Where to go afterwards: only ever an address of our own."""
    wanted = request.values.get("next", "")
    return wanted if OWN_ADDRESS.fullmatch(wanted) else "/"


def _same_twice(wanted: str) -> None:
    if wanted != request.form.get("again", ""):
        raise Invalid(passwords.CHECK, {"again": Refusal(DIFFER)})
