"""Kept texts: offered below their field with the task's own words in them, kept by whoever typed them, shared by a head alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.moments import A_MONDAY
from tests.web.story import decided, given_to_the_department, handed_in, reading_english
from webapp.texts import kept
from webapp.texts.filling import fault_in, filled
from webapp.texts.kinds import FIELDS
from workflows.calendar import local_date
from workflows.definitions import forms

BPMN = Path(__file__).parents[3] / "bpmn"

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)
KIND = "confirmation.reason"
TEXT = {"kind": KIND, "name": "Thiếu phụ lục", "words": "Đề nghị bổ sung phụ lục của {code} trước {due}."}


def texts_of(world, name):
    with world.database.reading() as session:
        return [row.name for row in kept.texts_for(session, world.standing(name))]


@BOTH
def test_a_text_stands_below_its_field_with_the_words_of_the_task(world, signed_in):
    handed_in(world)
    binh = reading_english(signed_in, "binh")
    assert binh.send("/texts", TEXT).location == "/texts"
    step = f"/work-items/{world.item('binh', 'confirm_result').public_id}"
    page = binh.get(step).text
    due = local_date(world.item("binh", "confirm_result").due_at)
    assert f'data-text="Đề nghị bổ sung phụ lục của T-1 trước {due.day} {due:%B %Y}."' in page
    assert (
        "Thiếu phụ lục"
        not in binh.get(f"/work-items/{world.item('binh', 'confirm_result').public_id}/instructions/new").text
    )
    link = page[page.index(f'href="{step}?text=') + 6 :].split('"', 1)[0].replace("&amp;", "&").split("#")[0]
    assert ">\nĐề nghị bổ sung phụ lục của T-1" in binh.get(link).text, "without a script the page comes back with it"


def test_the_script_of_a_field_is_answered_with_the_text_as_it_is_put_in(world, signed_in):
    handed_in(world)
    binh, part = reading_english(signed_in, "binh"), {"HX-Request": "true"}
    about = world.item("binh", "confirm_result").public_id
    answer = binh.send("/texts", {**TEXT, "about": about}, headers=part)
    assert answer.status_code == 200 and 'data-text="Đề nghị bổ sung phụ lục của T-1' in answer.text
    assert answer.text.lstrip().startswith("<li>")
    binh.get("/texts")
    refused = binh.send("/texts", {**TEXT, "name": " "}, headers=part)
    assert refused.status_code == 422 and refused.text == "Expected a name for the text, but it is empty."
    binh.get("/texts")
    hostile = {**TEXT, "words": '"><script>alert(1)</script>'}
    assert "<script>" not in binh.send("/texts", hostile, headers=part).text


@BOTH
def test_nobody_has_anothers_texts_and_a_units_are_its_heads_to_share_and_change(world, signed_in):
    binh, lan, charlie = (reading_english(signed_in, name) for name in ("binh", "lan", "charlie"))
    binh.send("/texts", {**TEXT, "name": "của đơn vị", "shared": "true"})
    binh.send("/texts", {**TEXT, "name": "của Bình"})
    lan.send("/texts", {**TEXT, "name": "của Lan"})
    assert texts_of(world, "binh") == ["của Bình", "của đơn vị"]
    assert texts_of(world, "lan") == ["của Lan", "của đơn vị"]
    assert texts_of(world, "charlie") == [] == texts_of(world, "quang")
    assert lan.send("/texts", {**TEXT, "shared": "true"}).status_code == 403, "an officer shares nothing"
    with world.database.reading() as session:
        by_name = {row.name: row.public_id for row in kept.texts_for(session, world.standing("lan"))}
        mine = {row.name: row.public_id for row in kept.texts_for(session, world.standing("binh"))}
    shared, of_lan = by_name["của đơn vị"], by_name["của Lan"]
    assert lan.get(f"/texts/{shared}").status_code == 403 and lan.send(f"/texts/{shared}/removal").status_code == 403
    assert binh.get(f"/texts/{of_lan}").status_code == 404 and lan.get(f"/texts/{mine['của Bình']}").status_code == 404
    for address in (f"/texts/{shared}", f"/texts/{of_lan}"):
        assert charlie.get(address).status_code == 404 and charlie.send(f"{address}/removal").status_code == 404
    assert "của đơn vị" not in charlie.get("/texts").text
    assert binh.send(f"/texts/{shared}", {"name": "mới", "words": "Lời mới"}).status_code == 303
    assert lan.send(f"/texts/{of_lan}/removal").status_code == 303 and texts_of(world, "lan") == ["mới"]
    assert "Change" not in lan.get("/texts").text and "Change" in binh.get("/texts").text


def test_a_form_that_is_refused_comes_back_filled_in_and_the_limits_hold(world, signed_in, monkeypatch):
    lan = reading_english(signed_in, "lan")
    for more, words in (
        ({"words": ""}, "Expected words to keep"),
        ({"words": "Trước {han}"}, "but there is {han}"),
        ({"words": "x" * 2001}, "at most 2,000"),
        ({"name": ""}, "Expected a name for the text"),
        ({"name": "x" * 81}, "at most 80 letters"),
        ({"kind": "nothing.reason"}, "Expected a field of a form"),
    ):
        refused = lan.send("/texts", {**TEXT, **more})
        assert refused.status_code == 422 and words in refused.text.replace("2000", "2,000"), more
    assert "bổ sung phụ lục" in lan.send("/texts", {**TEXT, "name": ""}).text
    monkeypatch.setattr(kept, "KEPT_TEXTS", 1)
    assert lan.send("/texts", TEXT).status_code == 303
    assert "at most 1 texts of yours" in lan.send("/texts", TEXT).text
    monkeypatch.setattr(kept, "KEPT_TEXTS_OF_UNIT", 0)
    binh = reading_english(signed_in, "binh")
    assert "at most 0 texts of your unit" in binh.send("/texts", {**TEXT, "shared": "true"}).text


def test_texts_are_offered_beside_comments_asides_and_on_the_supervisors_desk(world, signed_in):
    number = given_to_the_department(world, officer="lan")
    lan = reading_english(signed_in, "lan")
    item = world.item("lan", "submit_result")
    for kind, page in (
        ("comments.words", f"/cases/{item.case_public_id}/comments"),
        ("delegation.reason", f"/work-items/{item.public_id}/delegation/new"),
        ("progress-reports.produced", f"/work-items/{item.public_id}/progress-reports/new"),
        ("submission.summary", f"/work-items/{item.public_id}"),
    ):
        lan.send("/texts", {"kind": kind, "name": "mẫu", "words": f"{{code}} {kind}"})
        assert f'data-text="T-1 {kind}"' in lan.get(page).text, number
    assert "T-1 delegation.reason" not in lan.get(f"/work-items/{item.public_id}").text, "each below its own field"


def test_places_are_filled_once_from_a_fixed_list_and_nothing_is_computed():
    places = {"code": "{due}", "due": "hôm nay"}
    assert filled("{code} {due} {x} {{code}}", places) == "{due} hôm nay {x} {{due}}"
    assert fault_in("{code} {title} {unit} {due} {today}") is None
    for words in ("{Code}", "{code.x}", "{0}", "{}"):
        assert fault_in(words) is not None, words


def test_what_a_text_said_stays_in_what_was_written_with_it(world, signed_in):
    handed_in(world)
    binh = reading_english(signed_in, "binh")
    binh.send("/texts", TEXT)
    item = world.item("binh", "confirm_result")
    decided(world, "binh", item, "send_back", reason="Đề nghị bổ sung phụ lục của T-1", at=A_MONDAY)
    with world.database.reading() as session:
        (row,) = kept.texts_for(session, world.standing("binh"))
    binh.send(f"/texts/{row.public_id}/removal")
    assert "Đề nghị bổ sung phụ lục của T-1" in binh.get(f"/cases/{item.case_public_id}").text


def test_every_field_of_the_drawings_for_which_texts_are_kept_has_a_name_in_the_readers_language():
    schemas = [json.loads(path.read_text("utf-8")) for path in BPMN.glob("*/forms/*.form")]
    asked = {field.key for schema in schemas for field in forms.fields(schema) if field.type == "textarea"}
    assert "summary" in asked and asked <= set(FIELDS)
