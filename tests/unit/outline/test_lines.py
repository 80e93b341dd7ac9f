"""The outline of a drawing: every element on exactly one line, with who, when, why a way is taken, and what happens meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from flask_babel import force_locale

from tests.unit.outline.test_saying import _settings
from webapp.language import app_alone
from webapp.outline import lines
from webapp.outline.lines import Line, told_of
from workflows.definitions.anatomy import take_apart
from workflows.engine.xml import read_tree

BPMN = Path("bpmn")
KEYS = sorted(path.stem for path in BPMN.glob("*/*.bpmn"))
DECLINED = (
    "“Declined, with a reason” if the answer to “Does the unit take the task?” is “Decline”: "
    "back to “Assign the task, check the 6 clears”"
)
FORM = '<bpmn:{tag} id="{id}" name="{id}" {more}>{inside}</bpmn:{tag}>'


@pytest.fixture(autouse=True)
def _in_english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    app = app_alone(_settings(tmp_path_factory.getbasetemp()))
    with app.test_request_context(), force_locale("en"):
        yield


def ours() -> dict[str, bytes]:
    """All our processes as one bundle."""
    files = {path.name: path.read_bytes() for path in BPMN.glob("*/*.bpmn")}
    files |= {f"forms/{path.name}": path.read_bytes() for path in BPMN.glob("*/forms/*.form")}
    return files | {"decisions/ladder.dmn": (BPMN / "decisions" / "ladder.dmn").read_bytes()}


def flat(told: Sequence[Line]) -> Iterator[Line]:
    for line in told:
        yield line
        yield from flat(line.inside)
        yield from flat(line.meanwhile)


def line(key: str, element: str) -> Line:
    (found,) = [one for one in flat(told_of("ours", ours(), key)) if one.element == element]
    return found


@pytest.mark.parametrize("key", KEYS)
def test_every_element_of_our_drawings_stands_on_exactly_one_line(key: str) -> None:
    anatomy = take_apart(f"{key}.bpmn", read_tree(ours()[f"{key}.bpmn"], key).getroot())
    assert anatomy is not None
    told = [one.element for one in flat(told_of("ours", ours(), key))]
    assert sorted(told) == sorted(node.id for node in anatomy.nodes)


def test_a_step_says_who_when_and_when_a_superior_is_told() -> None:
    assert line("resolution_task", "accept_task").says == (
        "Who: the head of the lead unit.",
        "Due: 2 working days after the step opens.",
        "Reminded 1 working day before; a superior is told as soon as it is late.",
    )


def test_a_choice_says_its_answers_with_their_conditions_and_a_way_back_says_so() -> None:
    assert line("resolution_task", "accepted").ways == (
        DECLINED,
        "“Yes” otherwise: “Carry out and submit the result”",
    )


def test_a_subprocess_holds_its_steps_and_what_may_happen_meanwhile() -> None:
    part = line("resolution_task", "run_task")
    assert "submit_result" in [one.element for one in part.inside]
    assert part.meanwhile[0].element == "overdue"
    assert part.meanwhile[0].says == (
        "While “Carry out the task” is under way, when a step is late and a superior is told (message “overdue”): it goes on beside this.",
    )


def test_a_repeated_step_says_how_often_and_until_when() -> None:
    says = " ".join(line("verification_panel", "verify_in_panel").says)
    assert "Done several times side by side: the number of verifiers." in says
    assert "Enough as soon as the number of approvals is at least" in says


def test_a_called_drawing_is_named() -> None:
    assert "What happens there is told by the drawing “verification”." in line("resolution_task", "verification").says


@pytest.mark.parametrize(
    ("timer", "words"),
    [
        ("<bpmn:timeDuration>P3DT4H</bpmn:timeDuration>", "After 3 days 4 hours."),
        ("<bpmn:timeCycle>R3/PT30M</bpmn:timeCycle>", "Every 30 minutes, 3 times."),
        ("<bpmn:timeCycle>R/P1D</bpmn:timeCycle>", "Every 1 day, again and again."),
        ("<bpmn:timeDate>2026-03-02T08:00:00+07:00</bpmn:timeDate>", "On 2 March 2026, 08:00."),
        ("<bpmn:timeDuration>task.pause</bpmn:timeDuration>", "After this time: “task.pause”."),
        ("<bpmn:timeDuration>P99999Y</bpmn:timeDuration>", "After this time: “P99999Y”."),
    ],
)
def test_a_timer_says_its_time_in_words(timer: str, words: str) -> None:
    catch = FORM.format(
        tag="intermediateCatchEvent",
        id="pause",
        more="",
        inside=f"<bpmn:timerEventDefinition>{timer}</bpmn:timerEventDefinition>",
    )
    told = drawn(
        FORM.format(tag="startEvent", id="start", more="", inside="")
        + catch
        + '<bpmn:sequenceFlow id="on" sourceRef="start" targetRef="pause"/>'
    )
    assert told[1].says == (words,)


def test_two_languages_are_kept_apart() -> None:
    assert line("resolution_task", "accept_task").name == "Accept the task, name an officer"
    with force_locale("vi"):
        assert line("resolution_task", "accept_task").name == "Nhận nhiệm vụ, phân công"


def test_what_is_no_drawing_has_no_outline() -> None:
    assert told_of("ours", ours(), "nothing") == ()


def drawn(inside: str) -> tuple[Line, ...]:
    """The outline of a process with these elements."""
    lines._made.clear()
    content = (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
        f'<bpmn:process id="p" isExecutable="true">{inside}</bpmn:process></bpmn:definitions>'
    )
    return told_of(str(hash(inside)), {"p.bpmn": content.encode()}, "p")
