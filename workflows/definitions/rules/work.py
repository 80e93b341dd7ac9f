"""What people, the system and tables are asked to do must exist, and nothing that can be late may go unheard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from lxml import etree

from workflows.definitions.anatomy import PERSONS_WORK, Anatomy, Node
from workflows.definitions.bundles import Bundle
from workflows.definitions.decisions import LADDER_PATH, UNWATCHED
from workflows.definitions.faults import Fault, fault
from workflows.definitions.vocabulary import allowed_attributes, allowed_extensions
from workflows.engine.marks import BPMN, NQ57, STEPS
from workflows.errors import N_

OVERDUE = "overdue"


def peoples_work(drawing: Anatomy, bundle: Bundle) -> Iterator[Fault]:
    """A person's step says what kind it is, who may do it, and by which form, which is in the bundle."""
    for node in drawing.nodes:
        if node.kind not in PERSONS_WORK:
            continue
        step, form = node.own.get("step", "other"), node.own.get("form", "")
        if step not in STEPS:
            text = N_("Expected one of the kinds of step (%(known)s), but got %(step)s.")
            yield fault(drawing.file, node.id, text, known=", ".join(sorted(STEPS)), step=step[:40])
        if not node.own.get("candidates", "").strip():
            text = N_(
                'Expected to know who may do this step. Say it in nq57:candidates, for example group("verifiers").'
            )
            yield fault(drawing.file, node.id, text)
        if form and f"forms/{form}.form" not in bundle.files:
            yield fault(
                drawing.file,
                node.id,
                N_("Expected the form %(form)s beside the drawing, but it is not there."),
                form=form[:60],
            )
        ladder = node.own.get("ladder", UNWATCHED)
        if ladder != UNWATCHED and not node.own.get("due", "").strip():
            text = N_(
                "Expected a due date, since the step stands on the ladder as %(ladder)s. Add nq57:due, or take nq57:ladder away."
            )
            yield fault(drawing.file, node.id, text, ladder=ladder[:60])
        if ladder != UNWATCHED and LADDER_PATH not in bundle.files:
            yield fault(
                drawing.file,
                node.id,
                N_("Expected the table of the ladder in decisions/ladder.dmn, but it is not there."),
            )


def systems_work(drawing: Anatomy, bundle: Bundle, actions: Set[str] | None) -> Iterator[Fault]:
    """Service tasks name a registered action, business rule tasks a table of the bundle, messages a name."""
    for node in drawing.nodes:
        if node.kind == "serviceTask":
            action = node.own.get("action", "")
            if not action:
                yield fault(
                    drawing.file,
                    node.id,
                    N_("Expected a service task to name an action in nq57:action, but it names none."),
                )
            elif actions is not None and action not in actions:
                text = N_("Expected a registered action, but there is no %(action)s. Known are: %(known)s.")
                yield fault(drawing.file, node.id, text, action=action[:60], known=", ".join(sorted(actions)))
        if node.kind == "businessRuleTask":
            key = node.own.get("decision", "")
            if f"decisions/{key}.dmn" not in bundle.files:
                text = N_("Expected the decision table %(key)s in decisions, but it is not there.")
                yield fault(drawing.file, node.id, text, key=key[:60] or "?")
        if (node.event == "message" or node.kind in ("receiveTask", "sendTask")) and not node.refers_to:
            yield fault(
                drawing.file, node.id, N_("Expected the name of a message here, but there is none. Choose or make one.")
            )


def overdue_heard(drawings: Sequence[Anatomy]) -> Iterator[Fault]:
    """Where something has a due date, the case catches the message ``overdue`` beside the work, without ending it."""
    nodes = [(drawing, node) for drawing in drawings for node in drawing.nodes]
    catching = [
        (drawing, node)
        for drawing, node in nodes
        if node.refers_to == OVERDUE
        and node.event == "message"
        and (node.kind == "boundaryEvent" or (node.kind == "startEvent" and drawing.scopes[node.scope].by_event))
    ]
    for drawing, node in catching:
        if node.interrupting:
            text = N_("Expected the work to go on when it is late, but this event ends it. Make it non-interrupting.")
            yield fault(drawing.file, node.id, text)
    if catching or any(
        node.refers_to == OVERDUE
        and node.event in ("message", "")
        and node.kind in ("intermediateCatchEvent", "receiveTask")
        for _, node in nodes
    ):
        return
    for drawing, node in nodes:
        if node.own.get("due", "").strip():
            text = N_(
                "Expected the process to hear when this is late: it has a due date, but nothing catches the message overdue."
            )
            yield fault(drawing.file, node.id, text)


def well_marked(drawing: Anatomy) -> Iterator[Fault]:
    """Our own attributes and extensions stand only where they mean something; nobody else's are executed, so none are admitted."""
    for element in drawing.root.iter("*"):
        name = etree.QName(element)
        if element.tag.startswith(BPMN):
            allowed = allowed_attributes(name.localname)
            for key in element.attrib:
                if str(key).startswith(NQ57) and str(key).removeprefix(NQ57) not in allowed:
                    text = N_("Expected no nq57:%(name)s on a %(kind)s, where it means nothing.")
                    yield fault(
                        drawing.file, element.get("id", ""), text, name=str(key).removeprefix(NQ57), kind=name.localname
                    )
        parent = element.getparent()
        if parent is not None and parent.tag == f"{BPMN}extensionElements":
            owner = parent.getparent()
            kind = "" if owner is None else etree.QName(owner).localname
            if name.namespace != NQ57.strip("{}") or name.localname not in allowed_extensions(kind):
                text = N_(
                    "Expected only extensions of this house that mean something on a %(kind)s, but there is %(name)s."
                )
                yield fault(
                    drawing.file, "" if owner is None else owner.get("id", ""), text, kind=kind, name=name.localname
                )


def assigned_names(drawings: Sequence[Anatomy]) -> set[str]:
    """The variables that some drawing of the bundle writes."""
    nodes: list[Node] = [node for drawing in drawings for node in drawing.nodes]
    targets = {target.split(".")[0] for node in nodes for target, _ in node.assignments}
    return targets | {
        node.own[key] for node in nodes if node.kind == "businessRuleTask" for key in ("result",) if key in node.own
    }


def calls(drawings: Mapping[str, Anatomy], main: str) -> Iterator[Fault]:
    """Called drawings are there, know the variables they need, and do not call each other in a circle."""
    assigned = assigned_names(list(drawings.values()))
    for drawing in drawings.values():
        given = drawing.variables | assigned | ({"message"} if drawing.messages_caught() else set())
        for node in drawing.nodes:
            if node.kind != "callActivity":
                continue
            called = drawings.get(node.called)
            if called is None:
                yield fault(
                    drawing.file,
                    node.id,
                    N_("Expected the called drawing %(called)s, but it is not there."),
                    called=node.called[:60] or "?",
                )
            elif missing := called.variables - given:
                text = N_("Expected the variables that %(called)s needs, but %(missing)s are not known here.")
                yield fault(drawing.file, node.id, text, called=node.called, missing=", ".join(sorted(missing)))
    yield from _called_in_circle(drawings, main, [])


def _called_in_circle(drawings: Mapping[str, Anatomy], name: str, above: list[str]) -> Iterator[Fault]:
    drawing = drawings.get(name)
    if drawing is None:
        return
    for node in drawing.nodes:
        if node.kind == "callActivity" and node.called in [*above, name]:
            text = N_("Expected drawings that do not call themselves, but %(called)s is already running here.")
            yield fault(drawing.file, node.id, text, called=node.called)
        elif node.kind == "callActivity":
            yield from _called_in_circle(drawings, node.called, [*above, name])
