"""What a form lets through, what it refuses in which words, and what a form may ask."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workflows.definitions import forms
from workflows.definitions.rules.form_schema import form_faults
from workflows.errors import Invalid

HERE = Path(__file__).parent
HOME = HERE.parents[2] / "bpmn"
BAD_FORMS = yaml.safe_load((HERE / "bad_forms.yaml").read_text("utf-8"))
BAD_ANSWERS = yaml.safe_load((HERE / "bad_answers.yaml").read_text("utf-8"))
FORMS = sorted(HOME.glob("*/forms/*.form"))
REVIEW = json.loads((HOME / "verification" / "forms" / "verify_result.form").read_text("utf-8"))


def one_field(component: dict[str, Any]) -> dict[str, Any]:
    return {"id": "answer", "components": [{"key": "a", "label": "A", "properties": {"label_en": "A"}, **component}]}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_the_forms_of_the_house_ask_only_what_can_be_checked_in_both_languages(path: Path) -> None:
    assert [str(one) for one in form_faults(f"forms/{path.name}", path.read_bytes())] == []


@pytest.mark.parametrize("bad", BAD_FORMS, ids=lambda bad: bad["name"])
def test_a_bad_form_is_refused_at_its_field(bad: dict[str, Any]) -> None:
    content = bad["form"] if isinstance(bad["form"], str) else json.dumps(bad["form"])
    found = [(one.element, one.sentence) for one in form_faults("forms/answer.form", content.encode())]
    assert any(place == bad["at"] and said.startswith(bad["says"]) for place, said in found), found


def test_a_form_that_would_wear_the_reader_out_is_refused() -> None:
    deep = b'{"id": "answer", "components": ' + b"[" * 50_000
    large = b'{"id": "answer", "components": []' + b" " * 200_000 + b"}"
    wide = json.dumps(
        {"id": "answer", "components": [{"type": "text", "text": "A", "properties": {"text_en": "A"}}] * 101}
    )
    assert [len(list(form_faults("forms/answer.form", one))) for one in (deep, large, wide.encode())] == [1, 1, 1]


@pytest.mark.parametrize("bad", BAD_ANSWERS, ids=lambda bad: bad["name"])
def test_a_bad_answer_is_refused_in_a_sentence_at_its_field(bad: dict[str, Any]) -> None:
    value = bad.get("value")
    if "long" in bad:
        value = "x" * bad["long"]
    if "many" in bad:
        value = [str(number) for number in range(bad["many"])]
    if "surrogate" in bad:
        value = "a\ud800"
    with pytest.raises(Invalid) as refused:
        forms.validate(one_field(bad["field"]), {"a": value})
    assert str(refused.value.faults["a"]).startswith(bad["says"])


@pytest.mark.parametrize(
    ("component", "value", "kept"),
    [
        ({"type": "textfield"}, "  Đề án\t1 ", "Đề án\t1"),
        ({"type": "textfield"}, "Đe\u0302\u0300 a\u0301n", "Đề án"),
        ({"type": "textarea"}, "một\r\nhai\rba", "một\nhai\nba"),
        ({"type": "textfield"}, "   ", None),
        ({"type": "textfield"}, None, None),
        ({"type": "number"}, "-12", -12),
        ({"type": "number", "decimalDigits": 1}, "1.5", 1.5),
        ({"type": "number", "validate": {"required": True}}, 0, 0),
        ({"type": "checkbox"}, "on", True),
        ({"type": "checkbox"}, None, False),
        ({"type": "checklist", "values": [{"value": "a"}, {"value": "b"}]}, ["b", "a", "b", ""], ["b", "a"]),
        ({"type": "taglist", "properties": {"picker": "units"}}, "56-STC", ["56-STC"]),
        ({"type": "taglist", "properties": {"picker": "units"}}, [], None),
        ({"type": "select", "properties": {"picker": "person_of_unit"}}, "abc", "abc"),
        ({"type": "datetime", "subtype": "date"}, date(2026, 3, 2), "2026-03-02"),
        ({"type": "datetime", "subtype": "date"}, " 2026-03-02 ", "2026-03-02"),
    ],
)
def test_an_answer_is_kept_as_plain_json(component: dict[str, Any], value: Any, kept: Any) -> None:
    answer = forms.validate(one_field(component), {"a": value, "smuggled": "x"})
    assert answer == {"a": kept}
    assert type(answer["a"]) is type(kept)


def test_a_reason_is_asked_for_only_where_it_is_shown() -> None:
    assert forms.validate(REVIEW, {"decision": "approve", "reason": "left over"}) == {
        "decision": "approve",
        "reason": None,
    }
    with pytest.raises(Invalid) as refused:
        forms.validate(REVIEW, {"decision": "return"})
    assert {key: str(said) for key, said in refused.value.faults.items()} == {
        "reason": "Expected an answer here, but it is empty."
    }


def test_what_is_wrong_in_a_hidden_field_does_not_matter() -> None:
    assert forms.validate(REVIEW, {"decision": "approve", "reason": "\0"}) == {"decision": "approve", "reason": None}


def test_all_faults_come_back_at_once() -> None:
    schema = json.loads((HOME / "resolution_task" / "forms" / "assign_task.form").read_text("utf-8"))
    with pytest.raises(Invalid) as refused:
        forms.validate(schema, {"product": "x", "clear_person": "on"})
    clears = {f"clear_{name}" for name in ("work", "responsibility", "authority", "time", "result")}
    assert set(refused.value.faults) == {"lead_units", "product", "evidence_required"} | clears


def test_fields_are_described_for_templates_with_their_group_and_both_languages() -> None:
    schema = json.loads((HOME / "resolution_task" / "forms" / "assign_task.form").read_text("utf-8"))
    described = {field.key: field for field in forms.fields(schema)}
    assert described["lead_units"].picker == "units"
    assert (described["lead_units"].label_vi, described["lead_units"].label_en) == ("Đơn vị chủ trì", "Lead unit")
    group = described["clear_person"].group
    assert group is not None
    assert group.label_en == "The 6 clears"
    assert described["due_on"].group is None
    assert described[""].type == "text"


@given(
    st.dictionaries(
        st.sampled_from(["summary", "document_number", "no_classified", "x"]),
        st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner), max_leaves=5),
    )
)
def test_whatever_comes_in_only_plain_short_values_come_out(values: dict[str, Any]) -> None:
    schema = json.loads((HOME / "resolution_task" / "forms" / "submit_result.form").read_text("utf-8"))
    answers, faults = {}, {}
    try:
        answers = forms.validate(schema, values)
    except Invalid as refused:
        faults = refused.faults
    asked = {"summary", "document_number", "no_classified"}
    assert set(answers) == asked or (set(faults) and set(faults) <= asked)
    assert json.loads(json.dumps(answers).encode().decode()) == answers
