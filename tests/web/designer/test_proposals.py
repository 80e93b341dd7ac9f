"""From a draft to a version in service: two people, a comparison that shows every property, nothing that breaks a story."""

from __future__ import annotations

import io
import re

from tests.web.designer.conftest import KEY, begun, changed, in_json
from webapp.designer import proposing
from workflows.definitions import archives, deploy
from workflows.definitions.bundles import Bundle
from workflows.definitions.examining import Examined
from workflows.definitions.faults import Fault
from workflows.errors import Refusal


def proposed(vy, *, reason="Gọn tên bước") -> str:
    draft = begun(vy)
    assert (
        changed(vy, draft, f"{KEY}.bpmn", 'name="Nhận nhiệm vụ, phân công"', 'name="Nhận nhiệm vụ"').status_code == 200
    )
    assert changed(vy, draft, "decisions/ladder.dmn", "<text>5</text>", "<text>6</text>").status_code == 200
    answer = vy.send(f"{draft}/propose", {"reason": reason})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def seen_on(browser, proposal: str) -> dict[str, str]:
    page = browser.get(proposal).text
    return {"seen": re.search(r'name="seen" value="([^"]+)"', page)[1]}


def test_a_change_is_proposed_by_one_compared_and_put_into_service_by_another(world, vy, khoa):
    proposal = proposed(vy)
    assert vy.get("/designer").text.count("Proposal by") == 1
    page = khoa.get(proposal).text
    assert "Nhận nhiệm vụ, phân công" in page and "name (Vietnamese)" in page and "Row 2" in page
    assert 'data-changed="accept_task"' in page and "Gọn tên bước" in page
    assert khoa.client.get(f"{proposal}/files/{KEY}.bpmn").mimetype == "application/xml"
    assert 'name="seen"' not in vy.get(proposal).text and "this is your own proposal" in vy.page
    seen = seen_on(khoa, proposal)
    assert vy.send(f"{proposal}/approval", seen).status_code == 403
    stale = khoa.send(f"{proposal}/approval", {"seen": "0" * 64})
    assert stale.status_code == 409 and "Look again" in stale.text and 'name="seen"' in stale.text
    assert khoa.send(f"{proposal}/approval", seen).status_code == 303
    assert khoa.send(f"{proposal}/approval", seen).status_code == 409
    page = khoa.get(f"/designer/{KEY}").text
    assert "In service: version 2" in page and "put into service by" in page
    assert "Compared with version 1, which was in service then" in khoa.get(proposal).text


def test_what_came_back_comes_with_a_reason_and_is_gone_on_from(vy, khoa):
    proposal = proposed(vy)
    refused = khoa.send(f"{proposal}/return", {"reason": " "})
    assert refused.status_code == 422 and "Expected a reason, so that who proposed it" in refused.text
    assert khoa.send(f"{proposal}/return", {"reason": "Tên cũ rõ hơn"}).status_code == 303
    page = vy.get(f"/designer/{KEY}").text
    assert "Tên cũ rõ hơn" in page and "Go on from what came back" in page
    draft = begun(vy, proposal=proposal.rsplit("/", 1)[1])
    assert "Nhận nhiệm vụ, phân công" not in vy.client.get(f"{draft}/files/{KEY}.bpmn").text
    assert vy.send(f"/designer/{KEY}/drafts", {}).status_code == 409, "one draft for a person and a process"


def test_a_draft_that_breaks_a_story_or_tells_none_is_not_proposed(vy):
    draft = begun(vy)
    assert (
        changed(vy, draft, f"{KEY}.bpmn", 'nq57:due="working_days(2)"', 'nq57:due="working_days(9)"').status_code == 200
    )
    refused = vy.send(f"{draft}/propose", {"reason": "Lâu hơn"})
    assert refused.status_code == 422 and "Lâu hơn</textarea>" in refused.text, "what was typed is still there"
    assert "scenarios.yaml ·" in refused.text and "due date of accept_task" in refused.text, "each fault has its place"
    nothing_said = vy.send(f"{draft}/propose", {"reason": " "})
    assert nothing_said.status_code == 422 and 'id="reason-fault"' in nothing_said.text
    assert in_json(vy, f"{draft}/files/scenarios.yaml/remove", revision=2).status_code == 200
    assert vy.send(f"{draft}/propose", {"reason": "Lâu hơn"}).status_code == 422
    assert "waits for a decision" not in vy.get(f"/designer/{KEY}").text
    assert (
        vy.send(f"{draft}/discard").status_code == 303 and vy.client.get(f"{draft}/files/{KEY}.bpmn").status_code == 404
    )


def test_a_version_goes_out_as_a_zip_and_comes_in_as_the_same_draft(world, vy, khoa):
    content = vy.client.get(f"/designer/{KEY}/versions/1.zip").data
    with world.database.reading() as session:
        version = deploy.latest(session, KEY)
        assert archives.unpack(content) == Bundle(KEY, deploy.files_of(session, version.id))
    draft = _taken_in(khoa, content, "x.zip").headers["Location"]
    assert khoa.client.get(f"{draft}.zip").data == content
    again = _taken_in(khoa, content, "x.zip")
    assert again.status_code == 409 and "Expected no draft of yours" in again.text
    bad = _taken_in(vy, b"PK\x03\x04", "x.zip")
    assert bad.status_code == 422 and "cannot be read as one" in bad.text
    assert _taken_in(vy, b"", "").status_code == 422


def _taken_in(browser, content: bytes, name: str):
    browser.get("/designer/import")
    return browser.send("/designer/import", {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def test_a_process_out_of_service_takes_no_new_case_until_a_version_of_it_is_deployed(world, vy, khoa, signed_in):
    assert khoa.send(f"/designer/{KEY}/retirement", {"retiring_reason": ""}).status_code == 422
    assert khoa.send(f"/designer/{KEY}/retirement", {"retiring_reason": "Chờ quy định mới"}).status_code == 303
    assert khoa.send(f"/designer/{KEY}/retirement", {"retiring_reason": "Nữa"}).status_code == 409
    assert "takes no new cases" in vy.get("/designer").text and "Chờ quy định mới" in vy.get(f"/designer/{KEY}").text
    draft = begun(vy)
    proposal = vy.send(f"{draft}/propose", {"reason": "Áp dụng lại"}).headers["Location"]
    assert khoa.send(f"{proposal}/approval", seen_on(khoa, proposal)).status_code == 303
    assert world.case("T-9") and "version 2 in service" in vy.get("/designer").text


def test_who_approves_is_told_each_fault_that_stricter_rules_find(vy, khoa, monkeypatch):
    proposal = proposed(vy)
    seen = seen_on(khoa, proposal)
    fault = Fault(
        f"{KEY}.bpmn", "accept_task", Refusal("Expected every id once, but this one is there %(count)s times.", count=2)
    )
    monkeypatch.setattr(proposing, "look_at", lambda _bundle: Examined((fault,)))
    refused = khoa.send(f"{proposal}/approval", seen)
    assert refused.status_code == 422 and f"{KEY}.bpmn · accept_task" in refused.text
    assert "this one is there 2 times" in refused.text and "Give one of the two another id." in refused.text
    assert 'name="seen"' in refused.text, "the decision is still to be made"


def test_others_look_or_are_refused_and_nobody_without_the_right_decides(vy, signed_in):
    proposal = proposed(vy)
    nga = signed_in("nga")
    assert [nga.get(path).status_code for path in ("/designer", f"/designer/{KEY}", proposal)] == [200] * 3
    assert nga.send(f"/designer/{KEY}/drafts").status_code == 403
    assert nga.send(f"{proposal}/approval", {"seen": "x"}).status_code == 403
    charlie = signed_in("charlie")
    for path in ("/designer", f"/designer/{KEY}", proposal, f"/designer/{KEY}/versions/1.zip"):
        assert charlie.get(path).status_code == 403
