"""Changing the own password, and coming in by an invitation that works once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.moments import A_MONDAY
from tests.web.conftest import PASSWORD, Browser
from webapp.accounts import demo, opening
from webapp.accounts.models import Account, Invitation
from webapp.config import SettingsFault
from workflows.actor import OPERATOR
from workflows.ledger.models import LedgerEntry

WANTED = "trăm năm trong cõi người ta"


def change(browser: Browser, **values: str):
    return browser.send("/account/password", {"present": PASSWORD, "wanted": WANTED, "again": WANTED, **values})


@pytest.fixture
def invited(app, world, opened):
    """The word of an invitation for Lan, made on the Monday."""
    with opened.writing() as session, app.app_context():
        word = opening.invite(session, world.people["lan"], actor=OPERATOR, at=A_MONDAY)
        session.commit()
    return word


def test_a_changed_password_opens_and_the_old_one_does_not(signed_in, visitor):
    assert change(signed_in("lan")).location == "/account"
    assert visitor.sign_in("lan", PASSWORD).status_code == 422
    assert visitor.sign_in("lan", WANTED).status_code == 303


def test_a_change_signs_other_browsers_out_and_leaves_this_one_in(signed_in):
    here, elsewhere = signed_in("lan"), signed_in("lan")
    change(here)
    assert (here.get("/account").status_code, elsewhere.get("/account").status_code) == (200, 303)


@pytest.mark.parametrize(
    "values",
    [
        {"present": "wrong"},
        {"again": "something else entirely"},
        {"wanted": "fourteen chars", "again": "fourteen chars"},
        {"wanted": "a" * 20, "again": "a" * 20},
        {"wanted": "my name is lan, hello", "again": "my name is lan, hello"},
        {"wanted": "x" * 201, "again": "x" * 201},
        {"wanted": "", "again": ""},
    ],
)
def test_a_password_that_will_not_do_is_refused_beside_its_field(signed_in, visitor, values):
    answer = change(signed_in("lan"), **values)
    assert answer.status_code == 422 and "field-faulty" in answer.text
    assert visitor.sign_in("lan").status_code == 303, "the old one still opens"


def test_letters_composed_differently_are_the_same_password(signed_in, visitor):
    import unicodedata

    decomposed = unicodedata.normalize("NFD", WANTED)
    assert decomposed != WANTED
    change(signed_in("lan"), wanted=decomposed, again=decomposed)
    assert visitor.sign_in("lan", WANTED).status_code == 303


def test_an_invitation_sets_the_password_once(visitor, invited):
    values = {"word": invited, "wanted": WANTED, "again": WANTED}
    assert visitor.send("/invitation", values).location == "/sign-in"
    assert visitor.send("/invitation", values).status_code == 422
    assert visitor.sign_in("lan", WANTED).status_code == 303


def test_an_invitation_is_over_after_seven_days(visitor, invited, clock):
    clock.at += timedelta(days=7, seconds=1)
    assert visitor.send("/invitation", {"word": invited, "wanted": WANTED, "again": WANTED}).status_code == 422


def test_a_newer_invitation_ends_the_older_one(app, world, opened, visitor, invited, clock):
    clock.at += timedelta(minutes=1)
    with opened.writing() as session, app.app_context():
        opening.invite(session, world.people["lan"], actor=OPERATOR, at=clock.at)
        session.commit()
    assert visitor.send("/invitation", {"word": invited, "wanted": WANTED, "again": WANTED}).status_code == 422


def test_a_bad_password_does_not_spend_the_invitation(visitor, invited):
    assert visitor.send("/invitation", {"word": invited, "wanted": "short", "again": "short"}).status_code == 422
    assert visitor.send("/invitation", {"word": invited, "wanted": WANTED, "again": WANTED}).status_code == 303


def test_only_the_hash_of_an_invitation_is_kept(opened, invited):
    with opened.reading() as session:
        row = session.scalars(select(Invitation)).one()
    assert invited not in (row.token_hash, str(row.id)) and len(row.token_hash) == 64


def test_inviting_and_changing_are_on_the_record_without_any_secret(opened, visitor, invited):
    visitor.send("/invitation", {"word": invited, "wanted": WANTED, "again": WANTED})
    with opened.reading() as session:
        entries = list(
            session.scalars(select(LedgerEntry).where(LedgerEntry.stream == "accounts").order_by(LedgerEntry.seq))
        )
    assert [entry.kind for entry in entries][-2:] == ["account.invited", "account.password_changed"]
    assert not any(invited in entry.data or WANTED in entry.data for entry in entries)


def test_passwords_are_kept_as_argon2id(app, opened):
    with opened.reading() as session:
        assert all(password.startswith("$argon2id$") for password in session.scalars(select(Account.password)))


def test_production_refuses_a_database_with_invented_people(app, opened):
    with pytest.raises(SettingsFault, match="invented people"):
        demo.refuse_demo_people(opened)
