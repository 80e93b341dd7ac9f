"""The search that stands in the header of every page: a code opens its task, words open the list of tasks that have them."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, request, url_for

from webapp.access import requires
from webapp.resolutions.door import resolutions
from webapp.shown import classes
from workflows.limits import SEARCH_LETTERS
from workflows.resolutions import register
from workflows.resolutions.wanted import TaskFilter


@resolutions.get("/find", endpoint="find")
@requires("plan.read")
def find() -> Any:
    """Lead on to the one task with this code, or to the list. A code that one may not see leads where one that is not there leads."""
    words = request.args.get("q", "").strip()[:SEARCH_LETTERS].replace("\0", "")
    moment = classes.moment_of(g.at)
    for code in dict.fromkeys((words, words.upper())) if words else ():
        found = register.find_tasks(g.session, TaskFilter(code=code), g.standing, moment, limit=2)
        if len(found) == 1:
            return redirect(url_for("resolutions.show", public_id=found[0].public_id), 303)
    return redirect(url_for("resolutions.plan", q=words or None), 303)
