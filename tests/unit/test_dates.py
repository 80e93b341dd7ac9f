"""How days and moments are written: by hand for speed, as the language's own rules would have it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from babel.dates import format_date, format_datetime

from webapp.dates import day_in, moment_in, time_of_day
from workflows.calendar import VIETNAM

PATTERNS = {"vi": ("d/M/y", "HH:mm 'ngày' d/M/y"), "en": ("d MMMM y", "d MMMM y, HH:mm")}


@pytest.mark.parametrize("language", PATTERNS)
def test_days_and_moments_are_written_as_the_rules_of_the_language_say(language):
    day, moment = PATTERNS[language]
    for number in range(0, 400, 7):
        at = datetime(2025, 12, 30, 3, 4, tzinfo=UTC) + timedelta(days=number, minutes=97 * number)
        here = at.astimezone(VIETNAM).replace(tzinfo=None)
        assert day_in(language, here.date()) == format_date(here.date(), day, locale=language)
        assert moment_in(language, at) == format_datetime(here, moment, locale=language)


def test_a_moment_stands_for_its_day_in_viet_nam():
    late = datetime(2026, 5, 19, 17, 5, tzinfo=UTC)
    assert (day_in("vi", late), time_of_day(late)) == ("20/5/2026", "00:05")
    assert day_in("en", date(2026, 5, 20)) == "20 May 2026"
