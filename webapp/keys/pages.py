"""What the keyboard can do, as a page and as a sheet over the page; single letters can be switched off for this browser.

Whoever speaks to the machine or brushes keys by accident would act without meaning to; shortcuts with Ctrl stay.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.errors import is_part
from workflows.errors import N_

keys = Blueprint("keys", __name__, url_prefix="/keys")
COOKIE = "nq57_keys"
OFF = "off"
ONE_YEAR = 31_536_000
SWITCHED_OFF = N_("Single letters do nothing any more in this browser.")
SWITCHED_ON = N_("Single letters work again in this browser.")
SHEET: tuple[tuple[str, tuple[tuple[tuple[str, ...], str], ...]], ...] = (
    (
        N_("Everywhere"),
        (
            (("?",), N_("this sheet")),
            (("g", "i"), N_("to the inbox")),
            (("g", "h"), N_("to your first page")),
            (("g", "s"), N_("search all tasks")),
            (("/",), N_("search on this page")),
        ),
    ),
    (
        N_("In the inbox"),
        (
            (("j", "↓"), N_("next step")),
            (("k", "↑"), N_("step before")),
            (("o", "Enter"), N_("open the step")),
            (("x",), N_("tick")),
            (("c",), N_("take the step")),
        ),
    ),
    (
        N_("On a step"),
        (
            (("c",), N_("take the step")),
            (("a",), N_("agree: approve, confirm, sign off, accept")),
            (("r",), N_("return, with a reason")),
            (("1", "9"), N_("first to ninth answer")),
            (("Ctrl + Enter",), N_("send, from an answer or a field")),
            (("Enter",), N_("send, on the button")),
            (("n",), N_("skip, to the next like it on the pile")),
            (("b",), N_("back to the pile")),
        ),
    ),
)


def are_off() -> bool:
    """Whether single letters are switched off in this browser."""
    return request.cookies.get(COOKIE) == OFF


@keys.get("", endpoint="sheet")
@requires("home.read")
def show_sheet() -> Any:
    """All keys; for the sheet over a page, the list alone."""
    return render_template("keys/list.html" if is_part() else "keys/sheet.html", sheet=SHEET, off=are_off())


@keys.post("/single-letters", endpoint="switch")
@requires("home.read")
def switch() -> Any:
    """Switch single letters off, or on again."""
    off = request.form.get("single") == OFF
    flash(gettext(SWITCHED_OFF if off else SWITCHED_ON))
    answer = make_response(redirect(url_for("keys.sheet"), 303))
    answer.set_cookie(
        COOKIE,
        OFF if off else "on",
        max_age=ONE_YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["NQ57"].is_encrypted,
    )
    return answer
