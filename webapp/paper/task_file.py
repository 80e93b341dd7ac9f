"""The file of a task: everything that the pages of its case show, in one document, as of one moment."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext
from reportlab.platypus import Flowable
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.language import own_name
from webapp.paper import layout, record, telling
from webapp.paper.contributing import contributions
from webapp.paper.dossier import Dossier
from webapp.shown import escalations, names, results
from webapp.shown.escalations import Asked, Raised
from webapp.shown.results import Reported
from webapp.times import exact_day, exact_moment
from webapp.trail import Entry, trail
from workflows.errors import N_
from workflows.instances.models import ProcessInstance, Suspension
from workflows.limits import PAPER_TRAIL, TRAIL_PAGE
from workflows.work.models import Escalation, Extension

SCHEDULES = {"on_schedule": N_("on schedule"), "at_risk": N_("at risk"), "late": N_("late")}
ACTS = {
    "acknowledge": N_("Took note"),
    "urge": N_("Urged the work on"),
    "demand_remedy": N_("Demanded a remedy plan"),
    "reassign": N_("Gave it to another person"),
    "take_over": N_("Took it over"),
    "grant_time": N_("Granted or proposed more time"),
    "pass_upward": N_("Passed it upward"),
}
DECISIONS = {"granted": N_("granted"), "refused": N_("refused")}


@dataclass(frozen=True, slots=True)
class Around:
    """What happened around the result: reports, escalations, requests for time, suspensions with names, and the trail."""

    reports: list[Reported]
    raised: list[Raised]
    asked: list[Asked]
    stood_still: list[tuple[Suspension, str]]
    entries: list[Entry]


def gather_around(session: Session, case: ProcessInstance) -> Around:
    """Read it with the queries of the case's page, oldest first."""
    still = session.scalars(select(Suspension).where(Suspension.instance_id == case.id).order_by(Suspension.id)).all()
    people = names.people(session, [row.suspended_by_id for row in still])
    return Around(
        reports=results.reports(session, case.id, 200)[::-1],
        raised=escalations.raised(session, Escalation.instance_id == case.id)[::-1],
        asked=escalations.asked(session, Extension.instance_id == case.id)[::-1],
        stood_still=[(row, people.get(row.suspended_by_id, "")) for row in still],
        entries=_trail(session, f"case:{case.public_id}")[::-1],
    )


def story_of(of: Dossier, around: Around, head: layout.Head) -> list[Flowable]:
    """The whole file; parts without content are left out, the numbers run on."""
    since = [(gettext("Started"), exact_moment(of.case.started_at))]
    if of.case.ended_at:
        since.append((gettext("Ended"), exact_moment(of.case.ended_at)))
    parts = [
        (gettext("The task"), record.task_lines(of) + layout.all_said(since)),
        (gettext("The six clears"), telling.clears(of)),
        (gettext("Parts of co-operating units"), contributions(of)),
        (gettext("Progress reports"), [line for one in around.reports for line in _report(one)]),
        (
            gettext("What was handed in and how it was checked"),
            [line for one in of.versions for line in telling.version(of, one)],
        ),
        (gettext("Requests for more time"), [line for one in around.asked for line in _asked(one)]),
        (gettext("Reported to superiors"), [line for one in around.raised for line in _raised(one)]),
        (gettext("Suspensions"), [line for row, who in around.stood_still for line in _still(row, who)]),
        (gettext("What happened"), _life(around.entries)),
    ]
    story = layout.head(head)
    for number, (title, lines) in enumerate((part for part in parts if part[1]), 1):
        story += [*layout.heading(number, title), *lines]
    return story


def _trail(session: Session, stream: str) -> list[Entry]:
    """The case's entries, newest first, read page by page up to ``PAPER_TRAIL``."""
    found: list[Entry] = []
    while len(found) < PAPER_TRAIL:
        page = trail(session, stream, before=found[-1].seq if found else None, limit=TRAIL_PAGE)
        found += page
        if len(page) < TRAIL_PAGE:
            break
    return found


def _life(entries: list[Entry]) -> list[Flowable]:
    rows = [[exact_moment(one.at), f"{one.words}\n“{one.note}”" if one.note else one.words, one.who] for one in entries]
    if not rows:
        return []
    table = layout.grid([gettext("When"), gettext("What happened"), gettext("Who")], rows, (0.24, 0.5, 0.26))
    if len(entries) < PAPER_TRAIL:
        return [table]
    return [layout.text(gettext("Only the newest %(num)s entries are printed.", num=PAPER_TRAIL)), table]


def _report(one: Reported) -> list[Flowable]:
    row = one.row
    said = f"{row.percent} %, {gettext(SCHEDULES[row.schedule])}; {one.who}. {row.produced}"
    more = [
        (gettext("Cause"), row.cause),
        (gettext("Responsibility"), row.responsibility),
        (gettext("Remedy"), row.remedy),
    ]
    return [layout.said(exact_moment(row.reported_at), said), *layout.all_said(more, layout.INDENTED)]


def _asked(one: Asked) -> list[Flowable]:
    row = one.row
    until = gettext("Until %(day)s", day=exact_day(row.due_on))
    instead = gettext("instead of %(moment)s", moment=exact_moment(row.original_due_at))
    lines: list[Flowable] = [layout.said(exact_moment(row.asked_at), f"{until}, {instead}; {one.who}. “{row.reason}”")]
    if row.decided_at:
        decision = gettext(DECISIONS.get(row.decision or "", "refused"))
        reason = f" “{row.decision_reason}”" if row.decision_reason else ""
        lines.append(
            layout.said(exact_moment(row.decided_at), f"{decision}; {one.decided_by}.{reason}", layout.INDENTED)
        )
    return lines


def _raised(one: Raised) -> list[Flowable]:
    to = own_name(one.to) if one.to else ""
    level = gettext("Level %(level)s", level=one.row.level)
    lines: list[Flowable] = [layout.said(exact_moment(one.row.raised_at), f"{level}: {to} ({own_name(one, 'item')})")]
    for act in one.acts:
        said = gettext(ACTS[act.row.act]) if act.row.act in ACTS else act.row.act
        lines.append(layout.said(exact_moment(act.row.at), f"{said}; {act.who}. “{act.row.reason}”", layout.INDENTED))
    return lines


def _still(row: Suspension, who: str) -> list[Flowable]:
    first, last = exact_moment(row.suspended_at), exact_moment(row.resumed_at) if row.resumed_at else None
    words = (
        gettext("From %(first)s to %(last)s", first=first, last=last)
        if last
        else gettext("Since %(first)s", first=first)
    )
    return [layout.text(f"{words}; {who}. “{row.reason}”")]
