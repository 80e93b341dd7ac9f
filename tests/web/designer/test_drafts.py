"""Drafts as the editor keeps them: nobody's but their owner's, saved under the revision that was seen, checked by the one linter."""

from __future__ import annotations

import pytest

from tests.web.designer.conftest import KEY, begun, changed, in_json, token_of

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


@BOTH
def test_a_draft_holds_the_files_of_the_version_and_is_saved_and_read_again(vy):
    draft = begun(vy)
    answer = vy.client.get(f"{draft}/files/{KEY}.bpmn")
    assert answer.mimetype == "application/xml" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    saved = in_json(vy, f"{draft}/files/{KEY}.bpmn", revision=1, content=answer.text.replace("Tiếp nhận", "Nhận"))
    assert saved.status_code == 200 and saved.json["revision"] == 2 and saved.json["saved_at"].endswith("+00:00")
    assert "Tiếp nhận" not in vy.client.get(f"{draft}/files/{KEY}.bpmn").text
    assert in_json(vy, f"{draft}/files/forms/assign_task.form/remove", revision=2).json["revision"] == 3
    assert vy.client.get(f"{draft}/files/forms/assign_task.form").status_code == 404


@BOTH
def test_of_two_windows_the_later_one_is_told_and_nothing_is_overwritten(vy):
    draft = begun(vy)
    assert in_json(vy, f"{draft}/files/scenarios.yaml", revision=1, content="first").status_code == 200
    late = in_json(vy, f"{draft}/files/scenarios.yaml", revision=1, content="second")
    assert late.status_code == 409 and late.json["revision"] == 2 and "another window" in late.json["sentence"]
    assert vy.client.get(f"{draft}/files/scenarios.yaml").text == "first"


def test_nobody_reads_or_writes_anothers_draft(vy, khoa, signed_in):
    draft = begun(vy)
    assert khoa.client.get(f"{draft}/files/{KEY}.bpmn").status_code == 404
    assert in_json(khoa, f"{draft}/files/{KEY}.bpmn", revision=1, content="x").status_code == 404
    assert in_json(khoa, f"{draft}/check", files={}).status_code == 404
    assert khoa.send(f"{draft}/discard").status_code == 404
    charlie = signed_in("charlie")
    assert charlie.client.get(f"{draft}/files/{KEY}.bpmn").status_code == 403
    assert in_json(charlie, f"{draft}/files/{KEY}.bpmn", revision=1, content="x").status_code == 403
    assert begun(khoa) != draft, "each has a draft of their own"


def test_without_the_form_protection_nothing_is_saved(vy):
    draft = begun(vy)
    answer = vy.client.post(f"{draft}/files/scenarios.yaml", json={"revision": 1, "content": "x"})
    assert answer.status_code == 400 and "scenarios:" in vy.client.get(f"{draft}/files/scenarios.yaml").text


UNFIT = (
    ("../secret.bpmn", "x", "this is another file"),
    ("readme.txt", "x", "this is another file"),
    ("forms/A.form", "x", "this is another file"),
    ("a.bpmn", "a\0b", "Expected text"),
    ("a.bpmn", "\ud800", "Expected text"),
    ("forms/a.form", "x" * 200_001, "at most 200000 bytes"),
)
NOT_OURS = ({}, {"revision": "1", "content": "x"}, {"revision": True, "content": "x"}, [])


def test_what_no_file_of_a_process_can_be_is_refused_with_a_sentence(vy):
    draft = begun(vy)
    for path, content, says in UNFIT:
        answer = in_json(vy, f"{draft}/files/{path}", revision=1, content=content)
        assert answer.status_code == 422 and says in answer.json["sentence"], path
    token = {"X-CSRFToken": token_of(vy)}
    for said in NOT_OURS:
        answer = vy.client.post(f"{draft}/files/scenarios.yaml", json=said, headers=token)
        assert answer.status_code == 422 and "cannot be read" in answer.json["sentence"], said
    assert in_json(vy, f"{draft}/files/scenarios.yaml", revision=1, content="x").status_code == 200, "nothing was saved"


def test_the_check_says_what_is_wrong_where_and_unsaved_texts_count(vy):
    draft = begun(vy)
    good = in_json(vy, f"{draft}/check", files={}).json
    assert good["findings"] == [] and len(good["scenarios"]) > 10 and all(one["ok"] for one in good["scenarios"])
    assert f"{KEY}.bpmn" not in good["uncovered_in"] and "panel_opened_to_verify_in_panel" in good["uncovered"]
    text = vy.client.get(f"{draft}/files/{KEY}.bpmn").text.replace('nq57:form="submit_result"', 'nq57:form="nowhere"')
    bad = in_json(vy, f"{draft}/check", files={f"{KEY}.bpmn": text}).json
    found = [one for one in bad["findings"] if one["element"] == "submit_result"]
    assert found and "Expected the form nowhere" in found[0]["sentence"] and found[0]["severity"] == "error"
    assert all(
        one["file"] and set(one) == {"file", "element", "sentence", "remedy", "severity"} for one in bad["findings"]
    )
    assert in_json(vy, f"{draft}/check", files={}).json["findings"] == [], "nothing was saved"


def test_a_story_that_goes_otherwise_is_told_by_name(vy):
    draft = begun(vy)
    assert (
        changed(vy, draft, f"{KEY}.bpmn", 'nq57:due="working_days(2)"', 'nq57:due="working_days(9)"').status_code == 200
    )
    stories = in_json(vy, f"{draft}/check", files={}).json["scenarios"]
    assert any(not one["ok"] and "due date of accept_task" in one["sentence"] for one in stories)


def test_hostile_xml_is_a_finding_in_words(vy):
    draft = begun(vy)
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    (found,) = in_json(vy, f"{draft}/check", files={f"{KEY}.bpmn": bomb}).json["findings"]
    assert found["file"] == f"{KEY}.bpmn" and "without a document type" in found["sentence"]
