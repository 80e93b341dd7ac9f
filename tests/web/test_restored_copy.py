"""Whoever is signed in at a restored copy sees that it is one, and that deadlines rest."""

from __future__ import annotations

from datetime import timedelta

from tests.support.moments import A_MONDAY
from webapp.keeping.models import Restoration
from webapp.keeping.pause import confirm_restoration

WORDS = "Đây là bản khôi phục"


def test_the_banner_stands_on_every_page_until_the_operator_confirms(signed_in, opened):
    lan = signed_in("lan")
    assert WORDS not in lan.get("/inbox").text
    with opened.writing() as session, session.begin():
        session.add(Restoration(archive="0" * 64, saved_at=A_MONDAY, restored_at=A_MONDAY + timedelta(hours=1)))
    for path in ("/inbox", "/account", "/there-is-no-such-page"):
        assert WORDS in lan.get(path).text
    with opened.writing() as session, session.begin():
        confirm_restoration(session, reason="Máy cũ hỏng", at=A_MONDAY)
    assert WORDS not in lan.get("/inbox").text
