"""What became of a drawing that was made elsewhere: the report on it, and taking out what means nothing here."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from webapp.access import requires
from webapp.designer.door import asked_draft, designer, editor_of
from webapp.rates import rated
from workflows.definitions import drafts
from workflows.definitions.foreign import clearing, report
from workflows.errors import N_, NotFound

NOTHING_TO_CLEAR = N_("There is nothing left in the drawings that means nothing here.")


@designer.get("/drafts/<public_id>/report", endpoint="import_report")
@requires("definitions.propose")
def show_report(public_id: str) -> Any:
    """What was taken over, what is left to do, and what was only kept, element by element."""
    draft = asked_draft(public_id)
    if draft.report is None:
        raise NotFound
    lines = report.read(draft.report)
    parts = {how: [one for one in lines if one.how == how] for how in (report.OPEN, report.MAPPED, report.KEPT)}
    return render_template("designer/report.html", draft=draft, editor=editor_of(draft), parts=parts, todo=_todo)


@designer.post("/drafts/<public_id>/clearing", endpoint="clear")
@requires("definitions.propose")
@rated("acts")
def clear_draft(public_id: str) -> Any:
    """Take out of the drawings what means nothing here."""
    draft = asked_draft(public_id)
    found = clearing.cleared(drafts.bundle_of(g.session, draft))
    drafts.save_files(g.session, draft, found, seen=draft.revision, at=g.at)
    if found:
        count = len(found)
        flash(ngettext("%(num)s drawing was cleared.", "%(num)s drawings were cleared.", count))
    else:
        flash(gettext(NOTHING_TO_CLEAR))
    return redirect(url_for("designer.editor", public_id=public_id), 303)


def _todo(line: report.Line) -> str:
    return gettext(line.remedy, **line.params) if line.remedy else ""
