"""The parts that both documents tell alike: the six clears, one version of the result with its files, and how it was checked."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from reportlab.platypus import Flowable

from webapp.language import own_name
from webapp.paper import layout
from webapp.paper.dossier import CHANGED, MISSING, SOUND, Dossier
from webapp.shown.results import Answer, Checked, HandedIn
from webapp.times import exact_day, exact_moment
from workflows.errors import N_
from workflows.work.models import Attachment

CLEARS: Mapping[str, str] = {
    "clear_person": N_("Person: who does it"),
    "clear_work": N_("Work: what is done"),
    "clear_responsibility": N_("Responsibility: who answers for it"),
    "clear_authority": N_("Authority: who decides"),
    "clear_time": N_("Time: until when"),
    "clear_result": N_("Result: what lies there in the end"),
}
DECIDED: Mapping[tuple[str, str], str] = {
    ("confirmation", "confirm"): N_("confirmed by the unit"),
    ("confirmation", "send_back"): N_("sent back by the unit"),
    ("verification", "approve"): N_("approved by the verifier"),
    ("verification", "return"): N_("returned by the verifier"),
    ("sign_off", "sign_off"): N_("signed off"),
    ("sign_off", "return"): N_("returned instead of signed off"),
}
LETTERS = ("a", "b", "c", "d", "đ", "e", "g", "h")  # as Vietnamese papers count
FOUND: Mapping[str, str] = {
    SOUND: N_("as handed in"),
    CHANGED: N_("REPLACED: its bytes are not those that were handed in"),
    MISSING: N_("MISSING: its bytes are no longer kept"),
}


def clears(of: Dossier) -> list[Flowable]:
    """The six clears as they were checked; nothing for a case without a task."""
    checked = of.details.clears if of.details else None
    if checked is None:
        return []
    if not checked.each:
        return [layout.text(gettext("The six clears were not checked yet."))]
    yes, no = gettext("clear"), gettext("not clear")
    lines: list[Flowable] = [
        layout.text(
            f"{letter}) {gettext(CLEARS[name])}: {yes if is_clear else no}.",
            layout.INDENTED,
        )
        for letter, (name, is_clear) in zip(LETTERS, checked.each, strict=False)
    ]
    if checked.checked_at:
        moment = exact_moment(checked.checked_at)
        by = checked.checked_by
        lines.append(
            layout.text(
                gettext("Checked by %(name)s at %(moment)s.", name=by, moment=moment)
                if by
                else gettext("Checked at %(moment)s.", moment=moment)
            )
        )
    return lines


def version(of: Dossier, one: HandedIn) -> list[Flowable]:
    """One version of the result: who handed in what and when, the files by their hashes, and every check in its order."""
    row = one.row
    found: list[Flowable] = [layout.text(gettext("Result number %(number)s", number=row.number), layout.SUBHEADING)]
    found += layout.all_said(
        [
            (gettext("Submitted by"), _signed(one.who, of.post(row.appointment_id))),
            (gettext("Submitted at"), f"{exact_moment(row.submitted_at)} ({_in_time(one)})"),
            (gettext("Due date then valid"), exact_moment(row.due_at) if row.due_at else None),
            (gettext("Taken back at"), exact_moment(row.withdrawn_at) if row.withdrawn_at else None),
            *(_answer(one) for one in one.answers),
            (gettext("Handed in without parts that were missing"), one.without_parts or None),
        ]
    )
    found.append(layout.said(gettext("SHA-256 of form and evidence"), row.sha256, layout.EXACT))
    if one.evidence:
        found.append(files(of, one.evidence))
    if one.panel:
        found.append(layout.said(gettext("Verification by several"), one.panel.words))
    for check in one.checks:
        found += checked(of, check)
    return found


def checked(of: Dossier, check: Checked) -> list[Flowable]:
    """One decision: by whom, in which post, when, and why."""
    review = check.review
    who = _signed(check.who, of.post(review.appointment_id))
    said = (
        gettext(DECIDED[review.stage, review.decision])
        if (review.stage, review.decision) in DECIDED
        else review.decision
    )
    lines: list[Flowable] = [layout.said(exact_moment(review.decided_at), f"{said}; {who}.", layout.INDENTED)]
    if review.reason:
        lines.append(layout.text(f"“{review.reason}”", layout.QUOTED))
    return lines


def files(of: Dossier, evidence: tuple[Attachment, ...]) -> Flowable:
    """Evidence by name, size, hash, and what became of it."""
    headings = [gettext("No."), gettext("Evidence"), gettext("Size"), "SHA-256", gettext("Found today")]
    rows = [
        [str(number), file.name, "–" if file.url else size(file.size), file.sha256, _state(of, file)]
        for number, file in enumerate(evidence, 1)
    ]
    return layout.grid(headings, rows, (0.09, 0.30, 0.13, 0.28, 0.20), small=(3,))


def size(number: int) -> str:
    """So many bytes, as people say it."""
    if number >= 1024 * 1024:
        return f"{number / 1024 / 1024:.1f} MB"
    return f"{round(number / 1024)} kB" if number >= 1024 else f"{number} B"


def _state(of: Dossier, file: Attachment) -> str:
    if file.url:
        return gettext("a link, known by its words")
    found = gettext(FOUND[of.files[file.id]])
    if file.removed_at is not None:
        taken = gettext("taken out of later versions on %(moment)s", moment=exact_moment(file.removed_at))
        return f"{found}; {taken}"
    return found


def _signed(who: str, post: str) -> str:
    return f"{who} ({post})" if post else who


def _in_time(one: HandedIn) -> str:
    return gettext("submitted in time") if one.on_time else gettext("submitted late")


def _answer(one: Answer) -> tuple[str, str]:
    shown = one.value if own_name(one, "label") == one.label_vi else one.value_en
    return own_name(one, "label"), shown if isinstance(shown, str) else exact_day(shown)
