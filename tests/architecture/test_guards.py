"""The guards over the run would notice: a promise that nothing has broken yet is worth little unless it can be broken."""

from __future__ import annotations

import smtplib
import socket

import pytest
from flask import Flask
from playwright.sync_api import Page
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from tests.support import closed_network, tripwire
from tests.support.browsing import accessibility_faults, served
from workflows.db import Database
from workflows.expressions import interpreter


def test_text_that_the_engines_own_script_engine_would_run_is_stopped_and_held_against_the_run() -> None:
    with pytest.raises(tripwire.RanText):
        PythonScriptEngine().environment.evaluate("1 + 1", {})
    assert tripwire.noted()


def test_text_run_by_a_library_on_behalf_of_our_rooms_is_stopped() -> None:
    source = "def call(f):\n    return f()\n"
    ours = {"__name__": "workflows.instances.made_for_this_test"}
    exec(compile(source, __file__, "exec"), ours)
    with tripwire.expecting(), pytest.raises(tripwire.RanText):
        ours["call"](lambda: eval("1 + 1"))


def test_our_own_expressions_are_read_without_running_any_text() -> None:
    assert interpreter.evaluate("n + 1", {"n": 1}) == 2
    assert not tripwire.noted()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: smtplib.SMTP("127.0.0.1", 25),
    ],
)
def test_leaving_this_machine_or_sending_mail_is_stopped_and_held_against_the_test(attempt) -> None:
    with pytest.raises(closed_network.WentOutside):
        attempt()
    assert closed_network.noted()


def test_each_test_finds_a_database_that_is_empty_and_migrated(database: Database) -> None:
    with database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM ledger_entries").scalar() == 0


def test_the_browser_reads_a_page_of_ours_and_axe_finds_what_is_wrong_with_it(page: Page) -> None:
    app = Flask("a_page")
    app.add_url_rule(
        "/", view_func=lambda: "<!doctype html><title>x</title><main><img src=data:,><h1>Xin chào</h1></main>"
    )
    with served(app) as address:
        page.goto(address)
        assert page.inner_text("h1") == "Xin chào"
        assert any(fault.startswith("image-alt") for fault in accessibility_faults(page))


def test_a_page_that_asks_for_another_address_is_noticed(page: Page) -> None:
    page.set_content("<img src='http://192.0.2.1/x.png'>")
    page.wait_for_load_state("networkidle")
    assert closed_network.noted()
