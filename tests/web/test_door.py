"""What the door promises: one request, one unit of work; a form acts once; every route says who may open it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import g, redirect
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from webapp.access import UndeclaredRoute, public, refuse_undeclared, requires
from webapp.app import FORM_BYTES, Application
from workflows.errors import Conflict, Forbidden, NotFound, Refusal
from workflows.organisation.models import OrgUnit

ENGINES = ("sqlite", "postgresql")
both = pytest.mark.parametrize("world_url", ENGINES, indirect=True)


def route(app: Application, view: Any, path: str = "/trial", right: str | None = "account.own", **options: Any) -> None:
    """Hang one more page on the application, for trying the door."""
    app.add_url_rule(path, endpoint=path.strip("/"), view_func=(requires(right) if right else public)(view), **options)


def rename(code: str = "UB56") -> None:
    g.session.scalar(select(OrgUnit).where(OrgUnit.code == code)).name_en += "!"


def name_of(opened: Any, code: str = "UB56") -> str:
    with opened.reading() as session:
        return str(session.scalar(select(OrgUnit.name_en).where(OrgUnit.code == code)))


@both
def test_what_a_page_did_is_committed_once_it_answered(app, signed_in, opened):
    def act() -> Any:
        rename()
        return redirect("/account", 303)

    route(app, act, methods=["POST"])
    assert signed_in("lan").send("/trial").status_code == 303
    assert name_of(opened).endswith("!")


@both
@pytest.mark.parametrize(
    "fault", [Refusal("No."), Conflict("No."), Forbidden("No."), NotFound(), StaleDataError(), 422]
)
def test_a_refused_request_leaves_nothing_behind(app, signed_in, opened, fault):
    def act() -> Any:
        rename()
        g.session.flush()
        if isinstance(fault, int):
            return "Not like this.", fault
        raise fault

    route(app, act, methods=["POST"])
    expected = fault if isinstance(fault, int) else getattr(fault, "status", 409)
    assert signed_in("lan").send("/trial").status_code == expected
    assert not name_of(opened).endswith("!")


@both
def test_a_constraint_broken_at_the_commit_becomes_a_conflict_in_words(app, signed_in):
    def act() -> Any:
        unit = g.session.scalar(select(OrgUnit).where(OrgUnit.code == "UB56"))
        unit.code = "BKHCN"  # taken: the database notices when the door commits
        return redirect("/account", 303)

    route(app, act, methods=["POST"])
    answer = signed_in("lan").send("/trial", headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    assert "somebody changed this in the meantime" in answer.text


@both
def test_the_same_form_sent_twice_acts_once_and_gets_the_same_answer(app, signed_in, opened):
    def act() -> Any:
        rename()
        return redirect("/account?done=1", 303)

    route(app, act, methods=["POST"])
    lan = signed_in("lan")
    first, second = (lan.send("/trial", key="a-key-of-this-form") for _ in range(2))
    assert first.location == second.location == "/account?done=1"
    assert name_of(opened).count("!") == 1
    assert signed_in("binh").send("/trial", key="a-key-of-this-form").status_code == 303
    assert name_of(opened).count("!") == 2, "the same key in another person's hand is another form"


def test_a_refused_form_may_be_sent_again_with_its_key(app, signed_in, opened):
    answers = [Refusal("Not yet."), None]

    def act() -> Any:
        rename()
        fault = answers.pop(0)
        if fault:
            raise fault
        return redirect("/account", 303)

    route(app, act, methods=["POST"])
    lan = signed_in("lan")
    assert [lan.send("/trial", key="k").status_code for _ in range(2)] == [422, 303]
    assert name_of(opened).count("!") == 1


def test_looking_at_a_page_writes_nothing_even_if_the_page_tries(app, signed_in, opened):
    def act() -> Any:
        return str(g.session.scalar(select(func.count()).select_from(OrgUnit)))

    route(app, act)
    assert signed_in("lan").get("/trial").status_code == 200


def test_a_fault_of_ours_is_a_page_with_a_number_and_without_details(app, signed_in, caplog):
    def act() -> Any:
        raise ZeroDivisionError("the secret recipe")

    route(app, act)
    app.config["TESTING"] = False
    answer = signed_in("lan").get("/trial")
    assert answer.status_code == 500
    assert "secret recipe" not in answer.text
    number = caplog.records[-1].message.split()[1]
    assert number in answer.text


def test_a_busy_database_is_said_in_words(app, signed_in):
    def act() -> Any:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    route(app, act)
    assert signed_in("lan").get("/trial").status_code == 503


def test_a_part_of_a_page_is_refused_with_a_part(app, signed_in):
    def act() -> Any:
        raise IntegrityError("INSERT", {}, Exception("unique"))

    route(app, act)
    answer = signed_in("lan").get("/trial", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#messages")
    assert "<html" not in answer.text


def test_an_application_with_a_silent_route_does_not_start(app):
    app.add_url_rule("/silent", view_func=lambda: "?", endpoint="silent")
    with pytest.raises(UndeclaredRoute, match="/silent"):
        refuse_undeclared(app)


def test_an_unknown_right_cannot_be_declared():
    with pytest.raises(KeyError):
        requires("everything")


def test_a_right_that_a_person_lacks_closes_the_door(app, signed_in):
    route(app, lambda: "plan", right="plan.import")
    assert signed_in("charlie").get("/trial").status_code == 403
    assert signed_in("tuan").get("/trial").status_code == 200


def test_figures_open_to_heads_and_to_grants_and_to_nobody_else(app, signed_in):
    route(app, lambda: "figures", right="figures.read")
    answers = {
        name: signed_in(name).get("/trial").status_code
        for name in ("binh", "an", "nga", "tuan", "lan", "charlie", "quang")
    }
    assert answers == {"binh": 200, "an": 200, "nga": 200, "tuan": 200, "lan": 403, "charlie": 403, "quang": 403}


def test_every_answer_carries_the_policy(visitor):
    for path in ("/sign-in", "/nowhere", "/healthz"):
        answer = visitor.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_nonce_is_new_each_time_and_marks_our_scripts(visitor):
    first, second = (visitor.get("/sign-in") for _ in range(2))
    nonce = first.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    assert f'nonce="{nonce}"' in first.get_data(as_text=True)
    assert nonce not in second.headers["Content-Security-Policy"]


def test_another_host_name_is_not_answered(visitor):
    assert visitor.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_health_says_little(visitor):
    assert visitor.get("/healthz").json == {"status": "ok"}
    assert visitor.get("/readyz").json == {"status": "ok"}


def test_more_form_data_than_is_accepted_at_once_is_refused(signed_in):
    lan = signed_in("lan")
    answer = lan.send("/account/password", {"present": "x" * (FORM_BYTES + 1)})
    assert answer.status_code == 413 and "2 MB" in answer.text


def test_a_field_beside_files_may_not_be_large_either(signed_in, app):
    app.config["MAX_FORM_MEMORY_SIZE"] = 1000
    answer = signed_in("lan").send("/account/password", {"present": "x" * 5000}, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_a_password_of_a_megabyte_is_just_a_wrong_one(visitor, app):
    assert visitor.sign_in("lan", "x" * 1_000_000).status_code == 422


@pytest.mark.parametrize(("lost", "status"), [("session", 401), ("visit", 400)])
def test_a_form_sent_after_the_session_ended_says_what_became_of_it(signed_in, lost, status):
    lan = signed_in("lan")
    lan.get("/account")
    if lost == "visit":
        lan.client.delete_cookie("nq57_visit")
    lan.client.delete_cookie("nq57_session")
    answer = lan.send("/account/password", {"present": "x"})
    assert answer.status_code == status
    assert "chưa có gì được gửi" in answer.text and "/sign-in" in answer.text
