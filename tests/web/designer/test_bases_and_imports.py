"""What came from elsewhere is reported, what is outdated is told, and a proposal is taken back by who made it."""

from __future__ import annotations

import io

from tests.support.moments import A_MONDAY
from tests.web.designer.conftest import KEY, begun, in_json
from tests.web.designer.test_proposals import proposed, seen_on
from workflows.definitions import deploy, drafts
from workflows.definitions.bundles import Bundle

DRAWN = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
 id="d" targetNamespace="urn:x"><bpmn:process id="leave" isExecutable="true"><bpmn:startEvent id="began" /><bpmn:userTask id="Decide_1"
 name="Quyết định" camunda:candidateGroups="clerks" camunda:assignee="demo" camunda:asyncBefore="true" /></bpmn:process>
</bpmn:definitions>"""


def test_a_drawing_made_elsewhere_comes_with_a_report_that_stays_with_its_draft(world, vy, signed_in):
    vy.get("/designer/import")
    sent = {"file": (io.BytesIO(DRAWN.encode()), "leave.bpmn")}
    answer = vy.send("/designer/import", sent, content_type="multipart/form-data")
    report = answer.headers["Location"]
    assert answer.status_code == 303 and report.endswith("/report")
    page = vy.get(report).text
    assert "Left for you to do: 1" in page and "a user of the other system means nobody here" in page
    assert (
        "nq57:candidates=&#34;group(&#34;clerks&#34;)&#34;" in page
        and "camunda:asyncBefore" in page
        and "quyet_dinh" in page
    )
    draft = report.removesuffix("/report")
    assert report in vy.get(draft).text and "camunda:assignee" in vy.client.get(f"{draft}/files/leave.bpmn").text
    assert (
        "was taken in as a draft of the process leave: 2 things taken over, 1 left to do, 1 kept"
        in vy.get("/designer/leave").text
    )
    vy.get(report)
    assert vy.send(f"{draft}/clearing").status_code == 303
    text = vy.client.get(f"{draft}/files/leave.bpmn").text
    assert "camunda:a" not in text and "candidates" in text
    assert "nothing left" in vy.client.get(vy.send(f"{draft}/clearing").headers["Location"]).text
    assert signed_in("khoa").get(report).status_code == 404, "a draft is its owner's"
    assert vy.get(f"{begun(vy)}/report").status_code == 404, "what was not taken in has no report"


def test_a_new_process_is_begun_and_one_that_is_there_is_refused(vy):
    for key in (KEY, "Nghỉ phép", ""):
        refused = vy.send("/designer/new", {"key": key})
        assert refused.status_code == 422 and f'value="{key}"' in refused.text and 'id="key-fault"' in refused.text
    draft = vy.send("/designer/new", {"key": "leave_request"}).headers["Location"]
    assert 'id="leave_request"' in vy.client.get(f"{draft}/files/leave_request.bpmn").text
    checked = in_json(vy, f"{draft}/check", files={}).json
    assert checked["findings"] == [] and all(one["ok"] for one in checked["scenarios"])


def test_an_outdated_draft_is_told_compared_and_laid_over_the_newer_version(world, vy):
    draft = begun(vy)
    assert "Outdated" not in vy.get(draft).text
    with world.database.reading() as session:
        files = deploy.files_of(session, deploy.latest(session, KEY).id)
    newer = Bundle(KEY, {**files, "part.bpmn": files["part.bpmn"].replace("Bắt đầu".encode(), b"X") + b"\n"})
    world.do("khoa", deploy.deploy, newer, at=A_MONDAY)
    assert "Outdated: version 2 came into service since; this was begun from version 1." in vy.get(draft).text
    assert "Compared with version 2" in vy.get(f"{draft}/comparison").text
    moved = vy.send(f"{draft}/base")
    assert moved.status_code == 303 and "lie over the version in service now" in vy.get(f"{draft}/comparison").text
    assert "Outdated" not in vy.page and vy.send(f"{draft}/base").status_code == 409
    with world.database.reading() as session:
        mine = drafts.draft_of(session, KEY, world.actor("vy"))
        assert mine is not None and drafts.bundle_of(session, mine).checksum == newer.checksum


def test_a_proposal_is_taken_back_and_earlier_returns_are_told(vy, khoa, signed_in):
    first = proposed(vy)
    assert khoa.send(f"{first}/return", {"reason": "Tên cũ rõ hơn"}).status_code == 303
    draft = begun(vy, proposal=first.rsplit("/", 1)[1])
    second = vy.send(f"{draft}/propose", {"reason": "Lần hai"}).headers["Location"]
    page = khoa.get(second).text
    assert "Returned earlier by" in page and "Tên cũ rõ hơn" in page and "Begun from version 1." in page
    assert "Take the proposal back" not in page and "Take the proposal back" in vy.get(second).text
    seen = seen_on(khoa, second)
    assert khoa.send(f"{second}/withdrawal").status_code == 403
    assert signed_in("nga").send(f"{second}/withdrawal").status_code == 403
    assert vy.send(f"{second}/withdrawal").status_code == 303 and "Taken back by" in vy.get(second).text
    late = khoa.send(f"{second}/approval", seen)
    assert late.status_code == 409 and "decided already" in late.text
    assert vy.send(f"{second}/withdrawal").status_code == 409
    assert "taken back by you" in vy.get(f"/designer/{KEY}").text
    assert begun(vy, proposal=second.rsplit("/", 1)[1])
