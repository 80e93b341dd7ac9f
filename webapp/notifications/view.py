"""Notices in words for a page: sentence, tone, where it leads; grouped by the day on which it happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import current_app, g, request, url_for
from flask_babel import gettext
from sqlalchemy.exc import OperationalError

from notifications import bell
from notifications.bell import Ring, WasTold
from notifications.delivery import WHY
from notifications.messages import TONES, sentence
from webapp import times, tongues
from workflows.calendar import local_date

ENDPOINTS = {"item": "work.item", "case": "cases.case", "proposal": "designer.proposal"}


@dataclass(frozen=True, slots=True)
class Notice:
    """A line of the list."""

    ring: Ring
    words: str
    tone: str
    address: str

    @property
    def title(self) -> str:
        """The title of the case, in the reader's language; of a process there is none."""
        return tongues.of_page().own(*self.ring.title)

    @property
    def is_new(self) -> bool:
        """Whether its reader has not seen it yet."""
        return self.ring.row.seen_at is None


def notice(ring: Ring) -> Notice:
    """A notice in the words of the page."""
    kind, address = ring.place
    words = sentence(tongues.of_page(), ring.row.kind, ring.data, ring.step)
    return Notice(ring, words, TONES.get(ring.row.kind, "neutral"), url_for(ENDPOINTS[kind], public_id=address))


def by_day(rings: Iterable[Ring]) -> list[tuple[date, list[Notice]]]:
    """The lines of each day, in the order given."""
    lines = [notice(ring) for ring in rings]
    return [(day, list(of_day)) for day, of_day in groupby(lines, key=lambda one: local_date(one.ring.row.happened_at))]


def unseen() -> int:
    """How much is new for the person on this request, for the top of a page; nothing where a page of failure is written."""
    if g.get("standing") is None or "session" not in g or g.get("failed") or not g.get("has_news", True):
        return 0
    try:
        return bell.unseen(g.session, g.standing)
    except OperationalError:
        current_app.logger.warning("The bell could not be counted at %s.", request.path)
        return 0


def how(told: WasTold) -> str:
    """How somebody was told."""
    mail, unmailed = told.mail, told.ring.row.unmailed
    if mail is None:
        return gettext("on the bell")
    why = unmailed or mail.why
    if why is not None:
        return gettext("on the bell; no e-mail: %(why)s", why=gettext(WHY[why]))
    if mail.sent_at is not None:
        return gettext("on the bell and by e-mail on %(moment)s", moment=times.exact_moment(mail.sent_at))
    if mail.given_up_at is not None:
        return gettext("on the bell; the e-mail could not be delivered")
    return gettext("on the bell; the e-mail is on its way")
