"""Small drawings in a short notation, so that a test shows what it is about on one page.

``process("p", user("a"), end("e"), flows="start > a > e")`` is a file with one process; the start event is always there.
A flow may carry a condition: ``"g > a : form.ok"``; ``"g > b : default"`` marks the default flow.
"""

from __future__ import annotations

import re
from itertools import pairwise
from xml.sax.saxutils import quoteattr

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:nq57="urn:nq57:bpmn:1" '
    'targetNamespace="urn:test" id="definitions">'
)


def _tag(kind: str, identity: str, inside: str = "", **attributes: str) -> str:
    words = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f'<{kind} id="{identity}" name="{identity}"{words}>{inside}</{kind}>'


def _marks(**marks: str) -> dict[str, str]:
    return {f"nq57:{key}": value for key, value in marks.items()}


def sets(**assignments: str) -> str:
    """Assignments of an element."""
    inside = "".join(
        f"<nq57:assignment target={quoteattr(target)} expression={quoteattr(source)}/>"
        for target, source in assignments.items()
    )
    return f"<extensionElements>{inside}</extensionElements>"


def gives(**parameters: str) -> str:
    """Parameters of a service task or a sent message."""
    inside = "".join(
        f"<nq57:parameter name={quoteattr(name)} expression={quoteattr(source)}/>"
        for name, source in parameters.items()
    )
    return f"<extensionElements>{inside}</extensionElements>"


def each(collection: str, item: str = "item", *, until: str = "", one_by_one: bool = False) -> str:
    """Repetition for each entry of a list."""
    condition = f"<completionCondition>{until}</completionCondition>" if until else ""
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{str(one_by_one).lower()}">'
        f"<loopDataInputRef>{collection}</loopDataInputRef><inputDataItem id={quoteattr(item)}/>{condition}"
        "</multiInstanceLoopCharacteristics>"
    )


def times(number: str) -> str:
    """Repetition a number of times."""
    return f"<multiInstanceLoopCharacteristics><loopCardinality>{number}</loopCardinality></multiInstanceLoopCharacteristics>"


def user(identity: str, inside: str = "", **marks: str) -> str:
    return _tag("userTask", identity, inside, **_marks(**marks))


def manual(identity: str, inside: str = "", **marks: str) -> str:
    return _tag("manualTask", identity, inside, **_marks(**marks))


def task(identity: str, inside: str = "") -> str:
    return _tag("task", identity, inside)


def service(identity: str, action: str, inside: str = "") -> str:
    return _tag("serviceTask", identity, inside, **_marks(action=action))


def rule(identity: str, decision: str, result: str) -> str:
    return _tag("businessRuleTask", identity, **_marks(decision=decision, result=result))


def call(identity: str, called: str, inside: str = "") -> str:
    return _tag("callActivity", identity, inside, calledElement=called)


def gateway(identity: str, kind: str = "exclusive") -> str:
    default = {} if kind == "parallel" else {"default": f"{identity}_default"}
    return _tag(f"{kind}Gateway", identity, **default)


def merge(identity: str, kind: str = "exclusive") -> str:
    """A gateway that only brings ways together."""
    return _tag(f"{kind}Gateway", identity)


def choosing(step: str) -> str:
    """The same step with a default arrow, to be drawn as ``step > next : default``."""
    return re.sub(r' id="([^"]+)"', r' id="\1" default="\1_default"', step, count=1)


def end(identity: str = "end", inside: str = "") -> str:
    return _tag("endEvent", identity, inside)


def terminate(identity: str = "end") -> str:
    return end(identity, "<terminateEventDefinition/>")


def message(name: str) -> str:
    return f'<messageEventDefinition messageRef="message_{name}"/>'


def timer(text: str, kind: str = "timeDuration") -> str:
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


def error(code: str = "") -> str:
    return f'<errorEventDefinition errorRef="error_{code}"/>' if code else "<errorEventDefinition/>"


def escalation(code: str = "") -> str:
    return f'<escalationEventDefinition escalationRef="escalation_{code}"/>' if code else "<escalationEventDefinition/>"


def signal(name: str) -> str:
    return f'<signalEventDefinition signalRef="signal_{name}"/>'


def link(name: str) -> str:
    return f"<linkEventDefinition name={quoteattr(name)}/>"


def catch(identity: str, inside: str, more: str = "", **marks: str) -> str:
    return _tag("intermediateCatchEvent", identity, more + inside, **_marks(**marks))


def throw(identity: str, inside: str = "", **marks: str) -> str:
    return _tag("intermediateThrowEvent", identity, inside, **_marks(**marks))


def send(identity: str, name: str, inside: str = "", **marks: str) -> str:
    return _tag("sendTask", identity, inside, messageRef=f"message_{name}", **_marks(**marks))


def receive(identity: str, name: str, inside: str = "", **marks: str) -> str:
    return _tag("receiveTask", identity, inside, messageRef=f"message_{name}", **_marks(**marks))


def boundary(identity: str, on: str, inside: str, *, beside: bool = False, **marks: str) -> str:
    """A boundary event; ``beside`` makes it non-interrupting."""
    return _tag(
        "boundaryEvent", identity, inside, attachedToRef=on, cancelActivity=str(not beside).lower(), **_marks(**marks)
    )


def subprocess(identity: str, *nodes: str, flows: str, repeated: str = "") -> str:
    start = _tag("startEvent", f"{identity}_start")
    drawn = _flows(flows.replace("start >", f"{identity}_start >"), identity)
    return _tag("subProcess", identity, "".join((repeated, start, *nodes, *drawn)))


def handler(identity: str, event: str, *nodes: str, flows: str, beside: bool = False) -> str:
    """An event subprocess; ``beside`` makes it non-interrupting."""
    start = _tag("startEvent", f"{identity}_start", event, isInterrupting=str(not beside).lower())
    drawn = _flows(flows.replace("start >", f"{identity}_start >"), identity)
    return _tag("subProcess", identity, "".join((start, *nodes, *drawn)), triggeredByEvent="true")


def process(identity: str, *nodes: str, flows: str, start: str = "") -> bytes:
    """A file with one process and the messages, errors and escalations that it names."""
    body = "".join((_tag("startEvent", "start", start), *nodes, *_flows(flows, identity)))
    return (
        f'{_HEAD}<process id="{identity}" isExecutable="true">{body}</process>{_named(body)}</definitions>'
    ).encode()


def _flows(text: str, prefix: str) -> list[str]:
    flows = []
    for number, line in enumerate(filter(None, (part.strip() for part in text.replace("\n", ";").split(";")))):
        path, _, condition = line.partition(":")
        condition = condition.strip()
        nodes = [node.strip() for node in path.split(">")]
        for place, (source, target) in enumerate(pairwise(nodes)):
            identity = f"{prefix}_flow_{number}_{place}"
            inside = ""
            if condition == "default" and place == 0:
                identity = f"{source}_default"
            elif condition and place == 0:
                inside = (
                    f"<conditionExpression>{condition.replace('&', '&amp;').replace('<', '&lt;')}</conditionExpression>"
                )
            flows.append(
                f'<sequenceFlow id="{identity}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'
            )
    return flows


def _named(body: str) -> str:
    found = []
    for kind, code in (("message", ""), ("signal", ""), ("error", "errorCode"), ("escalation", "escalationCode")):
        names = {part.split('"')[0] for part in body.split(f'{kind}Ref="{kind}_')[1:]}
        found += [
            f'<{kind} id="{kind}_{name}" name="{name}"' + (f' {code}="{name}"' if code else "") + "/>"
            for name in sorted(names)
        ]
    return "".join(found)


def bundle(*files: bytes, **more: bytes) -> dict[str, bytes]:
    """The files of a bundle, drawings numbered; keywords are decision tables by key."""
    tables = {f"decisions/{key}.dmn": content for key, content in more.items()}
    return {**{f"{number}.bpmn": content for number, content in enumerate(files)}, **tables}
