"""Delegating on the pages: the owner sees what others do for them and takes it back; nobody else can."""

from __future__ import annotations

from tests.web.story import given_to_the_department, reading_english


def test_a_step_is_delegated_seen_by_its_owner_and_taken_back(world, signed_in):
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    lan, step = reading_english(signed_in, "lan"), f"/work-items/{item.public_id}"
    assert "Let somebody else do it" in lan.get(step).text
    refused = lan.send(f"{step}/delegation", {"officer": world.addresses["tam"], "reason": ""})
    assert refused.status_code == 422 and f'value="{world.addresses["tam"]}" selected' in refused.text
    said = {"officer": world.addresses["tam"], "reason": "Đi công tác"}
    assert lan.send(f"{step}/delegation", said).location == step
    assert "1 step that you answer for is done by somebody else." in lan.get("/inbox").text and step in lan.page
    tam = reading_english(signed_in, "tam")
    page = tam.get(step).text
    assert (
        "Nguyễn Thị Lan delegated this step to" in page
        and f"{step}/release/new" not in page
        and "Submit the result" in page
    )
    assert signed_in("charlie").send(f"{step}/return-to-owner", {"reason": "x"}).status_code == 404
    assert signed_in("binh").send(f"{step}/return-to-owner", {"reason": "x"}).status_code == 403
    assert lan.send(f"{step}/return-to-owner", {"reason": "Đã về"}).location == step
    assert "Submit the result" in lan.get(step).text and "is done by somebody else" not in lan.get("/inbox").text
