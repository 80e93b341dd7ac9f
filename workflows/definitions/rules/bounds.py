"""Timers and repetitions stay within bounds that no slip of the pen may leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from workflows.definitions.anatomy import Anatomy
from workflows.definitions.faults import Fault, fault
from workflows.engine.errors import EngineFault
from workflows.engine.marks import BPMN
from workflows.engine.timers import due_moment, is_literal, period_of, schedule_of
from workflows.errors import N_
from workflows.limits import CASE_REPEATS, DRAWING_FLOWS, DRAWING_NODES

_ANCHOR = datetime(2026, 1, 1, tzinfo=UTC)


def timers(drawing: Anatomy) -> Iterator[Fault]:
    """Timers written out are dates with a time zone, durations up to ten years, repetitions no faster than once a minute."""
    for node in drawing.nodes:
        for element in node.element.iterfind(f"{BPMN}timerEventDefinition"):
            written = {kind: (element.findtext(f"{BPMN}{tag}") or "").strip() for tag, kind in _KINDS.items()}
            given = {kind: text for kind, text in written.items() if text}
            if len(given) != 1:
                yield fault(
                    drawing.file,
                    node.id,
                    N_("Expected one date, duration or repetition for the timer, but there are %(count)s."),
                    count=len(given),
                )
                continue
            ((kind, text),) = given.items()
            if not is_literal(kind, text) and not text.startswith(("P", "R", "-", "+")) and not text[0].isdigit():
                continue  # an expression, which is checked as such
            try:
                _check(kind, text, node.id)
            except EngineFault as refused:
                yield fault(drawing.file, node.id, refused.text, **refused.params)
            except (ArithmeticError, ValueError):
                yield fault(drawing.file, node.id, N_("Expected a timer within ten years, but it is far away."))


def moderate(drawing: Anatomy) -> Iterator[Fault]:
    """A drawing has no more nodes than a person can follow; the library, too, reads only so many in a row."""
    count = sum(1 for _ in drawing.nodes)
    if count > DRAWING_NODES:
        text = N_(
            "Expected at most %(most)s elements in one drawing, but there are %(count)s. Move parts into call activities."
        )
        yield fault(drawing.file, drawing.process, text, most=DRAWING_NODES, count=count)
    arrows = sum(len(scope.flows) for scope in drawing.scopes.values())
    if count <= DRAWING_NODES and arrows > DRAWING_FLOWS:
        text = N_("Expected at most %(most)s arrows in one drawing, but there are %(count)s.")
        yield fault(drawing.file, drawing.process, text, most=DRAWING_FLOWS, count=arrows)


def repetitions(drawing: Anatomy) -> Iterator[Fault]:
    """A number of repetitions written out is at most 500."""
    for node in drawing.nodes:
        text = (node.element.findtext(f"{BPMN}multiInstanceLoopCharacteristics/{BPMN}loopCardinality") or "").strip()
        if text.isdecimal() and (len(text) > 9 or int(text) > CASE_REPEATS):
            yield fault(
                drawing.file,
                node.id,
                N_("Expected at most %(most)s repetitions, but the drawing asks for more."),
                most=CASE_REPEATS,
            )


def _check(kind: str, text: str, element: str) -> None:
    if kind == "date":
        due_moment(text, element)
    elif kind == "duration":
        period_of(text, element).after(_ANCHOR)
    else:
        schedule_of(text, element, _ANCHOR)


_KINDS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
