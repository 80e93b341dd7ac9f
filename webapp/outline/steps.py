"""What is said of one element: who does it and when, how often it is repeated, what it waits for, what calls it up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask_babel import gettext, ngettext
from lxml import etree

from webapp.outline.known import EVENTS, MESSAGES
from webapp.outline.saying import Saying
from webapp.times import exact_moment
from workflows.definitions.anatomy import PERSONS_WORK, Node
from workflows.definitions.decisions import ladder_rung
from workflows.engine.errors import EngineFault
from workflows.engine.marks import BPMN
from workflows.engine.timers import due_moment, is_literal, period_of
from workflows.errors import Refusal

USUAL = 50  # the priority for which the ladder is told
CYCLE = "R"


def said_of(node: Node, saying: Saying, files: Mapping[str, bytes]) -> Iterator[str]:
    """The sentences about an element, beside its kind and its name."""
    if node.kind in PERSONS_WORK:
        yield from _who(node, saying)
        yield from _when(node, saying, files)
    yield from _repeated(node.element, saying)
    if node.called:
        yield gettext("What happens there is told by the drawing “%(name)s”.", name=node.called)
    if node.own.get("decision"):
        yield gettext("The table “%(name)s” decides.", name=node.own["decision"])
    if node.by_event:
        yield gettext("May happen at any time while the part around it runs.")


def called_up(node: Node, saying: Saying) -> str:
    """What an event waits for or what it does, as “when …”; empty for a plain start or end."""
    if node.event == "timer":
        return _timer(node.element, saying)
    if node.event in EVENTS and node.refers_to:
        words = MESSAGES.get(node.refers_to)
        what = gettext(words) if words else gettext("“%(name)s” arrives", name=node.refers_to)
        return gettext(EVENTS[node.event], name=node.refers_to, what=what)
    if node.kind == "receiveTask" and node.refers_to:
        words = MESSAGES.get(node.refers_to)
        what = gettext(words) if words else gettext("“%(name)s” arrives", name=node.refers_to)
        return gettext(EVENTS["message"], name=node.refers_to, what=what)
    return ""


def _who(node: Node, saying: Saying) -> Iterator[str]:
    if node.own.get("assignee"):
        yield gettext("Goes straight to %(who)s.", who=saying.value(node.own["assignee"]))
    if node.own.get("candidates"):
        yield gettext("Who: %(who)s.", who=saying.value(node.own["candidates"]))


def _when(node: Node, saying: Saying, files: Mapping[str, bytes]) -> Iterator[str]:
    if node.own.get("due"):
        yield gettext("Due: %(when)s.", when=saying.value(node.own["due"]))
    else:
        yield gettext("Without a due date of its own.")
    kind = node.own.get("ladder", "")
    try:
        rung = ladder_rung(files, kind, USUAL) if kind else None
    except Refusal:  # a draft's table may be wrong in every way
        return
    if rung is None:
        return
    before = ngettext("%(num)s working day before", "%(num)s working days before", rung.remind_before)
    if rung.escalate_after:
        after = ngettext("%(num)s working day late", "%(num)s working days late", rung.escalate_after)
    else:
        after = gettext("as soon as it is late")
    yield gettext("Reminded %(before)s; a superior is told %(after)s.", before=before, after=after)


def _repeated(element: etree._Element, saying: Saying) -> Iterator[str]:
    loop = element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if loop is None:
        return
    times, entries = (loop.findtext(f"{BPMN}{tag}") for tag in ("loopCardinality", "loopDataInputRef"))
    how = gettext("one after the other") if loop.get("isSequential") == "true" else gettext("side by side")
    if times:
        yield gettext("Done several times %(how)s: %(times)s.", how=how, times=saying.value(times))
    elif entries:
        yield gettext("Done once for each entry of %(list)s, %(how)s.", how=how, list=saying.value(entries))
    until = loop.findtext(f"{BPMN}completionCondition")
    if until:
        yield gettext("Enough as soon as %(condition)s.", condition=saying.condition(until))


def _timer(element: etree._Element, saying: Saying) -> str:
    definition = element.find(f"{BPMN}timerEventDefinition")
    for tag, kind in (("timeDuration", "duration"), ("timeDate", "date"), ("timeCycle", "cycle")):
        text = definition.findtext(f"{BPMN}{tag}", "").strip() if definition is not None else ""
        if text and is_literal(kind, text):
            return _literal(kind, text)
        if text and kind == "date":
            return gettext("at this moment: %(when)s", when=saying.value(text))
        if text:
            return gettext("after this time: %(time)s", time=saying.value(text))
    return gettext("after a time")


def _literal(kind: str, text: str) -> str:
    try:
        if kind == "date":
            return gettext("on %(moment)s", moment=exact_moment(due_moment(text, "")))
        if kind == "duration":
            return gettext("after %(time)s", time=_lasting(text))
        times, _, duration = text.removeprefix(CYCLE).partition("/")
        if times:
            return gettext("every %(time)s, %(times)s times", time=_lasting(duration), times=times)
        return gettext("every %(time)s, again and again", time=_lasting(duration))
    except EngineFault:
        return f"“{text}”"


def _lasting(duration: str) -> str:
    """A duration in words, by the clock on the wall."""
    period = period_of(duration, "")
    hours, seconds = divmod(int(period.exact.total_seconds()) % 86_400, 3600)
    parts = [
        (period.months, ngettext("%(num)s month", "%(num)s months", period.months)),
        (period.exact.days, ngettext("%(num)s day", "%(num)s days", period.exact.days)),
        (hours, ngettext("%(num)s hour", "%(num)s hours", hours)),
        (seconds // 60, ngettext("%(num)s minute", "%(num)s minutes", seconds // 60)),
        (seconds % 60, ngettext("%(num)s second", "%(num)s seconds", seconds % 60)),
    ]
    return " ".join(words for number, words in parts if number)
