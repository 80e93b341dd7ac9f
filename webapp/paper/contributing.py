"""What co-operating units contributed, as both documents tell it: product, date, every delivery, and what the lead unit decided."""

from __future__ import annotations

from flask_babel import gettext
from reportlab.platypus import Flowable

from webapp.language import own_name
from webapp.paper import layout, telling
from webapp.paper.dossier import Dossier
from webapp.shown.parts import Delivered, Shown
from webapp.times import exact_moment


def contributions(of: Dossier) -> list[Flowable]:
    """Each part in turn; nothing for a case that wanted none."""
    return [line for one in of.parts for line in _part(of, one)]


def _part(of: Dossier, one: Shown) -> list[Flowable]:
    due = exact_moment(one.row.due_at) if one.row.due_at else None
    lines: list[Flowable] = [layout.text(own_name(one.unit), layout.SUBHEADING)]
    lines += layout.all_said(
        [
            (gettext("Product"), one.row.product),
            (gettext("Due date"), due),
            (gettext("How it stands"), gettext(one.words)),
            (gettext("Reason"), one.row.dropped_reason),
        ]
    )
    lines += [line for made in one.delivered for line in _delivery(made)]
    if one.files and one.delivered:
        lines.append(telling.files(of, one.files))
    return lines


def _delivery(made: Delivered) -> list[Flowable]:
    row = made.row
    lines: list[Flowable] = [
        layout.said(exact_moment(row.delivered_at), gettext("delivered by %(who)s", who=made.who), layout.INDENTED),
        layout.text(f"“{row.note}”", layout.QUOTED),
    ]
    if row.decided_at:
        by = made.decided_by
        said = (
            gettext("accepted by %(who)s", who=by)
            if row.decision == "accepted"
            else gettext("sent back by %(who)s", who=by)
        )
        lines.append(layout.said(exact_moment(row.decided_at), said, layout.INDENTED))
    if row.reason:
        lines.append(layout.text(f"“{row.reason}”", layout.QUOTED))
    return lines
