"""What a request brings: taken in whole before its unit of work begins, so that a slow sender keeps nobody waiting."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask import Request, g, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from workflows.errors import N_, Refusal
from workflows.limits import FORM_BYTES, FORM_PARTS

TOO_MANY_FIELDS = N_("Expected at most %(most)s fields in one form, but there are more.")
UNREADABLE = N_("Expected readable text, but it holds characters that cannot be shown. Type it in again.")


def take_in(asked: Request) -> None:
    """Read the form and its files. What is wrong with them is kept for ``refuse``: there is no page to say it on yet."""
    if asked.mimetype != "multipart/form-data":  # only files are large
        asked.max_content_length = FORM_BYTES
    asked.max_form_parts = FORM_PARTS
    try:
        if asked.mimetype == "application/x-www-form-urlencoded":
            if asked.get_data().count(b"&") >= FORM_PARTS:
                raise Refusal(TOO_MANY_FIELDS, status=413, most=FORM_PARTS)
            unquote_to_bytes(asked.get_data()).decode("utf-8")  # else the form would be read as something else
        asked.form  # noqa: B018 - reading it is what takes it in
        if asked.mimetype == "application/json":
            asked.get_data()
    except RequestEntityTooLarge as fault:
        few = (asked.content_length or 0) <= FORM_BYTES
        g.not_taken_in = Refusal(TOO_MANY_FIELDS, status=413, most=FORM_PARTS) if few else fault
    except UnicodeDecodeError:
        g.not_taken_in = Refusal(UNREADABLE, status=400)
    except (HTTPException, Refusal) as fault:
        g.not_taken_in = fault


def refuse() -> None:
    """Raise what was wrong with the form, and a ``Refusal`` (400) where a NUL stands in it or in the address: no database
    and no file name takes one.
    """
    fault: Exception | None = g.pop("not_taken_in", None)
    if fault is not None:
        raise fault
    texts = [request.path, *(text for pair in request.args.items(multi=True) for text in pair)]
    if request.method == "POST":
        texts += (text for pair in request.form.items(multi=True) for text in pair)
    if any("\0" in text for text in texts):
        raise Refusal(UNREADABLE, status=400)
