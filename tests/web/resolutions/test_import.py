"""A plan file is read first, told in sentences, and taken in whole or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.world import World
from tests.web.resolutions.plan_files import address_of, count_tasks, plan_of, take_in, try_out
from tests.web.story import reading_english
from workflows.resolutions.models import PlanDifference, ResolutionTask

ENGINES = ("sqlite", "postgresql")
both = pytest.mark.parametrize("world_url", ENGINES, indirect=True)
GOOD = plan_of("N-1,Nhiệm vụ một,Bộ Khoa học và Công nghệ,2026-09-30", "N-2,Nhiệm vụ hai,,")
BAD = {
    "wrong columns": (plan_of("N-1,x", headings="code,colour"), ["is not one; known are"]),
    "unknown unit": (plan_of("N-1,Một,Bộ Phép thuật,"), ["Expected a unit of the tree"]),
    "impossible date": (plan_of("N-1,Một,,2026-02-30"), ["Expected a day like"]),
    "duplicate code": (plan_of("N-1,Một,,", "N-1,Hai,,"), ["is in row 2 already"]),
    "a spreadsheet": (b"PK\x03\x04\xff\xfe", ["Expected a workbook (XLSX), but it cannot be read as one"]),
    "several at once": (
        plan_of("N-1,Một,Bộ Phép thuật,", "N-2,Hai,,2026-02-30", ",Ba,,"),
        ["Expected a unit of the tree", "Expected a day like", "Expected something in this cell"],
    ),
}


@both
def test_a_good_file_is_reported_without_writing_and_then_taken_in(world: World, signed_in):
    tuan = reading_english(signed_in, "tuan")
    report = try_out(tuan, world, GOOD)
    assert report.status_code == 200 and "Nothing is written yet" in report.text
    assert count_tasks(world) == 0
    answer = take_in(tuan, report.text)
    assert answer.status_code == 303 and answer.location.startswith("/resolution-tasks?")
    assert count_tasks(world) == 2
    assert "2 new" in tuan.get(answer.location).text


@both
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_sentences_and_nothing_of_it_is_kept(world: World, signed_in, name):
    content, sentences = BAD[name]
    tuan = reading_english(signed_in, "tuan")
    report = try_out(tuan, world, content)
    assert report.status_code == 422
    assert all(sentence in report.text for sentence in sentences)
    assert 'name="packed"' not in report.text, "a file with faults cannot be taken in"
    assert count_tasks(world) == 0


@both
def test_a_file_that_became_wrong_after_its_report_is_refused_whole(world: World, signed_in):
    tuan = reading_english(signed_in, "tuan")
    report = try_out(tuan, world, GOOD).text
    other = reading_english(signed_in, "tuan")
    assert take_in(other, try_out(other, world, plan_of("N-1,Nhiệm vụ khác,,")).text).status_code == 303
    answer = take_in(tuan, report)
    assert answer.status_code == 409 and "changed in the meantime" in answer.text
    assert count_tasks(world) == 1


@both
def test_the_same_report_sent_twice_takes_the_plan_in_once(world: World, signed_in):
    tuan = reading_english(signed_in, "tuan")
    report = try_out(tuan, world, GOOD).text
    assert [take_in(tuan, report, command_key="once").status_code for _ in range(2)] == [303, 303]
    assert count_tasks(world) == 2


@pytest.mark.parametrize("packed", ["", "not base64!", "QUJD", "eJw="])
def test_a_file_that_did_not_arrive_whole_is_asked_for_again(world: World, signed_in, packed):
    tuan = reading_english(signed_in, "tuan")
    answer = take_in(tuan, try_out(tuan, world, GOOD).text, packed=packed)
    assert answer.status_code == 422 and "did not arrive whole" in answer.text
    assert count_tasks(world) == 0


def test_a_form_without_its_file_or_its_resolution_comes_back_with_both_sentences(world: World, signed_in):
    tuan = reading_english(signed_in, "tuan")
    tuan.get("/plan-imports/new")
    answer = tuan.send("/plan-imports/trial", {})
    assert answer.status_code == 422
    assert "none was chosen" in answer.text and "Expected the resolution" in answer.text


@both
def test_a_later_file_asks_about_a_running_task_and_the_keeper_decides_with_a_reason(world: World, signed_in, clock):
    tuan = reading_english(signed_in, "tuan")
    assert take_in(tuan, try_out(tuan, world, plan_of("N-1,Nhiệm vụ một,,2026-09-30")).text).status_code == 303
    world.tick(clock.at)  # the case starts
    report = try_out(tuan, world, plan_of("N-1,Nhiệm vụ một,,2026-10-15"))
    assert "Differences to running tasks" in report.text and "15 October 2026" in report.text
    answer = take_in(tuan, report.text)
    assert answer.location == f"/resolutions/{address_of(world)}/differences"
    page = tuan.get(answer.location).text
    with world.database.reading() as session:
        address = session.scalars(select(PlanDifference.public_id)).one()
    assert "30 September 2026" in page and "15 October 2026" in page
    refused = tuan.send(f"/plan-differences/{address}/decision", {"decision": "take", "reason": " "})
    assert refused.status_code == 422 and "Expected a reason" in refused.text
    done = tuan.send(f"/plan-differences/{address}/decision", {"decision": "take", "reason": "The ministry said so."})
    assert done.status_code == 303
    assert "Nothing to decide" in tuan.get(done.location).text
    with world.database.reading() as session:
        assert session.scalars(select(ResolutionTask)).one().due_on.isoformat() == "2026-10-15"


@both
def test_charlie_can_neither_import_nor_decide(world: World, signed_in):
    charlie = signed_in("charlie")
    assert charlie.get("/plan-imports/new").status_code == 403
    assert try_out(charlie, world, GOOD).status_code == 403
    assert charlie.send("/plan-imports", {}).status_code == 403
    assert charlie.get(f"/resolutions/{address_of(world)}/differences").status_code == 403
    assert charlie.send("/plan-differences/x/decision", {"decision": "take"}).status_code == 403
    assert count_tasks(world) == 0
