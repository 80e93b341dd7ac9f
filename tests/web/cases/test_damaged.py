"""A case of which a part cannot be read: its pages show the rest and say so, and every list works for all others."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.integration.clock.test_corrupt_case import WAYS, spoil_local, spoil_variables
from tests.web.cases.test_cases import BOTH
from tests.web.story import given_to_the_department, reading_english
from workflows.definitions import deploy
from workflows.instances.models import Incident, ProcessInstance


@BOTH
@pytest.mark.parametrize("spoil", WAYS, ids=lambda spoil: spoil.__name__)
def test_every_list_works_and_the_damaged_case_is_shown_with_a_sentence(world, signed_in, spoil):
    cases = [given_to_the_department(world, f"T-{number}", officer="lan") for number in (1, 2, 3)]
    items = {item.business_key: item for item in world.inbox("lan")}
    spoil(world, cases[1])
    deploy._files.clear()
    lan, tuan = reading_english(signed_in, "lan"), reading_english(signed_in, "tuan")
    for browser, path in (
        (lan, "/inbox"),
        (lan, "/inbox?q=T-2"),
        (lan, "/resolution-tasks"),
        (lan, "/resolution-tasks?q=T-2"),
        (tuan, "/dashboard"),
    ):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert path == "/dashboard" or "T-2" in answer.text, path
    for item in items.values():
        for path in (f"/cases/{item.case_public_id}", f"/work-items/{item.public_id}"):
            answer = lan.get(path)
            assert answer.status_code == 200, path
            damaged = item.business_key == "T-2" and spoil is not spoil_local and "variables" not in spoil.__name__
            assert ("A part of this case cannot be read" in answer.text or "list of incidents" in answer.text) is (
                damaged or (item.business_key == "T-2" and spoil is spoil_local and "work-items" in path)
            ), path
            if damaged:
                assert "Expected" in answer.text
    with world.database.reading() as session:
        found = session.scalars(select(Incident)).all()
        assert {one.instance_id for one in found} <= {cases[1]} and len(found) <= 1
        assert session.get_one(ProcessInstance, cases[1]).ended_at is None


def test_a_form_sent_to_a_case_whose_values_are_lost_becomes_an_incident_and_changes_nothing(world, signed_in):
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    spoil_variables(world, case)
    lan = reading_english(signed_in, "lan")
    lan.get(f"/work-items/{item.public_id}")
    answer = lan.send(f"/work-items/{item.public_id}/draft", {"summary": "x"})
    assert answer.status_code == 500 and "the list of incidents" in answer.text
    with world.database.reading() as session:
        (found,) = session.scalars(select(Incident)).all()
    assert (found.instance_id, found.job) == (case, "request")
    page = lan.get(f"/cases/{item.case_public_id}").text
    assert "Expected the stored values to be readable" in page and "list of incidents" in page
