"""The page of times: figures with their colours and labels, filters in the address, steps that lead to their cases."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from typing import Any

from tests.support.moments import A_MONDAY, A_WEDNESDAY
from tests.support.world import World
from tests.web.conftest import Clock
from tests.web.story import decided, handed_in, reading_english, signed_off

TIMES = "/designer/resolution_task/times"


def marks(page: str) -> Any:
    found = re.search(r'data-marks="([^"]*)"', page)
    assert found
    return json.loads(html.unescape(found.group(1)))


def test_each_step_has_a_colour_and_a_label_and_the_same_in_the_table(world: World, signed_in, clock: Clock) -> None:
    handed_in(world)
    decided(
        world,
        "binh",
        world.item("binh", "confirm_result", A_WEDNESDAY),
        "send_back",
        reason="Thiếu số liệu",
        at=A_WEDNESDAY,
    )
    clock.at = A_WEDNESDAY + timedelta(hours=1)
    nga = reading_english(signed_in, "nga")
    page = nga.get(TIMES).text
    assert "4 completed steps, 1 case" in page
    assert marks(page)["confirm_result"] == {
        "label": "2 d",
        "said": "half of them within 2 working days, of 1 step",
        "heat": 5,
        "href": f"{TIMES}/confirm_result",
    }
    assert "too few" in page
    returns = nga.get(f"{TIMES}?show=returns").text
    assert marks(returns)["submit_result"]["label"] == "1/1"
    assert "up to 5 %" in returns
    assert marks(nga.get(f"{TIMES}?show=frequency").text)["accept_task"]["label"] == "1"


def test_a_call_shows_the_highest_of_the_steps_inside_it(world: World, signed_in) -> None:
    signed_off(world)
    nga = reading_english(signed_in, "nga")
    called = marks(nga.get(f"{TIMES}?show=frequency").text)["verification"]
    assert called["label"] == "1"
    assert called["said"] == "highest of the steps inside: 1 step"
    assert called["href"] == f"{TIMES}?show=frequency&drawing=verification"
    assert "verify_result" in marks(nga.get(called["href"]).text)


def test_the_filter_stands_in_the_address_and_a_wrong_one_is_said(world: World, signed_in) -> None:
    signed_off(world)
    nga = reading_english(signed_in, "nga")
    assert "6 completed steps" in nga.get(f"{TIMES}?from=2026-03-01&to=2026-03-02").text
    assert "0 completed steps" in nga.get(f"{TIMES}?from=2026-02-01&to=2026-02-28").text
    assert "3 completed steps" in nga.get(f"{TIMES}?unit=56-SKHCN").text
    assert "0 completed steps" in nga.get(f"{TIMES}?kind=regular").text
    assert nga.get(f"{TIMES}?unit=NOBODY").status_code == 404
    for words in ("from=2026-03-05&to=2026-03-01", "from=x", "from=1000-01-01&to=2026-03-01"):
        answer = nga.get(f"{TIMES}?{words}")
        assert answer.status_code == 200
        assert "shown are the last 90 days instead" in answer.text


def test_one_step_leads_to_the_cases_in_which_it_took_longest(world: World, signed_in) -> None:
    signed_off(world)
    nga = reading_english(signed_in, "nga")
    page = nga.get(f"{TIMES}/verify_result").text
    assert "Too few steps to call any an outlier." in page
    assert "T-1 · A trial task" in page
    assert "told from 10 steps on" in page
    assert nga.get(f"{TIMES}/nothing_of_the_kind").status_code == 404
    assert "Nothing was completed here" in nga.get(f"{TIMES}/submit_result?from=2026-01-01&to=2026-01-02").text


def test_a_page_in_vietnamese_says_how_long_in_working_days(world: World, signed_in, clock: Clock) -> None:
    signed_off(world, at=A_MONDAY)
    page = signed_in("nga").get(TIMES).text
    assert "Thời gian thực hiện" in page
    assert "Một nửa xong trong" in page
