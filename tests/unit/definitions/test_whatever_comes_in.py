"""Whatever bytes are proposed as a drawing, a form, a table or scenarios: the answer is a list of sentences."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.definitions.test_lint import ANSWER, ANYTHING, LADDER, bundle_of, drawing_of
from workflows.definitions import forms, lint, rehearsal
from workflows.definitions.rules.form_schema import form_faults
from workflows.errors import Invalid

FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = st.sampled_from(
    ["type", "key", "label", "properties", "label_en", "values", "value", "validate", "min", "max", "minLength", "maxLength",
     "pattern", "required", "decimalDigits", "picker", "show_when", "components", "id", "text", "subtype", "description",
     "description_en", "textfield", "number", "select", "group", "datetime", "date", "checklist", "units", "__proto__",
     "constructor", "typename", "__class__", "form.yes", "form.__class__"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=8,
)
DRAWING = drawing_of(f"START STEP END {ANYTHING}").encode()


def said(found: Any) -> list[str]:
    """The sentences, each of which is one."""
    sentences = [one.sentence for one in found]
    assert all(sentence.startswith("Expected") for sentence in sentences), sentences
    return sentences


@FEW
@given(st.dictionaries(WORDS, VALUES, max_size=8), st.dictionaries(WORDS, VALUES, max_size=8))
def test_a_form_of_whatever_values_is_judged_and_what_is_let_through_can_be_filled_in(first: Any, more: Any) -> None:
    components = [{**ANSWER["components"][0], **first}, {"type": "textarea", "key": "other", **more}]
    content = json.dumps({**ANSWER, "components": components}).encode()
    if not said(form_faults("forms/answer.form", content)):
        for answer in ("x", "1", None, ["x"], "\n"):
            with suppress(Invalid):
                forms.validate(json.loads(content), {"yes": answer, "other": answer})


@FEW
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_bytes_are_judged(content: bytes) -> None:
    assert said(lint.faults(bundle_of(content)))
    assert said(form_faults("forms/answer.form", content))
    assert said(lint.faults(bundle_of(DRAWING, **{"decisions/ladder.dmn": content})))
    assert said(rehearsal.faults_of(bundle_of(DRAWING, **{"scenarios.yaml": content})))


@FEW
@given(st.data())
def test_a_drawing_and_a_table_with_a_few_wrong_bytes_are_judged(data: st.DataObject) -> None:
    for whole, path in ((DRAWING, "bad.bpmn"), (LADDER, "decisions/ladder.dmn")):
        at = data.draw(st.integers(0, len(whole)))
        length, patch = data.draw(st.integers(0, 40)), data.draw(st.binary(max_size=10))
        spoilt = whole[:at] + patch + whole[at + length :]
        said(lint.faults(bundle_of(DRAWING, **{path: spoilt})))
