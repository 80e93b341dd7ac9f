"""How the arrows must run: every node reached and left, gateways decided, nothing going round for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflows.definitions.anatomy import GATEWAYS, Anatomy, Node, Scope
from workflows.definitions.faults import Fault, fault
from workflows.definitions.rules.cycles import cycles, reachable
from workflows.errors import N_

_FORKS = ("parallelGateway", "inclusiveGateway")


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


def decided(drawing: Anatomy) -> Iterator[Fault]:
    """Gateways that choose have a condition on every arrow but the default; nothing else has several arrows or conditions."""
    for scope in drawing.scopes.values():
        for node in scope.nodes.values():
            flows = scope.out_of(node.id)
            if node.kind not in GATEWAYS:
                yield from _plain(drawing, node, len(flows), any(flow.condition is not None for flow in flows))
            elif node.kind == "parallelGateway" or len(flows) == 1:
                if any(flow.condition is not None for flow in flows) or node.default:
                    text = N_(
                        "Expected no condition here, since every arrow is taken. Use an exclusive gateway with several arrows."
                    )
                    yield fault(drawing.file, node.id, text)
            else:
                yield from _choosing(drawing, scope, node)


def _plain(drawing: Anatomy, node: Node, count: int, conditional: bool) -> Iterator[Fault]:
    if count > 1:
        yield fault(
            drawing.file,
            node.id,
            N_("Expected one arrow out, but there are %(count)s. Draw a gateway that says what is meant."),
            count=count,
        )
    if conditional or node.default:
        text = N_(
            "Expected no condition on the arrow out of a step, where it would be ignored. Put a gateway after the step."
        )
        yield fault(drawing.file, node.id, text)


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
                if scope.nodes[identity].kind in _FORKS:
                    text = N_(
                        "Expected no parallel or inclusive gateway inside a circle. Put the fork and its join into a subprocess."
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
    """Whether some way leads from the start of a scope to an end of it without a wait."""
    if not scope.starts:
        return True
    stops = {node.id for node in scope.nodes.values() if waits(drawing, node, passes)}
    reached = reachable(scope, scope.starts[0].id, without=stops)
    return any(scope.nodes[identity].kind == "endEvent" for identity in reached)
