"""The same form, the same link, the same step, sent from two browsers at the same moment; what the slower one reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from flask import g, redirect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.competing.rivals import everything_agrees, knocking
from tests.competing.scenes import facts_of, rows_of, waiting_for_a_verifier
from tests.integration.work.helping import join
from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.conftest import Browser
from webapp.access import requires
from webapp.accounts import opening
from webapp.app import Application
from workflows.actor import OPERATOR
from workflows.errors import Refusal
from workflows.organisation.models import OrgUnit
from workflows.work import claim
from workflows.work.models import Claim

WANTED = "trăm năm trong cõi người ta"
SignedIn = Callable[[str], Browser]


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Where the second browser's request runs."""
    with ThreadPoolExecutor(1) as opened:
        yield opened


class Trial:
    """A page that renames a unit; while its first form is being carried out, ``meanwhile`` sends the second."""

    def __init__(self, app: Application, *, refused_first: bool) -> None:
        self.meanwhile: Callable[[], Future[Any]] | None = None
        self.second: Future[Any] | None = None
        self.refused_first = refused_first
        app.add_url_rule(
            "/trial", endpoint="trial", view_func=requires("account.own")(lambda: self.act()), methods=["POST"]
        )

    def act(self) -> Any:
        g.session.scalar(select(OrgUnit).where(OrgUnit.code == "UB56")).name_en += "!"
        g.session.flush()
        if self.second is None:
            self.second = self.meanwhile()
            if self.refused_first:
                raise Refusal("Not yet.")
        return redirect("/account?done=1", 303)


def marks(world: World) -> int:
    with world.database.reading() as session:
        return session.scalars(select(OrgUnit.name_en).where(OrgUnit.code == "UB56")).one().count("!")


@pytest.mark.parametrize("refused_first", [False, True])
def test_one_form_sent_twice_at_once_acts_once_and_both_read_the_same_answer(
    app: Application, world: World, signed_in: SignedIn, pool: ThreadPoolExecutor, refused_first: bool
) -> None:
    """When the first sending is refused, the second is the first to count."""
    trial = Trial(app, refused_first=refused_first)
    here, there = signed_in("lan"), signed_in("lan")
    trial.meanwhile = lambda: knocking(world, pool, lambda: there.send("/trial", key="one-form"))
    first = here.send("/trial", key="one-form")
    assert first.status_code == (422 if refused_first else 303)
    assert trial.second.result(60).location == "/account?done=1"
    assert marks(world) == 1


def test_one_invitation_link_opened_by_two_at_once_lets_one_in_and_tells_the_other(
    app: Application, world: World, pool: ThreadPoolExecutor
) -> None:
    with world.database.writing() as session, app.app_context():
        word = opening.invite(session, world.people["lan"], actor=OPERATOR, at=A_MONDAY)
        session.commit()
    values = {"word": word, "wanted": WANTED, "again": WANTED}
    browser = Browser(app.test_client())
    browser.get("/invitation", headers={"Accept-Language": "en"})
    with world.database.writing() as session, app.app_context():
        opening.accept(session, word, WANTED, at=A_MONDAY)
        other = knocking(world, pool, lambda: browser.send("/invitation", values, headers={"Accept-Language": "en"}))
        session.commit()
    answer = other.result(60)
    assert answer.status_code == 422 and "this one is unknown, used or older" in answer.text
    assert facts_of(world, "account.password_changed") == 1
    assert everything_agrees(world) == []


def claiming(world: World, name: str) -> Callable[[Session], None]:
    item = world.item(name, "verify_result")
    actor = world.actor(name)
    return lambda session: claim.claim(session, item, actor=actor, at=A_MONDAY)


@pytest.mark.parametrize("slower", ["dua", "charlie"])
def test_whoever_is_slower_reads_why_on_the_page_whether_they_may_still_see_the_step_or_not(
    app: Application, world: World, signed_in: SignedIn, pool: ThreadPoolExecutor, slower: str
) -> None:
    """Charlie is of another unit: once Minh holds the step, he may not even see it any more."""
    join(world, "charlie", "verifiers")
    item = waiting_for_a_verifier(world)
    browser = signed_in(slower)
    with world.database.writing() as session:
        claiming(world, "minh")(session)
        address, english = f"/work-items/{item.public_id}/claim", {"Accept-Language": "en"}
        other = knocking(world, pool, lambda: browser.send(address, headers=english))
        session.commit()
    answer = other.result(60)
    assert answer.status_code == 409 and "somebody else was quicker and holds it now" in answer.text
    assert rows_of(world, Claim) == 1
    assert everything_agrees(world) == []
