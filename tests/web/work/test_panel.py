"""A verification by several on the pages: one place for one person, how it stands, and what whoever comes too late is told."""

from __future__ import annotations

from tests.integration.work.panels import WHY, conclude, seats, seen_by, to_a_panel
from tests.web.story import reading_english
from workflows.work.sides import current_submission


def at(seat, *more):
    return "/".join(("", "work-items", seat.public_id, *more))


def seen_sha(world, seat):
    with world.database.reading() as session:
        return current_submission(session, seat.instance_id).sha256


def test_an_inbox_shows_one_place_and_after_the_conclusion_none(world, signed_in):
    to_a_panel(world)
    minh = reading_english(signed_in, "minh")
    shown = [seat for seat in seats(world) if at(seat) in minh.get("/inbox").text]
    assert [seat.id for seat in shown] == [seats(world)[0].id]
    assert minh.send(at(shown[0], "claim")).location == at(shown[0])
    form = {"decision": "approve", "seen_sha256": seen_sha(world, shown[0])}
    assert minh.send(at(shown[0], "completion"), form).status_code == 303
    assert not any(at(seat) in minh.get("/inbox").text for seat in seats(world))


def test_the_same_person_is_refused_in_a_sentence_and_offered_no_button(world, signed_in):
    to_a_panel(world)
    first, second, _ = seats(world)
    conclude(world, "minh", seen_by(world, "minh", first), "approve")
    minh = reading_english(signed_in, "minh")
    page = minh.get(at(second)).text
    assert "you gave your conclusion on this result already" in page
    assert at(second, "claim") not in page and at(second, "completion") not in page
    assert minh.send(at(second, "claim")).status_code == 403
    form = {"decision": "approve", "seen_sha256": seen_sha(world, second)}
    assert minh.send(at(second, "completion"), form).status_code == 403


def test_whoever_takes_a_place_that_is_gone_is_led_to_the_next(world, signed_in):
    to_a_panel(world)
    first, second, _ = seats(world)
    dua = reading_english(signed_in, "dua")
    dua.get(at(first))
    reading_english(signed_in, "minh").send(at(first, "claim"))
    assert dua.send(at(first, "claim")).location == at(second)


def test_whoever_decides_when_the_round_is_over_reads_why_and_keeps_the_words(world, signed_in):
    to_a_panel(world)
    first, second, third = seats(world)
    dua, seen = reading_english(signed_in, "dua"), seen_sha(world, first)
    dua.send(at(third, "claim"))
    for name, seat in (("minh", first), ("hoa", second)):
        conclude(world, name, seen_by(world, name, seat), "approve")
    answer = dua.send(at(third, "completion"), {"decision": "return", "reason": WHY, "seen_sha256": seen})
    assert (
        answer.status_code == 409
        and "your conclusion is not needed" in answer.text
        and "2 of 3 verifiers approved" in answer.text
    )


def test_charlie_learns_nothing_of_a_panel(world, signed_in):
    to_a_panel(world)
    charlie = reading_english(signed_in, "charlie")
    for seat in seats(world):
        assert charlie.get(at(seat)).status_code == 404
        assert charlie.send(at(seat, "claim")).status_code == 404
    assert "T-1" not in charlie.get("/inbox").text
