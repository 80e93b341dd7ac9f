"""Documents at the door: asked for on the page of the case, shown as being prepared, downloaded; and to whom they are closed."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from tests.integration.work.helping import decide
from tests.integration.work.panels import WHY, to_a_panel
from tests.support.pdf_words import words
from tests.web.cases.test_cases import BOTH
from tests.web.paper.scenes import AT, asked, bytes_of, fetched, printed, prints, rows, signed_off, taken
from tests.web.story import decided, given_to_the_department, handed_in, reading_english
from workflows.instances.models import CaseUnit, ProcessInstance
from workflows.resolutions.models import ResolutionTask


def address(world, number):
    with world.database.reading() as session:
        return f"/cases/{session.get_one(ProcessInstance, number).public_id}"


@BOTH
def test_a_document_is_asked_for_prepared_and_downloaded(world, signed_in, clock):
    clock.at = AT
    case = address(world, signed_off(world))
    lan = reading_english(signed_in, "lan")
    assert "Print the record of completion" in lan.get(case).text
    there = lan.send(f"{case}/papers", {"kind": "file"}).headers["Location"]
    page = lan.get(there).text
    assert "is being prepared" in page and "Look again" in page
    part = lan.get(there, headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 2s"' in part and "<html" not in part
    assert fetched(lan, f"{there}/document").status_code == 404
    prints(world)
    page = lan.get(there).text
    assert "Download the document (PDF)" in page and "hx-trigger" not in page and rows(world)[0].sha256 in page
    answer = fetched(lan, f"{there}/document")
    assert answer.mimetype == "application/pdf" and "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert "File of a task".upper() in words(answer.data)
    assert there in lan.get(case).text


@BOTH
def test_whoever_signs_off_gets_the_record_without_asking(world, signed_in, clock):
    number = handed_in(world)
    clock.at = AT
    decided(world, "binh", taken(world, "binh", "confirm_result"), "confirm", at=AT)
    decided(world, "minh", taken(world, "minh", "verify_result"), "approve", at=AT)
    item = taken(world, "tuan", "sign_off_result")
    tuan = signed_in("tuan")
    seen = re.search(r'name="seen_sha256" value="(\w+)"', tuan.get(f"/work-items/{item.public_id}").text)[1]
    sent = tuan.send(f"/work-items/{item.public_id}/completion", {"decision": "sign_off", "seen_sha256": seen})
    assert sent.status_code == 303
    (job,) = rows(world)
    assert (job.kind, job.language, job.instance_id, job.requested_by_id) == (
        "record",
        "vi",
        number,
        world.people["tuan"],
    )
    prints(world)
    assert rows(world)[0].stored_as


def test_charlie_may_ask_for_nothing_and_finds_no_document(world, signed_in, clock):
    clock.at = AT
    number = signed_off(world)
    asked(world, number)
    prints(world)
    (job,) = rows(world)
    charlie = signed_in("charlie")
    assert charlie.send(f"{address(world, number)}/papers", {"kind": "file"}).status_code == 404
    assert charlie.get(f"/papers/{job.public_id}").status_code == 404
    assert charlie.get(f"/papers/{job.public_id}/document").status_code == 404
    assert len(rows(world)) == 1


def test_the_right_is_asked_again_when_the_document_is_downloaded(world, signed_in, clock):
    clock.at = AT
    number = asked(world, signed_off(world), "lan", "file")
    prints(world)
    (job,) = rows(world)
    lan = signed_in("lan")
    assert fetched(lan, f"/papers/{job.public_id}/document").status_code == 200
    with world.database.writing() as session:
        session.execute(update(CaseUnit).where(CaseUnit.role == "lead").values(unit_id=world.units["56-STC"]))
        session.commit()
    assert fetched(lan, f"/papers/{job.public_id}/document").status_code == 404 and number == job.id


def test_a_document_whose_bytes_are_gone_is_said_to_be_gone(world, signed_in, clock, app):
    clock.at = AT
    asked(world, signed_off(world))
    prints(world)
    (job,) = rows(world)
    (app.config["NQ57"].paper_dir / job.stored_as).unlink()
    tuan = reading_english(signed_in, "tuan")
    answer = tuan.get(f"/papers/{job.public_id}/document")
    assert answer.status_code == 409 and "no longer kept" in answer.text


@pytest.mark.parametrize("kind", ["record", "passport", ""])
def test_what_cannot_be_printed_is_refused_in_words(world, signed_in, kind):
    case = address(world, given_to_the_department(world, officer="lan"))
    answer = signed_in("lan").send(f"{case}/papers", {"kind": kind})
    assert answer.status_code in (404, 409) and rows(world) == []


def test_words_of_a_sibling_unit_are_in_no_document_of_another_case(world, signed_in):
    number = signed_off(world)
    given_to_the_department(world, "T-2", officer="lan")
    with world.database.writing() as session:
        other = session.scalars(select(ResolutionTask).where(ResolutionTask.code == "T-2")).one()
        other.title_vi = other.deliverable = "ZZPLANTED"
        session.execute(
            update(ProcessInstance).where(ProcessInstance.id == other.instance_id).values(title_vi="ZZPLANTED")
        )
        session.commit()
    asked(world, number, kind="file")
    asked(world, number)
    prints(world)
    for job in rows(world):
        assert "ZZPLANTED" not in words(bytes_of(world, job))


def test_the_record_and_the_file_count_the_verifiers(world):
    case = to_a_panel(world)
    for name, decision in (("minh", "approve"), ("dua", "return"), ("hoa", "approve")):
        decide(world, name, "verify_in_panel", decision, WHY if decision == "return" else None)
    decide(world, "tuan", "sign_off_result", "sign_off")
    for kind in ("record", "file"):
        said = words(printed(world, case, kind=kind, language="en"))
        assert "2 of 3 verifiers approved" in said and "1 returned it" in said and WHY in said
