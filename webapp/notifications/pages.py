"""The bell's page, the person's wishes about mail, and the demo's mailbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from notifications import bell
from notifications.models import Mail
from webapp.access import requires
from webapp.errors import is_part
from webapp.language import LANGUAGES
from webapp.notifications import view
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.organisation.models import Person

notifications = Blueprint("notifications", __name__)
BELL_PAGE, MAILBOX = 30, 50
SAVED = N_("It is noted how you are told.")
NO_LANGUAGE = N_("Expected one of the languages offered, but got another.")


@notifications.get("/notifications", endpoint="list")
@requires("account.own")
def show_list() -> Any:
    """What the person was told, or the next part of it."""
    page = bell.rings(g.session, g.standing, after=_after(), limit=BELL_PAGE)
    following = f"{page.after[0].isoformat()}~{page.after[1]}" if page.after else None
    shown: dict[str, Any] = {"days": view.by_day(page.rings), "following": following}
    if is_part():
        return render_template("notifications/more.html", **shown)
    return render_template(
        "notifications/list.html", **shown, newest=bell.newest_id(g.session, g.viewer.person_id), new=view.unseen()
    )


@notifications.post("/notifications/sight", endpoint="see")
@requires("account.own")
def see_all() -> Any:
    """Everything that the page showed is seen."""
    newest = request.form.get("until", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        bell.see_all(g.session, g.viewer.person_id, until_id=int(newest), at=g.at)
    return redirect(url_for("notifications.list"), 303)


@notifications.get("/account/mail", endpoint="wishes")
@requires("account.own")
def show_wishes() -> Any:
    """Whether the person gets e-mail, and in which language."""
    spoken = g.session.get_one(Person, g.viewer.person_id).language
    return _wishes(bell.wants_mail(g.session, g.viewer.person_id), spoken, None)


@notifications.post("/account/mail", endpoint="wish")
@requires("account.own")
def keep_wishes() -> Any:
    """Keep both."""
    wanted, spoken = request.form.get("mail") == "true", request.form.get("spoken", "")
    if spoken not in LANGUAGES:
        refusal = Invalid(NO_LANGUAGE, {"spoken": Refusal(NO_LANGUAGE)})
        return _wishes(wanted, spoken, refusal), refusal.status
    g.session.get_one(Person, g.viewer.person_id).language = spoken
    bell.want_mail(g.session, g.viewer.person_id, wanted, at=g.at)
    flash(gettext(SAVED))
    return redirect(url_for("notifications.wishes"), 303)


@notifications.get("/mail", endpoint="mailbox")
@requires("account.own")
def show_mailbox() -> Any:
    """In the demo, the mails that would have gone to this person; elsewhere there is no such page."""
    if not current_app.config["NQ57"].is_demo:
        raise NotFound
    mine = select(Mail).where(Mail.person_id == g.viewer.person_id, Mail.subject.is_not(None))
    mails = list(g.session.scalars(mine.order_by(Mail.id.desc()).limit(MAILBOX)))
    return render_template("notifications/mailbox.html", mails=mails)


def _wishes(wanted: bool, spoken: str, refusal: Invalid | None) -> str:
    faults = refusal.faults if refusal else {}
    return render_template("notifications/wishes.html", wanted=wanted, spoken=spoken, refusal=refusal, faults=faults)


def _after() -> tuple[datetime, int] | None:
    """The key after which the next part begins; a spoilt one begins at the top."""
    moment, _, number = request.args.get("after", "").partition("~")
    try:
        at = datetime.fromisoformat(moment)
        at = at.astimezone(UTC) if at.tzinfo else at
    except (ValueError, OverflowError):
        return None
    return (at, int(number)) if at.tzinfo and number.isascii() and number.isdigit() and len(number) < 19 else None
