"""Days as people type them into a plan file or a form."""

from __future__ import annotations

import re
from datetime import date

from workflows.errors import N_, Refusal
from workflows.limits import LATEST_YEAR

_YEARS = range(2000, LATEST_YEAR + 1)


def read_day(text: str) -> date | None:
    """A day written 2026-09-30 or 30/9/2026; empty is no day. Raises ``Refusal`` for a day that does not exist."""
    if not text:
        return None
    iso, usual = (
        re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text),
        re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text),
    )
    try:
        if iso:
            day = date(int(iso[1]), int(iso[2]), int(iso[3]))
        elif usual:
            day = date(int(usual[3]), int(usual[2]), int(usual[1]))
        else:
            raise ValueError
    except ValueError:
        raise Refusal(N_("Expected a day like 2026-09-30 or 30/9/2026, but “%(value)s” is none."), value=text) from None
    if day.year not in _YEARS:
        raise Refusal(N_("Expected a day between 2000 and 2100, but “%(value)s” is not."), value=text)
    return day
