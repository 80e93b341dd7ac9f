"""Event logs: their structure as the two standards have it, as many events as there are facts, and nobody's name."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from lxml import etree
from sqlalchemy import func, select

from tests.support.world import World
from tests.web.story import given_to_the_department, handed_in, reading_english, signed_off
from workflows.instances.models import WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.organisation.models import Person
from workflows.processtimes.log import LEFT_OUT

LOGS = "/designer/resolution_task/logs"
XES = "{http://www.xes-standard.org/}"
ATTRIBUTES = {"string", "date", "int", "float", "boolean", "id", "list", "container"}
TYPES = {"string": str, "integer": int, "float": float, "boolean": bool, "time": str}


def facts(world: World) -> int:
    with world.database.reading() as session:
        query = select(func.count()).where(LedgerEntry.stream.like("case:%"), LedgerEntry.kind.not_in(LEFT_OUT))
        return session.scalar(query) or 0


def assert_xes(log: Any) -> None:
    """The order of the parts, the attributes' kinds, and what extensions, globals and classifiers promise of every event."""
    assert log.tag == f"{XES}log"
    assert log.get("xes.version") == "1849.2016"
    order = ["extension", "global", "classifier", "", "trace"]
    kinds = [etree.QName(child).localname for child in log]
    places = [order.index(kind if kind in order else "") for kind in kinds]
    assert places == sorted(places), kinds
    prefixes = {one.get("prefix") for one in log.iter(f"{XES}extension")}
    assert {"concept", "time", "lifecycle", "org"} <= prefixes
    for scope, tag in (("trace", "trace"), ("event", "event")):
        (promised,) = [one for one in log.iter(f"{XES}global") if one.get("scope") == scope]
        wanted = {one.get("key") for one in promised}
        for element in log.iter(f"{XES}{tag}"):
            assert wanted <= {one.get("key") for one in element}
    for attribute in log.iter(*(XES + kind for kind in ATTRIBUTES)):
        key = attribute.get("key")
        assert key
        assert ":" not in key or key.partition(":")[0] in prefixes
        value = attribute.get("value")
        if attribute.tag == f"{XES}date":
            assert datetime.fromisoformat(value).tzinfo
        if attribute.tag == f"{XES}int":
            int(value)
    for element in log.iter(f"{XES}trace", f"{XES}event"):
        keys = [one.get("key") for one in element if one.tag != f"{XES}event"]
        assert len(keys) == len(set(keys))


def assert_ocel(log: Any) -> None:
    """What the schema of OCEL 2.0 asks for: four lists, declared types and attributes, relationships to objects that are there."""
    assert set(log) == {"objectTypes", "eventTypes", "objects", "events"}
    declared = {
        kind: {one["name"]: {each["name"]: each["type"] for each in one["attributes"]} for one in log[kind]}
        for kind in ("objectTypes", "eventTypes")
    }
    identities = [one["id"] for one in log["objects"]]
    assert len(identities) == len(set(identities))
    assert len({one["id"] for one in log["events"]}) == len(log["events"])
    for kind, things in (("objectTypes", log["objects"]), ("eventTypes", log["events"])):
        for thing in things:
            known = declared[kind][thing["type"]]
            for attribute in thing["attributes"]:
                assert isinstance(attribute["value"], TYPES[known[attribute["name"]]]), attribute
                assert kind == "eventTypes" or datetime.fromisoformat(attribute["time"])
            for related in thing["relationships"]:
                assert related["objectId"] in set(identities)
                assert related["qualifier"]
    assert all(datetime.fromisoformat(one["time"]).tzinfo for one in log["events"])


def test_xes_has_a_trace_for_each_case_and_an_event_for_each_fact(world: World, signed_in) -> None:
    signed_off(world)
    handed_in(world, "T-2")
    nga = reading_english(signed_in, "nga")
    answer = nga.get(f"{LOGS}/events.xes")
    assert answer.mimetype == "application/xml"
    assert answer.headers["Content-Disposition"] == "attachment; filename=resolution_task-2026-03-02.xes"
    log = etree.fromstring(answer.data)
    assert_xes(log)
    assert len(log.findall(f"{XES}trace")) == 2
    events = list(log.iter(f"{XES}event"))
    assert len(events) == facts(world)
    first = {one.get("key"): one.get("value") for one in log.find(f"{XES}trace") if one.get("key")}
    assert first["concept:name"] == "T-1"
    done = [
        {one.get("key"): one.get("value") for one in event}
        for event in log.find(f"{XES}trace").iter(f"{XES}event")
        if any(one.get("value") == "work_item.completed" for one in event)
    ]
    assert [one["element"] for one in done] == [
        "assign_task",
        "accept_task",
        "submit_result",
        "confirm_result",
        "verify_result",
        "sign_off_result",
    ]
    assert done[1]["concept:name"] == "Accept the task, name an officer"
    assert (done[1]["lifecycle:transition"], done[1]["org:group"]) == ("complete", "56-SKHCN")


def test_ocel_has_the_cases_steps_units_and_people_of_its_events(world: World, signed_in) -> None:
    signed_off(world)
    handed_in(world, "T-2")
    nga = reading_english(signed_in, "nga")
    log = json.loads(nga.get(f"{LOGS}/events.ocel.json").data)
    assert_ocel(log)
    assert len(log["events"]) == facts(world)
    with world.database.reading() as session:
        steps = session.scalar(select(func.count()).select_from(WorkItem))
    kinds = [one["type"] for one in log["objects"]]
    assert (kinds.count("case"), kinds.count("step")) == (2, steps)
    assert "submit_result completed" in {one["type"] for one in log["events"]}
    (department,) = [one for one in log["objects"] if one["id"] == "unit:56-SKHCN"]
    assert department["attributes"][0]["value"]


def test_a_period_that_means_nothing_gives_no_log_of_another_one(signed_in) -> None:
    nga = reading_english(signed_in, "nga")
    for words in ("from=2026-03-05&to=2026-03-01", "from=2024-01-01&to=2026-03-01", "from=x"):
        answer = nga.get(f"{LOGS}/events.xes?{words}")
        assert (answer.status_code, answer.mimetype) == (422, "text/html")
        assert "Expected two days of the calendar in their order" in answer.text


def test_both_logs_hold_the_same_events(world: World, signed_in) -> None:
    handed_in(world)
    nga = signed_in("nga")
    log = etree.fromstring(nga.get(f"{LOGS}/events.xes").data)
    in_xes = {one.get("value") for event in log.iter(f"{XES}event") for one in event if one.get("key") == "identity:id"}
    assert in_xes == {one["id"] for one in json.loads(nga.get(f"{LOGS}/events.ocel.json").data)["events"]}


def test_people_stand_under_stable_names_and_only_an_inspector_gets_the_real_ones(world: World, signed_in) -> None:
    handed_in(world)
    tuan, nga = signed_in("tuan"), signed_in("nga")
    with world.database.reading() as session:
        name = session.scalar(select(Person.full_name).where(Person.id == world.people["lan"]))
    for browser, asked, there in (
        (tuan, "", False),
        (tuan, "?names=1", False),
        (nga, "", False),
        (nga, "?names=1", True),
    ):
        for kind in ("xes", "ocel.json"):
            assert (name in browser.get(f"{LOGS}/events.{kind}{asked}").text) == there, (asked, kind)
    first, second = (tuan.get(f"{LOGS}/events.xes").text for _ in range(2))
    assert first == second
    assert 'value="P-' in first
    assert f'value="person:{world.people["lan"]}"' not in first
    assert 'name="names"' not in tuan.get(LOGS).text
    assert 'name="names"' in nga.get(LOGS).text


def test_what_people_wrote_never_goes_out(world: World, signed_in) -> None:
    handed_in(world)
    for kind in ("xes", "ocel.json"):
        assert "Đã hoàn thành báo cáo" not in signed_in("nga").get(f"{LOGS}/events.{kind}?names=1").text


def test_a_period_narrows_the_log_and_too_many_cases_are_refused_with_a_sentence(
    world: World, signed_in, monkeypatch
) -> None:
    given_to_the_department(world)
    given_to_the_department(world, "T-2")
    nga = reading_english(signed_in, "nga")
    assert json.loads(nga.get(f"{LOGS}/events.ocel.json?from=2026-01-01&to=2026-01-31").data)["events"] == []
    monkeypatch.setattr("webapp.processtimes.logs.LOG_MOST_CASES", 1)
    answer = nga.get(f"{LOGS}/events.xes?from=2026-03-01&to=2026-03-03")
    assert answer.status_code == 422
    assert "Expected at most 1 cases in one event log" in answer.text
    assert 'value="2026-03-01"' in answer.text


def test_a_log_is_read_a_page_at_a_time_and_no_case_is_lost_between_pages(world: World, signed_in, monkeypatch) -> None:
    for number in range(5):
        given_to_the_department(world, f"T-{number}")
    monkeypatch.setattr("workflows.processtimes.log.page_of.__kwdefaults__", {"limit": 2})
    log = etree.fromstring(signed_in("nga").get(f"{LOGS}/events.xes").data)
    names = [trace.find(f"{XES}string[@key='concept:name']").get("value") for trace in log.iter(f"{XES}trace")]
    assert names == [f"T-{number}" for number in range(5)]
