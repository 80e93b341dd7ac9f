"""What the standard has and this house does not run: a drawing of each; what is said about it is the linter's business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.conformance.proof import ACTIONS, dressed
from tests.unit.engine.drawings import (
    boundary,
    catch,
    end,
    error,
    gateway,
    handler,
    link,
    merge,
    process,
    signal,
    subprocess,
    task,
    throw,
    timer,
    user,
)
from workflows.definitions import lint
from workflows.definitions.bundles import Bundle

WAY = "start > a > end"


@dataclass(frozen=True, slots=True)
class Refused:
    """A construct that is refused, and a drawing that has it."""

    construct: str
    files: Mapping[str, bytes]

    @property
    def sentences(self) -> list[str]:
        """What the linter says."""
        return [one.sentence for one in lint.faults(Bundle("p", self.files), ACTIONS)]


def _with(
    construct: str, *nodes: str, flows: str = WAY, start: str = "", beside: str = "", within: str = ""
) -> Refused:
    """The good drawing with more nodes, or with something beside its process or on its step."""
    step = user("a").replace("></userTask>", f">{within}</userTask>")
    content = process("p", step, *nodes, end(), flows=flows, start=start)
    return Refused(construct, dressed(content.replace(b"</definitions>", f"{beside}</definitions>".encode())))


def _on(construct: str, attribute: str) -> Refused:
    content = process("p", user("a").replace(' id="a"', f' id="a" {attribute}'), end(), flows=WAY)
    return Refused(construct, dressed(content))


_MESSAGE = '<messageEventDefinition messageRef="message_m"/>'
REFUSED = (
    _with("Script task", '<scriptTask id="b" name="b"><script>pass</script></scriptTask>'),
    _with("Transaction", '<transaction id="b" name="b"><startEvent id="s"/><endEvent id="e"/></transaction>'),
    _with("Cancel event", '<endEvent id="b" name="b"><cancelEventDefinition/></endEvent>'),
    _with("Ad-hoc subprocess", '<adHocSubProcess id="b" name="b"/>'),
    _with("Event-based gateway", '<eventBasedGateway id="b" name="b"/>'),
    _with("Complex gateway", '<complexGateway id="b" name="b"/>'),
    _with(
        "Compensation event",
        '<intermediateThrowEvent id="b" name="b"><compensateEventDefinition/></intermediateThrowEvent>',
    ),
    _on("Work that is there to compensate", 'isForCompensation="true"'),
    _with(
        "Conditional event",
        catch("b", "<conditionalEventDefinition><condition>n</condition></conditionalEventDefinition>"),
    ),
    _with("Loop marker", within="<standardLoopCharacteristics/>"),
    _with(
        "Several events in one",
        catch("b", f"{_MESSAGE}<terminateEventDefinition/>"),
        beside='<message id="message_m" name="m"/>',
    ),
    _with(
        "Parallel multiple event",
        boundary("b", "a", _MESSAGE).replace("cancelActivity", 'parallelMultiple="true" cancelActivity'),
    ),
    _with("A timer, signal or condition that starts a case", start=timer("P1D")),
    _with("Several start events", '<startEvent id="b" name="b"/>'),
    Refused("No start event", dressed(process("p", user("a"), end(), flows=WAY).replace(b"startEvent", b"endEvent"))),
    _with("Receiving task that starts a case", '<receiveTask id="b" name="b" instantiate="true"/>'),
    _on("Several tokens at once", 'startQuantity="2"'),
    _with(
        "Events of a repeated step",
        within='<multiInstanceLoopCharacteristics behavior="None"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>',
    ),
    _with("Error that does not interrupt", boundary("b", "a", error("x"), beside=True)),
    _with("Repeating timer that interrupts", boundary("b", "a", timer("R/P1D", "timeCycle"))),
    _with("Repeating timer in the flow", catch("b", timer("R/P1D", "timeCycle")), flows="start > a > b > end"),
    _with(
        "Event subprocess with arrows, on a border or repeated",
        handler("b", timer("P1D"), end("b_end"), flows="start > b_end"),
        flows="start > a > b > end",
    ),
    _with(
        "Link out of a subprocess",
        subprocess("b", throw("c", link("over")), end("b_end"), flows="start > c; start > b_end"),
        catch("d", link("over")),
        flows="start > a > b > end; d > end",
    ),
    _with("Signal to another case", throw("b", signal("x")), flows="start > a > b > end"),
    _with("Signal from outside", catch("b", signal("x")), flows="start > a > b > end"),
    _with("Condition on an arrow out of an event", flows="start > a : n > 1; a > end"),
    _with("Conditions on all arrows out of a step, none the default", flows="start > a; a > end : n > 1"),
    _with(
        "Fork inside a circle",
        gateway("g"),
        task("b"),
        flows="start > a; a > b > end; a > g; g > a : n > 1; g > end : default",
    ),
    _with(
        "Fork merged by an exclusive gateway",
        user("b"),
        user("c"),
        merge("m"),
        task("d"),
        flows="start > a; a > b > m; a > c > m; m > d > end",
    ),
    _with(
        "Join that a choice may leave waiting",
        user("b"),
        merge("m", "parallel"),
        flows="start > a; a > m; a > b > m : n > 1; m > end",
    ),
    _with("Data object", '<dataObject id="b"/>'),
    _with("Data store", '<dataStoreReference id="b"/>'),
    _with("Input and output mappings", within="<ioSpecification><inputSet/><outputSet/></ioSpecification>"),
    _with("Performers of the standard", within='<potentialOwner id="b"/>'),
    _with("Choreography", beside='<choreography id="b"/>'),
    _with("Conversation", beside='<collaboration id="b"><conversation id="c"/></collaboration>'),
    _with("Global task", beside='<globalUserTask id="b"/>'),
    _with("Several processes in one file", beside='<process id="q"><startEvent id="s"/></process>'),
)
