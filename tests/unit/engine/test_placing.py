"""Tokens put elsewhere: what is kept is the same, what is moved begins anew, what cannot be right is refused with a name."""

from __future__ import annotations

from random import Random

import pytest

from tests.unit.engine.case import Case
from tests.unit.engine.drawings import (
    boundary,
    bundle,
    each,
    end,
    gateway,
    handler,
    merge,
    message,
    process,
    subprocess,
    timer,
    user,
)
from tests.unit.engine.placed import FORK, PANEL, Placing, at_the_submission, past_the_fork
from tests.unit.engine.random_models import MESSAGES, Model
from workflows.engine.errors import EngineFault
from workflows.engine.placing.place import Misplaced, Placement, place


@pytest.fixture
def life() -> Placing:
    return at_the_submission()


@pytest.fixture
def forked() -> Placing:
    return past_the_fork()


@pytest.mark.parametrize("seed", range(25))
def test_keeping_everything_on_the_same_drawing_changes_not_a_byte(seed: int) -> None:
    case, dice = Case(Model(seed).files(), v=0, n=0), Random(seed)
    for _ in range(25):
        if case.step.ended:
            break
        before = case.step
        kept = place(case.drawing, before.state, (), variables=case.variables, at=case.at).step
        assert kept.state == before.state
        assert (kept.opened, kept.closed, kept.timers_set, kept.timers_cleared, kept.passed) == ((), (), (), (), ())
        assert (kept.waiting_for, kept.variables) == (before.waiting_for, before.variables)
        _anything(case, dice)


@pytest.mark.parametrize("seed", range(40, 60))
def test_a_case_goes_the_same_way_on_a_version_that_draws_the_same(seed: int) -> None:
    files = Model(seed).files()
    stays, goes = Placing(files, v=0, n=0), Placing(files, v=0, n=0)
    for number in range(20):
        if stays.step.ended:
            break
        goes.place(files={**files, "note.txt": str(number % 2).encode()})
        dice = Random(seed * 100 + number)
        _anything(stays, dice)
        dice = Random(seed * 100 + number)
        _anything(goes, dice)
        for name in ("opened", "closed", "timers_set", "timers_cleared", "passed", "ended", "outcome", "variables"):
            assert getattr(stays.step, name) == getattr(goes.step, name), name


def _anything(case: Case, dice: Random) -> None:
    choice = dice.random()
    if case.timers and choice < 0.2:
        case.fire_timer(dice.choice(sorted(case.timers.values(), key=lambda one: one.ref)))
    elif case.open and choice < 0.8:
        case.complete_ref(dice.choice(sorted(case.open)), v=dice.randint(0, 3))
    else:
        case.tell(dice.choice(MESSAGES), "1", item="1", to=1)


def test_a_moved_token_closes_its_step_and_opens_another(life: Placing) -> None:
    step = life.move("submission", "confirmation").step
    assert [(one.element, one.how) for one in step.closed] == [("submission", "cancelled")]
    assert [one.element for one in step.opened] == ["confirmation"]
    life.complete("confirmation", confirmed=True)
    life.complete("verify", verified=True)
    life.complete("sign")
    assert life.step.ended and life.step.outcome == "finished"


def test_a_token_moves_out_of_a_called_drawing_which_goes_with_it(life: Placing) -> None:
    life.complete("submission", report="x")
    life.complete("confirmation", confirmed=True)
    life.move("verify", "submission")
    assert life.elements == ["submission"]
    assert life.positions == ("run", "submission")


def test_a_token_moves_into_a_called_drawing_past_its_start(life: Placing) -> None:
    life.move("submission", "sign")
    assert life.positions == ("run", "sign_off", "sign")
    life.complete("sign")
    assert life.step.outcome == "finished"


def test_what_waits_around_a_moved_token_goes_on_waiting(life: Placing) -> None:
    life.tell("overdue", "7", item="7", to=1)
    life.move("submission", "assign")
    assert life.elements == ["assign", "handle"]
    assert life.step.waiting_for == ("cancelled", "extension_requested", "overdue", "resolved", "suspended")
    life.tell("cancelled")
    assert life.elements == ["handle"]


def test_a_place_that_is_taken_away_leaves_nothing_behind(life: Placing) -> None:
    life.tell("overdue", "7", item="7", to=1)
    step = life.place(life.gone("handle")).step
    assert [(one.element, one.how) for one in step.closed] == [("handle", "cancelled")]
    assert "resolved" not in step.waiting_for and life.elements == ["submission"]


def test_the_last_token_of_a_case_cannot_be_taken_away() -> None:
    case = Placing(bundle(process("p", user("a"), end(), flows="start > a > end")))
    with pytest.raises(EngineFault, match="waits for nothing"):
        case.place(case.gone("a"))


def test_a_token_may_go_to_the_end(life: Placing) -> None:
    life.move("submission", "run_end")
    assert life.step.ended and life.step.outcome == "finished" and not life.open


def test_an_ended_case_is_not_placed(life: Placing) -> None:
    life.tell("cancelled")
    with pytest.raises(Misplaced, match="it has ended"):
        life.place()


@pytest.mark.parametrize(
    ("target", "word"),
    [("nowhere", "nowhere"), ("start", "start"), ("overdue", "overdue"), ("run_start", "run_start")],
)
def test_a_token_begins_at_steps_only(life: Placing, target: str, word: str) -> None:
    with pytest.raises(Misplaced, match=word):
        life.move("submission", target)


def test_a_place_that_is_none_and_one_named_twice_are_refused(life: Placing) -> None:
    with pytest.raises(Misplaced, match=r"9\.9"):
        life.place(Placement("9.9", None))
    with pytest.raises(Misplaced, match="twice"):
        life.place(life.gone("submission"), life.gone("submission"))


def test_a_join_never_waits_for_a_token_that_was_moved_away(forked: Placing) -> None:
    for target in ("after", "plan", None):
        with pytest.raises(Misplaced, match="join"):
            forked.move("a", target)
    forked.complete("a")
    with pytest.raises(Misplaced, match="join"):
        forked.move("b", "after")


def test_both_branches_may_be_taken_back_before_the_fork(forked: Placing) -> None:
    forked.move("a", "plan", forked.gone("b"))
    forked.complete("plan")
    assert forked.elements == ["a", "b"]


def test_both_branches_may_be_taken_behind_the_join_also_when_one_waits_there(forked: Placing) -> None:
    forked.complete("a")
    forked.move("join", "after", forked.gone("b"))
    assert forked.elements == ["after"]
    assert forked.complete("after").ended


def test_what_waits_at_a_join_may_begin_its_branch_again(forked: Placing) -> None:
    forked.complete("a")
    forked.move("join", "a")
    forked.complete("b")
    forked.complete("a")
    assert forked.elements == ["after"]


def test_one_token_is_not_put_into_one_of_two_branches() -> None:
    case = Placing(bundle(FORK))
    with pytest.raises(Misplaced, match="join"):
        case.move("plan", "a")
    assert case.move("plan", "after").step.opened[0].element == "after"


def test_an_inclusive_join_goes_on_when_what_it_waited_for_is_taken_away() -> None:
    drawn = process(
        "p",
        gateway("fork", "inclusive"),
        user("a"),
        user("b"),
        merge("join", "inclusive"),
        user("after"),
        end(),
        flows="""start > fork; fork > a : True; fork > b : v > 0; fork > after : default
            a > join > after > end; b > join""",
    )
    case = Placing(bundle(drawn), v=1)
    case.complete("a")
    assert case.elements == ["b"]
    case.place(case.gone("b"))
    assert case.elements == ["after"]


def test_the_instances_of_a_panel_go_together_or_not_at_all() -> None:
    case = Placing(bundle(PANEL))
    with pytest.raises(Misplaced, match="verify"):
        case.move("verify", "after", which=1)
    with pytest.raises(Misplaced, match="verify"):
        case.place(case.gone("verify", 2))
    case.complete("verify")
    step = case.move("verify", "after").step
    assert len(step.closed) == 2 and len(step.timers_cleared) == 1 and case.elements == ["after"]
    case.move("after", "verify")
    assert case.elements == ["verify", "verify", "verify"] and len(case.timers) == 1


def test_entering_a_subprocess_arms_what_is_on_its_border_and_what_it_watches_for() -> None:
    drawn = process(
        "p",
        user("first"),
        subprocess(
            "box",
            user("x"),
            user("y"),
            end("box_end"),
            handler("any", message("m"), user("seen"), end("seen_end"), flows="start > seen > seen_end"),
            flows="start > x > y > box_end",
        ),
        boundary("slow", "box", timer("P1D")),
        end(),
        flows="start > first > box > end; slow > end",
    )
    case = Placing(bundle(drawn))
    case.move("first", "y")
    assert case.positions == ("box", "y") and case.step.waiting_for == ("m",) and len(case.timers) == 1
    assert case.complete("y").ended and not case.timers


def test_a_repeated_activity_is_entered_from_its_beginning_only() -> None:
    drawn = process(
        "p",
        user("first"),
        subprocess("box", user("x"), end("box_end"), flows="start > x > box_end", repeated=each("[1, 2]")),
        end(),
        flows="start > first > box > end",
    )
    case = Placing(bundle(drawn))
    with pytest.raises(Misplaced, match="box"):
        case.move("first", "x")
    case.move("first", "box")
    with pytest.raises(Misplaced, match="box"):
        case.move("x", "first")
    case.move("box", "first")
    assert case.elements == ["first"]
