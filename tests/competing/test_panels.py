"""Several verifiers at the same moment: each conclusion counts or its author is told, and one of them ends the round."""

from __future__ import annotations

from tests.competing.rivals import by, everything_agrees, second_after_first
from tests.competing.scenes import approving, facts_of, rows_of
from tests.integration.work.panels import conclude, seats, seen_by, to_a_panel
from tests.support.moments import A_MONDAY
from tests.support.world import World
from workflows.errors import Conflict, Forbidden
from workflows.work import claim
from workflows.work.models import Review


def test_two_who_approve_at_once_in_the_same_place_both_count_and_the_round_ends_once(world: World) -> None:
    to_a_panel(world, "two_of_two")
    shown = seats(world)[0]
    acts = [approving(world, name, seen_by(world, name, shown)) for name in ("minh", "dua")]
    assert second_after_first(world, *acts) is None
    assert (rows_of(world, Review), facts_of(world, "verifier.approved"), facts_of(world, "panel.approved")) == (
        3,
        2,
        1,
    )
    assert [seat.closed_by_id for seat in seats(world)] == [world.people["minh"], world.people["dua"]]
    assert everything_agrees(world) == []


def test_whoever_decides_while_another_ends_the_round_is_told_that_it_is_over(world: World) -> None:
    to_a_panel(world)
    first, second, third = seats(world)
    conclude(world, "minh", seen_by(world, "minh", first), "approve")
    ending = approving(world, "dua", seen_by(world, "dua", second))
    told = second_after_first(world, ending, approving(world, "hoa", seen_by(world, "hoa", third)))
    assert isinstance(told, Conflict) and "your conclusion is not needed" in str(told)
    assert (facts_of(world, "verifier.approved"), facts_of(world, "panel.approved")) == (2, 1)
    assert everything_agrees(world) == []


def test_one_person_in_two_windows_gives_one_conclusion(world: World) -> None:
    to_a_panel(world)
    first, second, _ = seats(world)
    acts = [approving(world, "minh", seen_by(world, "minh", one)) for one in (first, second)]
    told = second_after_first(world, *acts)
    assert isinstance(told, Forbidden) and "gave your conclusion" in str(told)
    assert facts_of(world, "verifier.approved") == 1
    assert everything_agrees(world) == []


def test_two_who_take_the_same_place_at_once_get_two(world: World) -> None:
    to_a_panel(world)
    shown = seats(world)[0]
    acts = [by(world, name, claim.claim, seen_by(world, name, shown), at=A_MONDAY) for name in ("minh", "dua")]
    assert second_after_first(world, *acts) == seats(world)[1].public_id
    assert [seat.assignee_id for seat in seats(world)][:2] == [world.people["minh"], world.people["dua"]]
