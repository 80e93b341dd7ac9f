"""The page of an intervention: what it shows, the preview that changes nothing, what is done, and to whom it is closed."""

from __future__ import annotations

import html
import json
import re

import pytest
from sqlalchemy import func, select

from tests.integration.clock.test_corrupt_case import WAYS
from tests.integration.work.test_intervening import row, where
from tests.support.country import SINCE
from tests.support.moments import A_TUESDAY
from tests.web.cases.test_cases import BOTH
from tests.web.story import given_to_the_department, handed_in, reading_english
from workflows.definitions import deploy
from workflows.instances.models import ProcessInstance
from workflows.ledger.models import LedgerEntry
from workflows.organisation.models import Grant
from workflows.work import directing

ONE = pytest.mark.parametrize("world_url", ("sqlite",), indirect=True)
WHY = "Đơn vị chủ trì gửi nhầm"


@pytest.fixture
def case(world):
    """Lan is to make a result."""
    return given_to_the_department(world, officer="lan")


def address(world, case):
    return f"/cases/{row(world, case).public_id}/intervention"


def asked(world, case, act="move", element="submit_result", **said):
    form = {"version": str(row(world, case).version), "act": act, "reason": WHY, "target": "accept_task"}
    return {**form, "place": where(world, case)[element].key, **said}


def commands(world):
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(LedgerEntry))


@BOTH
def test_the_preview_says_what_happens_and_changes_nothing_then_it_is_done(world, signed_in, case):
    quang = reading_english(signed_in, "quang")
    place = address(world, case)
    page = quang.get(place).text
    assert "Carry out and submit the result" in page and "Nguyễn Thị Lan" in page and "lead_unit" in page
    before = commands(world)
    shown = quang.send(f"{address(world, case)}/preview", asked(world, case))
    assert shown.status_code == 200 and commands(world) == before
    said = shown.text
    assert (
        "An administrator moved the case from “Carry out and submit the result” to “Accept the task, name an officer”"
        in said
    )
    assert "Nguyễn Thị Lan: “Carry out and submit the result”" in said and "was opened for" in said
    hidden = dict(re.findall(r'<input type="hidden" name="(act|version|place|target|reason)" value="([^"]*)"', said))
    assert quang.send(address(world, case), hidden).status_code == 303
    assert world.open_elements(case) == ["accept_task"]


@ONE
def test_a_refused_form_comes_back_filled_in(world, signed_in, case):
    quang = reading_english(signed_in, "quang")
    for said, words in (
        ({"reason": ""}, "Expected a reason"),
        ({"act": ""}, "none was chosen"),
        ({"target": ""}, "Expected a step to go to"),
        ({"target": "verification"}, "none was handed in"),
        ({"version": "1"}, "acted on it meanwhile"),
        ({"act": "data", "name": "nobody", "value": "x"}, "it knows none of this name"),
    ):
        answer = quang.send(f"{address(world, case)}/preview", asked(world, case, **{"reason": WHY, **said}))
        assert answer.status_code in (409, 422) and words in answer.text, said
        assert "checked" in answer.text
    assert world.open_elements(case) == ["submit_result"]


@BOTH
def test_a_skipped_step_is_asked_for_what_the_drawing_reads(world, signed_in):
    case = handed_in(world)
    quang = reading_english(signed_in, "quang")
    form = asked(world, case, "skip", "confirm_result")
    answer = quang.send(f"{address(world, case)}/preview", form)
    assert answer.status_code == 422 and 'name="form_decision"' in answer.text
    answer = quang.send(f"{address(world, case)}/preview", {**form, "form_decision": "confirm"})
    assert answer.status_code == 200 and "skipped “Confirm the unit&#39;s result”" in answer.text.replace("'", "&#39;")
    assert quang.send(address(world, case), {**form, "form_decision": "confirm"}).status_code == 303
    assert world.open_elements(case) == ["verify_result"]


@ONE
def test_values_are_changed_on_the_page_several_in_one_act_with_a_line_of_the_trail_for_each(world, signed_in, case):
    quang = reading_english(signed_in, "quang")
    form = asked(world, case, "data", name="rounds", kind="number", value="2", place="", target="")
    form |= {"name_3": "lead_unit", "kind_3": "text", "value_3": "56-STC"}
    shown = html.unescape(quang.send(f"{address(world, case)}/preview", form).text)
    assert all(f"changed a value of the case: {name}" in shown for name in ("rounds", "lead_unit"))
    for wrong, at in (
        ({"name_3": "nobody"}, "name_3"),
        ({"name_3": "rounds"}, "name_3"),
        ({"kind_3": "number"}, "value_3"),
    ):
        answer = quang.send(f"{address(world, case)}/preview", form | wrong)
        assert answer.status_code == 422 and f'id="{at}-fault"' in answer.text, wrong
    assert quang.send(address(world, case), form).status_code == 303
    assert '"rounds":2' in row(world, case).variables and '"lead_unit":"56-STC"' in row(world, case).variables


@ONE
def test_the_data_of_the_case_is_shown_in_words(world, signed_in, case):
    with world.database.writing() as session:
        held = session.get_one(ProcessInstance, case)
        told = {"said": 'Đã "gửi"', "late": True, "early": False, "none": None, "rounds": 2, "some": ["a"]}
        held.variables = json.dumps({**json.loads(held.variables), **told})
        session.commit()
    page = html.unescape(reading_english(signed_in, "quang").get(address(world, case)).text)
    shown = dict(re.findall(r"<code>(\w+)</code></th><td[^>]*>([^<]*)</td>", page))
    words = {"said": 'Đã "gửi"', "late": "yes", "early": "no", "none": "nothing", "rounds": "2", "some": '["a"]'}
    assert {name: shown.get(name) for name in words} == words


@ONE
def test_designers_look_and_do_not_act_others_find_nothing(world, signed_in, case):
    for name in ("lan", "binh", "tuan", "charlie"):
        assert signed_in(name).get(address(world, case)).status_code in (403, 404), name
    vy = signed_in("vy")
    page = reading_english(signed_in, "vy").get(address(world, case)).text
    assert "Where the case waits" in page and "Show what will happen" not in page, "her unit assigned it: she may look"
    assert vy.send(f"{address(world, case)}/preview", asked(world, case)).status_code == 403
    assert vy.send(address(world, case), asked(world, case)).status_code == 403
    assert world.open_elements(case) == ["submit_result"]


@ONE
def test_a_suspended_case_is_shown_without_a_form(world, signed_in, case):
    world.do("tuan", directing.suspend, row(world, case), reason=WHY, at=A_TUESDAY)
    page = reading_english(signed_in, "quang").get(address(world, case)).text
    assert "it is suspended; resume it first" in page and "Show what will happen" not in page


@ONE
def test_the_way_there_is_on_the_case_for_who_has_the_right(world, signed_in, case):
    there = f'href="{address(world, case)}"'
    with world.database.writing() as session:
        said = {"unit_id": world.units["BCDTW"], "from_on": SINCE, "reason": "test"}
        session.add(Grant(person_id=world.people["quang"], role="inspector", **said))
        session.commit()
    of_case = f"/cases/{row(world, case).public_id}"
    assert there in signed_in("quang").get(of_case).text and there in signed_in("vy").get(of_case).text
    assert there not in signed_in("lan").get(of_case).text


@ONE
def test_an_ended_case_offers_no_way_there_and_its_page_only_shows(world, signed_in, case):
    there = address(world, case)
    with world.database.writing() as session:
        session.get_one(ProcessInstance, case).ended_at = A_TUESDAY
        session.commit()
    quang = reading_english(signed_in, "quang")
    assert f'href="{there}"' not in reading_english(signed_in, "vy").get(there.removesuffix("/intervention")).text
    page = quang.get(there).text
    assert "it has ended already" in page and "The data of the case" in page and "columns-even" not in page


@ONE
def test_words_of_a_sibling_unit_appear_nowhere(world, signed_in, case):
    """An administrator of another department has no address for it."""
    with world.database.writing() as session:
        said = {"unit_id": world.units["56-STC"], "from_on": SINCE, "reason": "test"}
        session.add(Grant(person_id=world.people["hoa"], role="administrator", **said))
        session.commit()
    hoa = signed_in("hoa")
    assert hoa.get(address(world, case)).status_code == 404
    assert hoa.get(f"{address(world, case)}/drawing").status_code == 404
    assert hoa.send(f"{address(world, case)}/preview", asked(world, case)).status_code == 404
    assert hoa.send(address(world, case), asked(world, case)).status_code == 404


@ONE
@pytest.mark.parametrize("spoil", WAYS, ids=lambda spoil: spoil.__name__)
def test_the_page_of_a_damaged_case_shows_the_rest(world, signed_in, case, spoil):
    spoil(world, case)
    deploy._files.clear()
    answer = reading_english(signed_in, "quang").get(address(world, case))
    assert answer.status_code == 200 and "The data of the case" in answer.text
