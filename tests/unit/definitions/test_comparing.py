"""Two states of a process are told apart in the terms of who draws; what was only moved is no change."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from workflows.definitions import bundles, comparing
from workflows.definitions.bundles import Bundle

HOME = Path(__file__).resolve().parents[3] / "bpmn"


@pytest.fixture(scope="module")
def house() -> Bundle:
    return bundles.of_folder(HOME / "resolution_task")


def replaced(bundle: Bundle, path: str, old: str, new: str) -> dict[str, bytes]:
    text = bundle.files[path].decode()
    assert old in text
    return {**bundle.files, path: text.replace(old, new, 1).encode()}


def test_the_same_files_differ_in_nothing(house: Bundle) -> None:
    assert comparing.compare(house.files, dict(house.files)).nothing


def test_a_changed_property_is_told_with_its_old_and_its_new_value(house: Bundle) -> None:
    found = comparing.compare(
        house.files, replaced(house, "resolution_task.bpmn", 'nq57:due="working_days(2)"', 'nq57:due="working_days(9)"')
    )
    ((changed,),) = [one.changed for one in found.drawings]
    assert changed.element.id == "accept_task"
    assert [(one.name, one.before, one.after) for one in changed.properties] == [
        ("due", "working_days(2)", "working_days(9)")
    ]


def test_what_stands_inside_an_element_is_its_property(house: Bundle) -> None:
    path = "verification_panel.bpmn"
    files = replaced(
        house,
        path,
        '<nq57:assignment target="approvals" expression="0"',
        '<nq57:assignment target="approvals" expression="1"',
    )
    files[path] = files[path].replace(b"returns &gt;", b"returns &gt;=").replace(b"returns > ", b"returns &gt;= ")
    changed = {one.element.id: one for one in comparing.compare(house.files, files).drawings[0].changed}
    (assigned,) = changed["panel_opened"].properties
    assert assigned.name == "assignment" and "approvals = 1" in assigned.after.splitlines()
    assert "multiInstanceLoopCharacteristics.completionCondition" in {
        one.name for one in changed["verify_in_panel"].properties
    }


def test_elements_that_come_and_go_are_told_with_their_arrows(house: Bundle) -> None:
    path = "sign_off.bpmn"
    without = re.sub(rb'<bpmn:sequenceFlow id="[^"]+"[^>]*/>', b"", house.files[path], count=1)
    gone = comparing.compare(house.files, {**house.files, path: without}).drawings[0]
    back = comparing.compare({**house.files, path: without}, house.files).drawings[0]
    assert [one.kind for one in gone.removed] == ["sequenceFlow"] == [one.kind for one in back.added]
    assert gone.added == () == back.removed


def test_what_only_lies_elsewhere_is_counted_apart(house: Bundle) -> None:
    path = "sign_off.bpmn"
    moved = re.sub(rb'(<dc:Bounds x=")\d+', rb"\g<1>7777", house.files[path], count=1)
    found = comparing.compare(house.files, {**house.files, path: moved})
    assert found.nothing and len(found.drawings[0].moved) == 1


def test_a_table_is_compared_row_by_row(house: Bundle) -> None:
    path = "decisions/ladder.dmn"
    found = comparing.compare(house.files, replaced(house, path, "<text>5</text>", "<text>10</text>")).tables[0]
    (rule,) = found.rules
    assert rule.how == "changed" and [
        (one.column, one.before, one.after) for one in rule.cells if one.before != one.after
    ] == [("warn_before", "5", "10")]
    less = re.sub(rb"<rule .*?</rule>", b"", house.files[path], count=1, flags=re.DOTALL)
    assert [one.how for one in comparing.compare(house.files, {**house.files, path: less}).tables[0].rules] == [
        "removed"
    ]
    assert [one.how for one in comparing.compare({**house.files, path: less}, house.files).tables[0].rules] == ["added"]


def test_a_form_is_compared_field_by_field(house: Bundle) -> None:
    path = "forms/verify_result.form"
    form = json.loads(house.files[path])
    first = form["components"].pop(0)
    form["components"][0]["label"] = "Khác"
    fields = comparing.compare(house.files, {**house.files, path: json.dumps(form).encode()}).forms[0].fields
    assert {(one.how, one.key) for one in fields} == {
        ("removed", first["key"]),
        ("changed", form["components"][0].get("key") or form["components"][0]["id"]),
    }
    form["components"].append(form["components"].pop(0))
    swapped = comparing.compare(house.files, {**house.files, path: json.dumps(form).encode()}).forms[0].fields
    assert len(form["components"]) == 1 or any(p.name == "after_field" for one in swapped for p in one.properties)


def test_scenarios_and_files_are_told_by_name(house: Bundle) -> None:
    told = house.files["scenarios.yaml"].decode()
    name = re.search(r"- name: (.+)", told)
    assert name
    files = {**house.files, "scenarios.yaml": told.replace(name[1], "Another name", 1).encode(), "other.bpmn": b"<a/>"}
    found = comparing.compare(house.files, files)
    assert (found.stories_added, found.stories_removed) == (("Another name",), (name[1],))
    assert found.added == ("other.bpmn",)
    assert comparing.compare(files, house.files).removed == ("other.bpmn",)


def test_a_file_that_cannot_be_read_differs_as_a_whole(house: Bundle) -> None:
    broken = {**house.files, "sign_off.bpmn": b"<a", "forms/verify_result.form": b"{", "scenarios.yaml": b"["}
    found = comparing.compare(house.files, broken)
    assert found.unreadable == ("forms/verify_result.form", "sign_off.bpmn", "scenarios.yaml") and not found.nothing
