"""What can be read as a drawing, and the sentence for everything else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.unit.engine.case import Case
from tests.unit.engine.drawings import (
    boundary,
    bundle,
    call,
    catch,
    end,
    error,
    gateway,
    message,
    process,
    rule,
    sets,
    subprocess,
    timer,
    user,
)
from workflows.engine.drawing import checksum, load
from workflows.engine.errors import EngineFault

GOOD = process("p", user("a"), end(), flows="start > a > end")


def _with(inside: str) -> dict[str, bytes]:
    """The good drawing with something more in its process."""
    return bundle(GOOD.replace(b"</process>", inside.encode() + b"</process>"))


def _flow(*nodes: str, flows: str) -> dict[str, bytes]:
    return bundle(process("p", *nodes, end(), flows=flows))


REFUSED: Mapping[str, tuple[dict[str, bytes], str]] = {
    "a script task": (_with('<scriptTask id="s"><script>import os</script></scriptTask>'), "s is or has a scriptTask"),
    "an event subprocess without an event": (
        _with('<subProcess id="s" triggeredByEvent="true"><startEvent id="x"/></subProcess>'),
        "x to have one event definition",
    ),
    "an event subprocess with an arrow": (
        _with(
            '<subProcess id="s" triggeredByEvent="true"><startEvent id="x"><messageEventDefinition/></startEvent></subProcess>'
            '<sequenceFlow id="f" sourceRef="a" targetRef="s"/>'
        ),
        "s to stand by itself",
    ),
    "an error that does not interrupt": (
        _flow(user("a"), boundary("edge", "a", error("x"), beside=True), flows="start > a > end; edge > end"),
        "an error to interrupt",
    ),
    "work that is there to be undone": (_with('<userTask id="s" isForCompensation="true"/>'), "isForCompensation"),
    "two tokens at once": (_with('<userTask id="s" completionQuantity="2"/>'), "completionQuantity"),
    "a transaction": (_with('<transaction id="s"><startEvent id="x"/></transaction>'), "transaction"),
    "an ad hoc subprocess": (_with('<adHocSubProcess id="s"/>'), "adHocSubProcess"),
    "an event-based gateway": (_with('<eventBasedGateway id="s"/>'), "eventBasedGateway"),
    "a complex gateway": (_with('<complexGateway id="s"/>'), "complexGateway"),
    "a signal without a name": (
        _flow(catch("s", "<signalEventDefinition/>"), flows="start > s > end"),
        "signalRef names nothing",
    ),
    "a compensation": (_with('<endEvent id="s"><compensateEventDefinition/></endEvent>'), "compensate"),
    "a link to nowhere": (
        _with('<intermediateThrowEvent id="s"><linkEventDefinition name="x"/></intermediateThrowEvent>'),
        "link s to lead to exactly one",
    ),
    "a standard loop": (
        _with('<userTask id="s"><standardLoopCharacteristics/></userTask>'),
        "s is or has a standardLoop",
    ),
    "a timer at the start": (bundle(GOOD.replace(b'name="start">', b'name="start"><timerEventDefinition/>')), "start"),
    "two start events": (_with('<startEvent id="s2"/>'), "exactly one start"),
    "no start event": (bundle(GOOD.replace(b"startEvent", b"endEvent")), "exactly one start"),
    "an edge without event": (
        _flow(user("a"), boundary("edge", "a", ""), flows="start > a > end; edge > end"),
        "edge to have one",
    ),
    "a repeating timer that interrupts": (
        _flow(user("a"), boundary("edge", "a", timer("R/P1D", "timeCycle")), flows="start > a > end; edge > end"),
        "repeating timer only",
    ),
    "a timer without text": (_flow(catch("t", timer("")), flows="start > t > end"), "at t"),
    "a timer that is no expression": (
        _flow(catch("t", timer("PT 1H!")), flows="start > t > end"),
        "Expected t to hold",
    ),
    "a date without time zone": (
        _flow(catch("t", timer("2026-03-01", "timeDate")), flows="start > t > end"),
        "time zone",
    ),
    "a far too long timer": (_flow(catch("t", timer("P400Y")), flows="start > t > end"), "ten years"),
    "a condition that is no expression": (
        _flow(user("a"), gateway("g"), flows="start > a > g; g > a : import os; g > end : default"),
        "Expected g to hold an expression",
    ),
    "a condition with a forbidden name": (
        _flow(user("a"), gateway("g"), flows="start > a > g; g > a : a.__class__; g > end : default"),
        "underscore",
    ),
    "a way without condition": (
        _flow(user("a"), gateway("g"), flows="start > a > g; g > a; g > end : default"),
        "needs a condition",
    ),
    "an assignment that is no expression": (
        _flow(user("a", sets(x="1 +")), flows="start > a > end"),
        "Expected a to hold",
    ),
    "an assignment to a reserved name": (_flow(user("a", sets(form="1")), flows="start > a > end"), "free name"),
    "an assignment to a hidden name": (_flow(user("a", sets(**{"x.__y": "1"})), flows="start > a > end"), "free name"),
    "performers that are no expression": (
        _flow(user("a", candidates="head of U"), flows="start > a > end"),
        "Expected a",
    ),
    "an unknown step": (_flow(user("a", step="dance"), flows="start > a > end"), "known step on a"),
    "a call to nowhere": (_flow(call("c", "nowhere"), flows="start > c > end"), "nowhere"),
    "a decision that is not in the bundle": (_flow(rule("r", "nowhere", "x"), flows="start > r > end"), "nowhere"),
    "a message without a name": (
        bundle(
            process("p", catch("t", message("x")), end(), flows="start > t > end").replace(
                b'messageRef="message_x"', b""
            )
        ),
        "messageRef",
    ),
    "an error that is not declared": (
        bundle(
            process("p", end("bad", error("x")), flows="start > bad").replace(
                b'<error id="error_x"', b'<error id="other"'
            )
        ),
        "errorRef",
    ),
    "a flow to nowhere": (_flow(user("a"), flows="start > a > nowhere"), "a"),
    "two processes of one name": (bundle(GOOD, GOOD), "Duplicate"),
    "another process": (bundle(process("q", end(), flows="start > end")), "not found"),
    "a process that may not run": (
        bundle(GOOD.replace(b'isExecutable="true"', b'isExecutable="false"')),
        "not executable",
    ),
    "a subprocess without end": (
        _flow(subprocess("s", user("a"), flows="start > a"), flows="start > s > end"),
        "End event",
    ),
    "a very long row": (
        _flow(*(user(f"u{n}") for n in range(900)), flows=" > ".join(["start", *(f"u{n}" for n in range(900))])),
        "in a row",
    ),
    "no XML": (bundle(b"<definitions>"), "to be XML"),
    "another encoding": (bundle("<a>é</a>".encode("latin-1")), "UTF-8"),
    "a document type": (bundle(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "document type"),
    "a processing instruction": (bundle(b"<a><?php exit ?></a>"), "processing instructions"),
    "deep nesting": (bundle(b"<a>" * 200 + b"</a>" * 200), "less deeply"),
    "a great many elements": (bundle(b"<a>" + b"<b/>" * 6000 + b"</a>"), "smaller"),
    "a great size": (bundle(b"<a>" + b" " * (2 * 1024 * 1024) + b"</a>"), "2 MB"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_the_engine_does_not_run_right_is_refused_with_a_sentence(what: str) -> None:
    files, words = REFUSED[what]
    with pytest.raises(EngineFault, match=re.escape(words)):
        load(files, "p")


def test_a_drawing_is_read_once_for_the_same_files() -> None:
    assert load(bundle(GOOD), "p") is load(bundle(GOOD), "p")


def test_the_checksum_covers_names_and_bytes_and_not_the_order() -> None:
    one = {"a": b"1", "b": b"2"}
    assert checksum(one) == checksum(dict(reversed(one.items())))
    others = [{"a": b"12", "b": b""}, {"a": b"1", "c": b"2"}, {"a": b"1"}, {"a": b"2", "b": b"1"}]
    assert len({checksum(files) for files in [one, *others]}) == 5


def test_data_objects_are_drawn_only() -> None:
    files = _with('<dataObject id="d"/><dataObjectReference id="r" dataObjectRef="d"/>')
    assert Case(files).elements == ["a"]


def test_a_name_in_english_is_the_vietnamese_one_where_none_is_given() -> None:
    files = bundle(process("p", user("a"), user("b", nameEn="Assign"), end(), flows="start > a > b > end"))
    case = Case(files)
    assert case.open[case.ref("a")].name_en == "a"
    case.complete("a")
    item = case.open[case.ref("b")]
    assert (item.name, item.name_en) == ("b", "Assign")


def test_many_threads_may_run_one_drawing() -> None:
    files = bundle(
        process(
            "p",
            user("a", sets(x="form.x")),
            gateway("g"),
            user("b"),
            end(),
            flows="start > a > g; g > b : x > 5; g > end : default; b > end",
        )
    )

    def run(x: int) -> list[str]:
        case = Case(files)
        case.complete("a", x=x)
        return case.elements

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(run, range(200))) == [[] if x <= 5 else ["b"] for x in range(200)]
