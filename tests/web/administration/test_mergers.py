"""Merging through the pages: a look first, then one decision; the old address tells where the unit went."""

from __future__ import annotations

from tests.support.moments import A_MONDAY
from tests.web.administration.scenes import acts, addresses
from tests.web.story import given_to_the_department, reading_english

SAID = {"units": "56-SKHCN", "from_on": "2026-03-02", "reason": "Sắp xếp bộ máy"}


def test_a_merger_is_looked_at_decided_and_carried_out_and_the_old_address_tells(world, quang, signed_in, opened):
    given_to_the_department(world, officer="lan")
    old, new = addresses(opened)["56-SKHCN"], addresses(opened)["56-STC"]
    there = f"/administration/units/{new}/merger"
    look = quang.get(f"{there}/new", query_string={**SAID, "look": "1"}).text
    assert "Nothing is written yet" in look and "Trần Văn Bình" in look and "becomes a deputy of the new head" in look
    assert "head is not appointed yet" in look
    assert quang.send(there, SAID).status_code == 303
    assert "This unit goes into" in quang.get(f"/organisation/units/{old}").text
    world.tick(A_MONDAY)
    page = reading_english(signed_in, "charlie").get(f"/organisation/units/{old}").text
    assert "went into Khanh Hoa Department of Finance on 2 March 2026" in page and new in page
    assert "Nguyễn Thị Lan" in quang.get(f"/administration/units/{new}").text
    stale = quang.send(f"/administration/units/{old}/post", {"code": "x", "title_vi": "X", "rank": "officer"})
    assert stale.status_code == 409 and "Choose the one that came after it" in stale.text
    told = quang.send(there, SAID)
    assert told.status_code == 409 and "still exists" in told.text


def test_a_look_at_units_beside_the_own_ones_is_refused_and_shows_nothing_of_them(vy, opened):
    there = f"/administration/units/{addresses(opened)['56-SKHCN']}/merger"
    look = vy.get(f"{there}/new", query_string={**SAID, "units": "56-STC", "look": "1"})
    assert look.status_code == 403 and "Finance" not in look.text
    assert vy.send(there, {**SAID, "units": "56-STC"}).status_code == 403


def test_a_decision_is_taken_back_before_its_day(quang, opened):
    new = addresses(opened)["56-STC"]
    later = {**SAID, "from_on": "2026-04-01"}
    assert quang.send(f"/administration/units/{new}/merger", later).status_code == 303
    page = quang.get(f"/administration/units/{addresses(opened)['56-SKHCN']}").text
    merger = page.split("/administration/mergers/")[1][:32]
    assert acts(quang, "mergers", merger, "withdrawal", {"reason": "Hoãn"}).status_code == 303
    assert "goes into Khanh Hoa" not in quang.get(f"/organisation/units/{new}").text
