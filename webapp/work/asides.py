"""What can be done about a step besides its own form, each on a page of its own: put back, take back, report, ask for time, pass on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.rates import rated
from webapp.shown import results
from webapp.texts.offering import offered
from webapp.typed import words_of
from webapp.work import filling
from webapp.work.door import asked_item, work
from webapp.work.offers import offers_of
from webapp.work.pile import asked_pile, pile_word
from workflows.deadlines import extension
from workflows.errors import N_, Invalid, Refusal
from workflows.work import (
    assignment,
    claim,
    comments,
    delegation,
    difficulties,
    escalation,
    parts,
    progress,
    sides,
    submission,
)
from workflows.work.item import Item

REASON = N_("Expected a reason, but it is empty.")
SAID = ("reason", "due_on", "officer", "act", "words", "matter", "addressed", *progress.FIELDS)
NOTES = (
    ("acknowledge", N_("Take note of the delay")),
    ("urge", N_("Urge the work on")),
    ("demand_remedy", N_("Demand a remedy plan")),
)
ASKED_THE_LEAD = N_("Your request is with the unit that leads the task.")
NO_BUTTON = N_("Expected a step on which you may do this now, but you may not, or not any more.")


@dataclass(frozen=True, slots=True)
class Aside:
    """One such page: the rule that opens it, its template, and where it goes and what it says when it is done."""

    verb: str
    template: str
    done: str
    to_inbox: bool = False


ASIDES: Mapping[str, Aside] = {
    "release": Aside("release", "work/release.html", N_("The step is put back; others can take it."), to_inbox=True),
    "withdrawal": Aside(
        "withdraw", "work/withdrawal.html", N_("The result is taken back. Work on it goes on."), to_inbox=True
    ),
    "progress-reports": Aside("report", "work/progress.html", N_("Your report is recorded.")),
    "extension-requests": Aside(
        "ask_time", "work/extension.html", N_("Your request is with the unit that assigned the task.")
    ),
    "reassignment": Aside("reassign", "work/reassignment.html", N_("The step is given to another person.")),
    "delegation": Aside("delegate", "work/delegation.html", N_("The step is delegated; you still answer for it.")),
    "return-to-owner": Aside("take_back", "work/return_to_owner.html", N_("The step is with its owner again.")),
    "difficulties": Aside(
        "raise", "work/difficulty.html", N_("It is raised; whoever has to answer finds it in their inbox.")
    ),
    "instructions": Aside("instruct", "work/instruction.html", N_("Your instruction is recorded.")),
    "escalation-notes": Aside(
        "note", "work/note.html", N_("What you said is recorded. The late step still waits for a decision.")
    ),
}
NOUN = f"<any({', '.join(map(repr, ASIDES))}):noun>"


@work.get(f"/<public_id>/{NOUN}/new", endpoint="aside")
@requires("work.read")
def show_aside(public_id: str, noun: str) -> Any:
    """The page with the form; closed when the rules do not allow the act."""
    item = asked_item(public_id)
    offered = offers_of(g.session, item, g.standing, sides.current_submission(g.session, item.instance_id), g.at)
    if ASIDES[noun].verb not in offered.may:
        raise Refusal(NO_BUTTON, status=409)
    return _page(item, noun, {}, None)


@work.post(f"/<public_id>/{NOUN}", endpoint="act")
@requires("work.act")
@rated("acts")
def act(public_id: str, noun: str) -> Any:
    """Do it, and say so on the next page; after a refusal the form comes back filled in."""
    item = asked_item(public_id)
    try:
        _do(noun, item, words_of(request.form, SAID))
    except Invalid as refusal:
        g.session.rollback()
        return _page(asked_item(public_id), noun, request.form, refusal), refusal.status
    of_part = noun == "extension-requests" and parts.delivers(item)
    flash(gettext(ASKED_THE_LEAD if of_part else ASIDES[noun].done))
    asked = asked_pile()
    if ASIDES[noun].to_inbox:
        return redirect(asked.address() if asked else url_for("inbox.list"), 303)
    return redirect(url_for("work.item", public_id=public_id, pile=pile_word()), 303)


def _do(noun: str, item: Item, said: Mapping[str, str]) -> None:
    """Call the command behind a noun. Raises what the command raises."""
    session, actor, at = g.session, g.actor, g.at
    reason = said.get("reason", "").strip()
    if noun == "progress-reports":
        progress.report(session, item, form=said, actor=actor, at=at)
    elif noun == "extension-requests":
        extension.ask(session, item, due_on=said.get("due_on", ""), reason=reason, actor=actor, at=at)
    elif noun == "instructions":
        comments.instruct(session, item, words=said.get("words", ""), actor=actor, at=at)
    elif noun == "difficulties":
        asked = {name: said.get(name, "") for name in ("matter", "addressed", "words")}
        difficulties.raise_difficulty(session, item, **asked, actor=actor, at=at)
    elif not reason:
        raise Invalid(REASON, {"reason": Refusal(REASON)})
    elif noun == "release":
        claim.release(session, item, reason=reason, actor=actor, at=at)
    elif noun == "delegation":
        delegation.delegate(session, item, person=said.get("officer", ""), reason=reason, actor=actor, at=at)
    elif noun == "return-to-owner":
        delegation.take_back(session, item, reason=reason, actor=actor, at=at)
    elif noun == "withdrawal":
        submission.withdraw(session, item, reason=reason, actor=actor, at=at)
    elif noun == "reassignment":
        assignment.reassign(session, item, person=said.get("officer", ""), reason=reason, actor=actor, at=at)
    else:
        escalation.note_act(session, item, act=said.get("act", ""), reason=reason, actor=actor, at=at)


def _page(item: Item, noun: str, said: Mapping[str, str], refusal: Invalid | None) -> str:
    return render_template(
        ASIDES[noun].template,
        item=item,
        pile=pile_word(),
        is_part=parts.delivers(item),
        noun=noun,
        said=said,
        kept_texts=offered(noun, item, "work.aside", public_id=item.public_id, noun=noun, pile=pile_word()),
        refusal=refusal,
        faults=refusal.faults if refusal else {},
        people=filling.people_of(g.session, item.unit_id, g.at) if noun in ("reassignment", "delegation") else [],
        reports=results.reports(g.session, item.instance_id, 3) if noun == "progress-reports" else [],
        notes=[(act, gettext(words)) for act, words in NOTES],
    )
