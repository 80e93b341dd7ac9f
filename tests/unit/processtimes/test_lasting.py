"""Working time in words: one of a thing is told as one, any part more as many."""

from __future__ import annotations

import pytest
from flask_babel import force_locale

from tests.unit.outline.test_saying import _settings
from webapp.language import app_alone
from webapp.processtimes.lasting import lasting


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (60, "1 hour"),
        (61, "1 hour"),
        (90, "1.5 hours"),
        (540, "1 working day"),
        (560, "1 working day"),
        (600, "1.1 working days"),
        (1080, "2 working days"),
        (None, "–"),
    ],
)
def test_one_is_told_as_one(minutes: int | None, words: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with app_alone(_settings(tmp_path_factory.getbasetemp())).test_request_context(), force_locale("en"):
        assert lasting(minutes) == words
