"""What a drawing reads of a form after a step: just that is asked of whoever skips the step."""

from __future__ import annotations

from tests.unit.engine.drawings import bundle, call, each, end, gateway, gives, process, service, sets, subprocess, user
from tests.unit.engine.placed import Placing, at_the_submission
from workflows.engine.placing.asked import fields_read, peoples_steps, written_names


def read(case: Placing, element: str, which: int = 0) -> list[str]:
    return sorted(fields_read(case.drawing, case.step.state, case.key(element, which)))


def test_assignments_of_the_step_and_conditions_behind_it_are_read() -> None:
    case = at_the_submission()
    assert read(case, "submission") == ["report"] and read(case, "run") == []
    case.complete("submission", report="x")
    case.complete("confirmation", confirmed=True)
    assert read(case, "verify") == ["verified"]


def test_everything_up_to_the_next_wait_is_read_through_gateways_services_and_called_drawings() -> None:
    drawn = process(
        "p",
        user("a", each("[1, 2]", until="form.enough")),
        gateway("way"),
        service("act", "act", gives(what="form.what")),
        call("called", "q"),
        user("b", sets(late="form.late"), candidates="group(form.group)"),
        end(),
        flows="start > a > way; way > act : form.yes; way > b : default; act > called > b > end",
    )
    inner = process(
        "q",
        subprocess("box", user("c", due="form.day"), end("box_end"), flows="start > c > box_end"),
        end("q_end"),
        flows="start > box > q_end",
    )
    case = Placing(bundle(drawn, inner))
    assert read(case, "a", 1) == ["day", "enough", "group", "what", "yes"]
    assert fields_read(case.drawing, case.step.state, "9") == frozenset()


def test_steps_of_people_and_names_that_are_written_are_told() -> None:
    drawing = at_the_submission().drawing
    assert peoples_steps(drawing)["submission"].step == "submission"
    assert written_names(drawing) >= {"officer", "accepted", "report", "verified"}
