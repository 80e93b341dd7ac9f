"""Conditions, times, messages and repetitions of other engines, which the standard keeps in elements of their own."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workflows.definitions.foreign import vendors
from workflows.definitions.foreign.phrases import is_foreign, translated
from workflows.definitions.foreign.report import MAPPED, OPEN, Line, cut
from workflows.engine.marks import BPMN, NQ57
from workflows.expressions.errors import ExpressionError
from workflows.expressions.syntax import parse

_TIMES = ("timeDate", "timeDuration", "timeCycle")
_ASKED = ("conditionExpression", "completionCondition", "loopCardinality")
_ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
_CATCHING = ("intermediateCatchEvent", "boundaryEvent")


def reworded(root: etree._Element) -> Iterator[Line]:
    """Write conditions, counts and times in our language; what cannot be said so stays as it is and is told."""
    for kind in (*_ASKED, *_TIMES):
        for element in root.iter(f"{BPMN}{kind}"):
            yield from _expression(element, kind)
    yield from _correlated(root)
    yield from _repeated(root)


def _expression(element: etree._Element, kind: str) -> Iterator[Line]:
    text, owner = (element.text or "").strip(), owner_id(element)
    shown = cut(f"{kind} {text}")
    language = (element.get("language") or "").lower()
    is_script = bool(language) and not any(one in language for one in ("feel", "juel", "xpath"))
    if not text or (not is_foreign(text) and not is_script and (kind in _TIMES or _is_ours(text))):
        return
    ours = None if is_script else translated(text)
    if ours is None:
        remedy = vendors.TIMER if kind in _TIMES else vendors.SCRIPT if is_script else vendors.CONDITION
        yield Line(OPEN, (owner,), shown, remedy=remedy)
    else:
        element.text = ours
        yield Line(MAPPED, (owner,), shown, cut(ours))


def _correlated(root: etree._Element) -> Iterator[Line]:
    """What a message must be about stands with the message there, and with each that catches it here."""
    all_catching = _catching(root)
    for message in root.iterfind(f"{BPMN}message"):
        said = message.find(f"{BPMN}extensionElements/{_ZEEBE}subscription")
        if said is None:
            continue
        key, identity = said.get("correlationKey", ""), message.get("id", "")
        catching = all_catching.pop(identity, [])  # a second message of the same id is caught by nobody
        ours = translated(key) if is_foreign(key) else None
        shown = cut(f'zeebe:subscription correlationKey="{key}"')
        if ours is None or not catching:
            yield Line(OPEN, (identity,), shown, remedy=vendors.CORRELATION)
            continue
        for one in catching:
            if one.get(f"{NQ57}correlation") is None:
                one.set(f"{NQ57}correlation", ours)
        yield Line(MAPPED, tuple(one.get("id", "") for one in catching), shown, cut(f'nq57:correlation="{ours}"'))


def _catching(root: etree._Element) -> dict[str, list[etree._Element]]:
    """What catches each message, looked for once: a drawing may hold a thousand of both."""
    found: dict[str, list[etree._Element]] = {}
    for event in root.iter(*(BPMN + kind for kind in _CATCHING)):
        for message in {one.get("messageRef", "") for one in event.iterfind(f"{BPMN}messageEventDefinition")}:
            found.setdefault(message, []).append(event)
    for step in root.iter(f"{BPMN}receiveTask"):
        found.setdefault(step.get("messageRef", ""), []).append(step)
    return found


def _repeated(root: etree._Element) -> Iterator[Line]:
    """For what a step is repeated: the list and the name of its entry become those of the standard."""
    for loop in root.iter(f"{BPMN}multiInstanceLoopCharacteristics"):
        told = _list_of(loop)
        if told is None:
            continue
        over, entry, shown = told
        ours = translated(over) if is_foreign(over) else over if over.isidentifier() else None
        others = any(loop.find(f"{BPMN}{one}") is not None for one in ("loopCardinality", "loopDataInputRef"))
        if ours is None or others or not entry.isidentifier():
            yield Line(OPEN, (owner_id(loop),), shown, remedy=vendors.REPEATED)
            continue
        first = loop.find(f"{BPMN}extensionElements")
        place = 0 if first is None else loop.index(first) + 1
        listed = etree.Element(f"{BPMN}loopDataInputRef")
        listed.text = ours
        named = etree.Element(f"{BPMN}inputDataItem", name=entry)
        loop.insert(place, listed)
        loop.insert(place + 1, named)
        yield Line(MAPPED, (owner_id(loop),), shown, cut(f"loopDataInputRef {ours}, inputDataItem {entry}"))


def _list_of(loop: etree._Element) -> tuple[str, str, str] | None:
    """The list and the name of its entry as a vendor says them, and both as they are shown."""
    zeebe = loop.find(f"{BPMN}extensionElements/{_ZEEBE}loopCharacteristics")
    if zeebe is not None:
        over, entry = zeebe.get("inputCollection", ""), zeebe.get("inputElement", "")
        return over, entry, cut(f'zeebe:loopCharacteristics inputCollection="{over}" inputElement="{entry}"')
    for name, prefix in vendors.VENDORS.items():
        over, entry = loop.get(f"{{{name}}}collection", ""), loop.get(f"{{{name}}}elementVariable", "")
        if over:
            return over, entry, cut(f'{prefix}:collection="{over}" {prefix}:elementVariable="{entry}"')
    return None


def owner_id(element: etree._Element) -> str:
    """The id of the step, event or arrow that an expression belongs to."""
    holder = element.getparent()
    while holder is not None and (not holder.get("id") or etree.QName(holder).localname.endswith("Definition")):
        holder = holder.getparent()
    return "" if holder is None else holder.get("id", "")


def _is_ours(text: str) -> bool:
    try:
        parse(text)
    except ExpressionError:
        return False
    return True
