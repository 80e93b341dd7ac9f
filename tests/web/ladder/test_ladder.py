"""What will happen, day by day: on the page of a step and for a planned date, for those who may see it, in words."""

from __future__ import annotations

from tests.web.story import given_to_the_department, reading_english


def test_an_officer_reads_what_will_happen_with_a_step_and_a_sibling_does_not(world, signed_in):
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    lan = reading_english(signed_in, "lan")
    assert f"/ladder/steps/{item.public_id}" in lan.get(f"/work-items/{item.public_id}").text
    page = lan.get(f"/ladder/steps/{item.public_id}").text
    assert (
        page.index("Early warning") < page.index("Reminder") < page.index("Raised to level 1") < page.index("level 2")
    )
    assert "Lê Thị Hoa" in page and "12 March 2026, 17:00" in page and "past the top" in page
    assert reading_english(signed_in, "charlie").get(f"/ladder/steps/{item.public_id}").status_code == 404


def test_a_planned_date_is_asked_for_by_unit_and_day_and_nonsense_comes_back_with_a_sentence(signed_in):
    tuan = reading_english(signed_in, "tuan")
    assert "Choose a unit and a day" in tuan.get("/ladder").text
    page = tuan.get("/ladder?unit=56-SKHCN&due=2026-03-12").text
    assert "Lê Thị Hoa" in page and "Raised to level 3" in page
    for words, said in (
        ("unit=56-SKHCN&due=2026-02-01", "is over"),
        ("unit=56-SKHCN&due=soon", "Expected a day such as"),
        ("unit=nowhere&due=2026-03-12", "is none"),
        ("unit=&due=", "it is empty"),
    ):
        answer = tuan.get(f"/ladder?{words}")
        assert answer.status_code == 422 and said in answer.text
