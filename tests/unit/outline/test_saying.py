"""Expressions in words: what a drawing says of who, when and which way, and verbatim what has no words of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_babel import force_locale

from webapp.config import Settings
from webapp.language import app_alone
from webapp.outline.saying import Saying
from workflows.definitions.forms import fields

FORM = {
    "components": [
        {
            "type": "radio",
            "key": "decision",
            "label": "Quyết định",
            "properties": {"label_en": "Decision"},
            "values": [{"value": "return", "label": "Trả lại", "label_en": "Return"}],
        }
    ]
}
SAID = {
    'group("verifiers")': "the verifying group",
    'group("legal")': "the group “legal”",
    "group(task.assigning_group)": "the group that assigns the task",
    "head_of(lead_unit)": "the head of the lead unit",
    "members_of(task.parts[message.part].unit)": "the people of the unit of that part",
    "person(officer) if officer else None": "the officer who was named, if there is one",
    "working_days(1)": "1 working day after the step opens",
    "working_days(5)": "5 working days after the step opens",
    "task.due_at if rounds == 0 else later_of(task.due_at, working_days(3))": "the task's due date, if the number of returns so far is 0; "
    "otherwise the task's due date or 3 working days after the step opens, whichever is later",
    "priority * 2 // 3": "“priority * 2 // 3”",
    "this is none": "“this is none”",
}
HOLDS = {
    'form.decision == "return"': "the answer to “Decision” is “Return”",
    'form.decision != "other"': "the answer to “Decision” is not “other”",
    "form.by_head": "the head handed it in",
    "not form.by_head": "not so: the head handed it in",
    "len(form.lead_units) > 1": "the number of entries of “form.lead_units” is more than 1",
    'task.assigned and get(task, "reopened", None) is None': "the lead unit is known and the task was not reopened",
    "approvals >= approvals_needed or returns > instances - approvals_needed": "the number of approvals is at least the number "
    "of approvals that are needed or "
    "the number of returns is more than the number of repetitions minus the number of approvals that are needed",
    "budget": "“budget” is given",
}


@pytest.fixture(autouse=True)
def _in_english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    app = app_alone(_settings(tmp_path_factory.getbasetemp()))
    with app.test_request_context(), force_locale("en"):
        yield


def _settings(folder: Path) -> Settings:
    return Settings(mode="demo", data_dir=folder, database_url="sqlite://", secret_key="k" * 40)


@pytest.mark.parametrize("expression", SAID)
def test_a_value_is_said(expression: str) -> None:
    assert saying().value(expression) == SAID[expression]


@pytest.mark.parametrize("expression", HOLDS)
def test_a_condition_is_said(expression: str) -> None:
    assert saying().condition(expression) == HOLDS[expression]


def saying() -> Saying:
    return Saying({field.key: field for field in fields(FORM)})
