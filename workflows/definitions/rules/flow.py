"""How the arrows must run: every node reached and left, gateways decided, nothing going round for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflows.definitions.anatomy import EVENTS, GATEWAYS, Anatomy, Node, Scope
from workflows.definitions.faults import Fault, fault
from workflows.definitions.rules.cycles import cycles, reachable
from workflows.errors import N_

_FORKS = ("parallelGateway", "inclusiveGateway")
_TRIGGERS = ("message", "signal", "error", "escalation")


def arrows(drawing: Anatomy) -> Iterator[Fault]:
    """Arrows lead from a node to a node of the same scope; into no start or border event, out of no end."""
    for scope in drawing.scopes.values():
        for flow in scope.flows:
            source, target = scope.nodes.get(flow.source), scope.nodes.get(flow.target)
            if source is None or target is None:
                text = N_(
                    "Expected an arrow between two elements of the same process or subprocess, but an end of it is elsewhere."
                )
                yield fault(drawing.file, flow.id, text)
            elif target.kind in ("startEvent", "boundaryEvent") or source.kind == "endEvent":
                yield fault(
                    drawing.file,
                    flow.id,
                    N_("Expected no arrow into a start or border event, nor out of an end event."),
                )
        for node in scope.nodes.values():
            if node.kind == "boundaryEvent" and node.attached_to not in scope.nodes:
                yield fault(
                    drawing.file,
                    node.id,
                    N_("Expected the event on the border of an element beside it, but it hangs nowhere."),
                )


def ends_meet(drawing: Anatomy) -> Iterator[Fault]:
    """One start, at least one end, every node reached from the start, and none but ends without a way on."""
    for scope in drawing.scopes.values():
        if len(scope.starts) != 1:
            text = N_("Expected exactly one start event in %(scope)s, but there are %(count)s.")
            yield fault(drawing.file, scope.id, text, scope=scope.id, count=len(scope.starts))
            continue
        if not any(node.kind == "endEvent" for node in scope.nodes.values()):
            yield fault(
                drawing.file, scope.id, N_("Expected an end event in %(scope)s, but there is none."), scope=scope.id
            )
        reached = reachable(scope, scope.starts[0].id)
        for node in scope.nodes.values():
            if node.by_event or (node.event == "link" and not _is_tied(scope, node)):
                continue
            if node.id not in reached:
                yield fault(
                    drawing.file,
                    node.id,
                    N_("Expected a way here from the start, but there is none. Connect it or take it out."),
                )
            elif node.kind != "endEvent" and not scope.out_of(node.id):
                yield fault(
                    drawing.file,
                    node.id,
                    N_("Expected a way on from here, but it stops without an end event. Draw one."),
                )


def links(drawing: Anatomy) -> Iterator[Fault]:
    """A link is thrown and lands beside it, under one name, at one place; no other arrow leaves the one or reaches the other."""
    for scope in drawing.scopes.values():
        for node in scope.nodes.values():
            if node.event != "link":
                continue
            throws = node.kind == "intermediateThrowEvent"
            flows = scope.out_of(node.id) if throws else scope.into(node.id)
            if not node.refers_to or len({flow.id == flow.source for flow in flows}) != 1 or not _is_tied(scope, node):
                text = N_(
                    "Expected a link that has a name, is thrown and lands in the same process or subprocess, and has no other arrow "
                    "at that end, but this one is not so. Give both ends one name, or draw the arrow."
                )
                yield fault(drawing.file, node.id, text)
            elif throws and len(flows) > 1:
                text = N_("Expected the link %(name)s to land at one place, but there are %(count)s. Keep one of them.")
                yield fault(drawing.file, node.id, text, name=node.refers_to[:60], count=len(flows))


def _is_tied(scope: Scope, node: Node) -> bool:
    """Whether a link event has its other end."""
    flows = scope.out_of(node.id) if node.kind == "intermediateThrowEvent" else scope.into(node.id)
    return any(flow.id == flow.source for flow in flows)


def decided(drawing: Anatomy) -> Iterator[Fault]:
    """Where a choice is made, some arrow can always be taken; arrows out of events have no conditions."""
    for scope in drawing.scopes.values():
        for node in scope.nodes.values():
            flows = scope.out_of(node.id)
            if node.kind not in GATEWAYS:
                yield from _plain(drawing, scope, node)
            elif node.kind == "parallelGateway" or len(flows) == 1:
                if any(flow.condition is not None for flow in flows) or node.default:
                    text = N_(
                        "Expected no condition here, since every arrow is taken. Use an exclusive gateway with several arrows."
                    )
                    yield fault(drawing.file, node.id, text)
            else:
                yield from _choosing(drawing, scope, node)


def _plain(drawing: Anatomy, scope: Scope, node: Node) -> Iterator[Fault]:
    """Steps and events: all arrows without a condition are taken, and of a step's others those that hold, or the default."""
    leaving = scope.leaving(node)
    if node.kind in EVENTS:
        if leaving.asked or node.default:
            text = N_("Expected no condition on an arrow out of an event. Put a gateway after it.")
            yield fault(drawing.file, node.id, text)
        return
    if node.default and (leaving.default is None or leaving.default.condition is not None or not leaving.asked):
        text = N_(
            "Expected the default to be an arrow without a condition beside arrows with one. Put conditions on the others, or take "
            "the mark away."
        )
        yield fault(drawing.file, node.id, text)
    elif leaving.asked and not (leaving.always or leaving.default):
        text = N_(
            "Expected a way on from this step whatever holds, but every arrow has a condition. Mark one as default, without a condition."
        )
        yield fault(drawing.file, node.id, text)
    for flow in leaving.asked:
        if not flow.condition:
            yield fault(
                drawing.file, flow.id, N_("Expected a condition here, but it is empty. Write it or take it away.")
            )


def _choosing(drawing: Anatomy, scope: Scope, node: Node) -> Iterator[Fault]:
    flows = scope.out_of(node.id)
    if node.default not in {flow.id for flow in flows}:
        text = N_(
            "Expected a default arrow, so that the case can always go on, but there is none. Mark one as default."
        )
        yield fault(drawing.file, node.id, text)
    for flow in flows:
        if flow.id == node.default:
            if flow.condition is not None:
                yield fault(drawing.file, flow.id, N_("Expected no condition on the default arrow, but it has one."))
        elif not flow.condition:
            yield fault(
                drawing.file, flow.id, N_("Expected a condition on every arrow but the default, but this one has none.")
            )


def no_endless_round(drawing: Anatomy, passes: Mapping[str, bool]) -> Iterator[Fault]:
    """A circle holds a step where the case waits; ``passes`` says which called drawings can be run through without waiting."""
    for scope in drawing.scopes.values():
        stops = {node.id for node in scope.nodes.values() if waits(drawing, node, passes)}
        for circle in cycles(scope, without=stops):
            text = N_("Expected a step where the case waits in every circle, but %(elements)s go round without one.")
            yield fault(drawing.file, circle[0], text, elements=", ".join(circle))


def no_join_in_circle(drawing: Anatomy) -> Iterator[Fault]:
    """A fork or join inside a circle would meet the branches of another round."""
    for scope in drawing.scopes.values():
        for circle in cycles(scope, without=set()):
            for identity in circle:
                node = scope.nodes[identity]
                if node.kind in _FORKS:
                    text = N_(
                        "Expected no parallel or inclusive gateway inside a circle. Put the fork and its join into a subprocess."
                    )
                    yield fault(drawing.file, identity, text)
                elif node.kind not in GATEWAYS and scope.leaving(node).forks:
                    text = N_(
                        "Expected one way out of a step inside a circle, but several may be taken at once, anew in each round. Put the "
                        "step and what follows into a subprocess, or let conditions and a gateway choose one."
                    )
                    yield fault(drawing.file, identity, text)


def waits(drawing: Anatomy, node: Node, passes: Mapping[str, bool]) -> bool:
    """Whether every way through a node holds a wait."""
    if node.kind == "subProcess":
        return not passes_through(drawing, drawing.scopes[node.id], passes)
    if node.kind == "callActivity":
        return not passes.get(node.called, True)
    return node.is_wait


def passes_through(drawing: Anatomy, scope: Scope, passes: Mapping[str, bool]) -> bool:
    """Whether some way leads from the start of a scope to an end of it without a wait.

    An event subprocess that takes the scope over without waiting counts as such a way, unless a moment starts it.
    """
    if not scope.starts:
        return True
    handlers = [drawing.scopes[node.id] for node in scope.nodes.values() if node.by_event]
    taking_over = [
        handler
        for handler in handlers
        if any(start.interrupting and start.event in _TRIGGERS for start in handler.starts)
    ]
    if any(passes_through(drawing, handler, passes) for handler in taking_over):
        return True
    stops = {node.id for node in scope.nodes.values() if waits(drawing, node, passes)}
    reached = reachable(scope, scope.starts[0].id, without=stops)
    return any(scope.nodes[identity].kind == "endEvent" for identity in reached)
