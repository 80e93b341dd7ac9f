"""What sets what off: signals meet somebody, and nothing answers itself round and round within one moment.

Algorithm of ``come_to_rest``: one graph over all drawings of the bundle. From where an event has happened, edges follow the arrows
until something waits; into subprocesses and called drawings, and out of those that the event stands in when their end is
reached; and from what throws to everything that catches it. A circle through something caught is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workflows.definitions.anatomy import Anatomy, Node, Scope
from workflows.definitions.faults import Fault, fault
from workflows.definitions.rules.cycles import circles
from workflows.definitions.rules.flow import waits
from workflows.errors import N_

_KINDS = frozenset({"message", "signal", "error", "escalation"})
_ANY_CODE = frozenset({"error", "escalation"})
_THROWS = frozenset({"endEvent", "intermediateThrowEvent"})
_CATCHES = frozenset({"intermediateCatchEvent", "boundaryEvent", "receiveTask"})
Place = tuple[str, ...]  # what it is, the drawing, the node; for a trigger its kind and name


def signals_met(drawings: Sequence[Anatomy]) -> Iterator[Fault]:
    """Every signal has a name, somebody who gives it and somebody who waits for it in the same case."""
    nodes = [(drawing, node) for drawing in drawings for node in drawing.nodes if node.event == "signal"]
    given = {node.refers_to for _, node in nodes if node.kind in _THROWS}
    awaited = {node.refers_to for _, node in nodes if node.kind not in _THROWS}
    for drawing, node in nodes:
        if not node.refers_to:
            text = N_("Expected the name of a signal here, but there is none. Choose or make one.")
            yield fault(drawing.file, node.id, text)
        elif node.kind in _THROWS and node.refers_to not in awaited:
            text = N_(
                "Expected something in this case that waits for the signal %(name)s, but nothing does, and a signal stays within its "
                "case. To reach others, name an action on a service task."
            )
            yield fault(drawing.file, node.id, text, name=node.refers_to[:60])
        elif node.kind not in _THROWS and node.refers_to not in given:
            text = N_(
                "Expected something in this case that gives the signal %(name)s, but nothing does, and none comes from outside. Wait "
                "for a message instead."
            )
            yield fault(drawing.file, node.id, text, name=node.refers_to[:60])


def come_to_rest(drawings: Mapping[str, Anatomy], passes: Mapping[str, bool]) -> Iterator[Fault]:
    """No circle of things that set each other off without a person, a moment or something from outside."""
    graph = _Graph(drawings, passes)
    edges = graph.edges()
    for circle in circles(list(edges), lambda place: [way for way in edges.get(place, ()) if way in edges]):
        caught = sorted(place for place in circle if place[0] == "caught")
        if caught:
            text = N_(
                "Expected what is set off to come to rest, but %(elements)s set each other off in a circle without anybody or anything "
                "being waited for. Put a step of a person or a timer in between."
            )
            elements = ", ".join([place[2] for place in caught][:5])
            yield fault(drawings[caught[0][1]].file, caught[0][2], text, elements=elements)


class _Graph:
    """The graph: ``caught`` is a node whose event has just happened, ``at`` a node that a token comes to, ``in`` the same inside
    something that the way has entered (its end leads nowhere: the way goes round it), ``set off`` a name that was thrown.
    """

    def __init__(self, drawings: Mapping[str, Anatomy], passes: Mapping[str, bool]) -> None:
        self.drawings = drawings
        self.after = {
            (drawing.name, scope.id, node): ways
            for drawing in drawings.values()
            for scope in drawing.scopes.values()
            for node, ways in _ways(scope).items()
        }
        self.stops = {
            (drawing.name, node.id)
            for drawing in drawings.values()
            for node in drawing.nodes
            if waits(drawing, node, passes)
        }
        self.callers: dict[str, list[tuple[Anatomy, Node]]] = {}
        self.hosts: dict[tuple[str, str], Node] = {}
        for drawing in drawings.values():
            for node in drawing.nodes:
                if node.kind == "callActivity":
                    self.callers.setdefault(node.called, []).append((drawing, node))
                elif node.kind == "subProcess":
                    self.hosts[drawing.name, node.id] = node

    def edges(self) -> dict[Place, list[Place]]:
        """All edges by where they begin."""
        found: dict[Place, list[Place]] = {}
        for drawing in self.drawings.values():
            for node in drawing.nodes:
                scope = drawing.scopes[node.scope]
                for trigger in self._caught_by(drawing, node):
                    found.setdefault(trigger, []).append(("caught", drawing.name, node.id))
                    found["caught", drawing.name, node.id] = self._on(drawing, node, "at")
                for how in ("at", "in"):
                    found[how, drawing.name, node.id] = [
                        *self._next(drawing, scope, node, how),
                        *self._thrown(drawing, node),
                    ]
        return found

    def _on(self, drawing: Anatomy, node: Node, how: str) -> list[Place]:
        return [(how, drawing.name, way) for way in self.after.get((drawing.name, node.scope, node.id), ())]

    def _next(self, drawing: Anatomy, scope: Scope, node: Node, how: str) -> Iterator[Place]:
        """Where a token goes from here without waiting."""
        if node.kind == "endEvent":
            if how == "at" and node.event != "error":
                yield from self._out_of(drawing, scope, set())
            return
        if node.kind == "subProcess":
            yield from (("in", drawing.name, start.id) for start in drawing.scopes[node.id].starts)
        elif node.kind == "callActivity" and node.called in self.drawings:
            called = self.drawings[node.called]
            yield from (("in", called.name, start.id) for start in called.scopes[called.process].starts)
        if (drawing.name, node.id) not in self.stops:
            yield from self._on(drawing, node, how)

    def _out_of(self, drawing: Anatomy, scope: Scope, seen: set[str]) -> Iterator[Place]:
        """Where it goes on when a scope that the event stands in has ended."""
        if scope.id in seen:
            return
        seen.add(scope.id)
        host = self.hosts.get((drawing.name, scope.id))
        if host is None:
            for caller, node in self.callers.get(drawing.name, ()):
                yield from self._on(caller, node, "at")
        elif not host.by_event:
            yield from self._on(drawing, host, "at")
        elif any(start.interrupting for start in scope.starts):
            yield from self._out_of(drawing, drawing.scopes[host.scope], seen)

    def _thrown(self, drawing: Anatomy, node: Node) -> Iterator[Place]:
        """What a node throws: by its name everywhere, or by its code in each scope and activity around it."""
        event = "message" if node.kind == "sendTask" and not node.own.get("action") else node.event
        if event not in _KINDS or not (node.kind in _THROWS or node.kind == "sendTask"):
            return
        if event not in _ANY_CODE:
            yield "set off", event, node.refers_to
            return
        for code in {node.refers_to, ""}:
            for around in self._around(drawing, node):
                yield "set off", event, code, *around

    def _around(self, drawing: Anatomy, node: Node) -> set[tuple[str, str]]:
        """The subprocesses, calls and processes around a node, except a scope that it handles an event of."""
        found: set[tuple[str, str]] = set()
        ahead = [(drawing, drawing.scopes[node.scope], True)]
        while ahead:
            within, scope, watched = ahead.pop()
            if watched:
                found.add((within.name, f"{scope.id} inside"))
            host = self.hosts.get((within.name, scope.id))
            outer = self.callers.get(within.name, ()) if host is None else [(within, host)]
            for caller, holder in outer:
                if (caller.name, holder.id) not in found:
                    found.add((caller.name, holder.id))
                    ahead.append((caller, caller.scopes[holder.scope], not holder.by_event))
        return found

    def _caught_by(self, drawing: Anatomy, node: Node) -> Iterator[Place]:
        """What a node catches."""
        scope = drawing.scopes[node.scope]
        starts = node.kind == "startEvent" and scope.by_event
        event = "message" if node.kind == "receiveTask" else node.event
        if event not in _KINDS or not (node.kind in _CATCHES or starts):
            return
        if event not in _ANY_CODE:
            yield "set off", event, node.refers_to
            return
        holder = f"{self.hosts[drawing.name, scope.id].scope} inside" if starts else node.attached_to
        yield "set off", event, node.refers_to, drawing.name, holder


def _ways(scope: Scope) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for flow in scope.flows:
        if flow.target in scope.nodes:
            found.setdefault(flow.source, []).append(flow.target)
    return found
