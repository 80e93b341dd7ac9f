"""Forks and joins fit each other: no join waits for a branch that was never taken, none is passed twice.

Algorithm: play the token game of each scope, from its start to every marking that can be reached (a marking is the set of
arrows that hold a token). A marking in which tokens lie before joins only and nothing can move is a deadlock; a token that
comes to an arrow where one lies already is a branch that was merged without being joined. Events on a border are played
once, as an interruption or beside the work. Inclusive gateways decide at run time what they wait for: a scope that has one
is not played, nor is one with more than 5,000 markings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.definitions.anatomy import Anatomy, Node, Scope
from workflows.definitions.faults import Fault, fault
from workflows.errors import N_
from workflows.limits import MARKINGS

Marking = frozenset[str]


def balanced(drawing: Anatomy) -> Iterator[Fault]:
    """Every fork meets its join."""
    for scope in drawing.scopes.values():
        kinds = {node.kind for node in scope.nodes.values()}
        if "parallelGateway" in kinds and "inclusiveGateway" not in kinds and len(scope.starts) == 1:
            yield from _played(drawing, scope)


def _played(drawing: Anatomy, scope: Scope) -> Iterator[Fault]:
    begin = frozenset(flow.id for flow in scope.out_of(scope.starts[0].id))
    seen, waiting = {begin}, [begin]
    stuck: set[str] = set()
    doubled: set[str] = set()
    ways = _ways(scope)
    target = {flow.id: flow.target for flow in scope.flows if flow.target in ways}
    while waiting and len(seen) <= MARKINGS:
        marking = waiting.pop()
        moved = False
        for node in {target[flow] for flow in marking if flow in target}:
            for taken, put in _moves(ways[node], marking):
                moved = True
                rest = marking - taken
                doubled |= rest & put
                following = rest | put
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        if marking and not moved:
            stuck |= {flow.target for flow in scope.flows if flow.id in marking}
    if len(seen) > MARKINGS:
        return
    for identity in sorted(stuck):
        text = N_(
            "Expected every branch to come to this join, but one can be missing, and the case would wait for ever. "
            "Fork with a parallel gateway, or merge with an exclusive one."
        )
        yield fault(drawing.file, identity, text)
    for identity in sorted({flow.target for flow in scope.flows if flow.id in doubled}):
        text = N_(
            "Expected the branches of a fork to be joined before this, but they come here one by one, and it would be done "
            "twice. Join them with a parallel gateway."
        )
        yield fault(drawing.file, identity, text)


@dataclass(frozen=True, slots=True)
class _Ways:
    """A node with the arrows before and after it, and those that leave the events on its border; looked up once."""

    node: Node
    before: Marking
    after: Marking
    asides: tuple[tuple[Marking, bool], ...]


def _ways(scope: Scope) -> dict[str, _Ways]:
    into: dict[str, set[str]] = {}
    out_of: dict[str, set[str]] = {}
    for flow in scope.flows:
        into.setdefault(flow.target, set()).add(flow.id)
        out_of.setdefault(flow.source, set()).add(flow.id)
    asides: dict[str, list[tuple[Marking, bool]]] = {}
    for node in scope.nodes.values():
        if node.attached_to:
            asides.setdefault(node.attached_to, []).append((frozenset(out_of.get(node.id, ())), node.interrupting))
    return {
        name: _Ways(node, frozenset(into.get(name, ())), frozenset(out_of.get(name, ())), tuple(asides.get(name, ())))
        for name, node in scope.nodes.items()
    }


def _moves(ways: _Ways, marking: Marking) -> Iterator[tuple[Marking, Marking]]:
    """What a node may do with the tokens before it: pairs of arrows that lose and arrows that get one."""
    lying = ways.before & marking
    if ways.node.kind == "parallelGateway":
        if lying == ways.before:
            yield ways.before, ways.after
        return
    for flow in lying:
        if ways.node.kind == "endEvent":
            yield (marking if ways.node.event == "terminate" else frozenset({flow})), frozenset()
        for way in ways.after:
            yield frozenset({flow}), frozenset({way})
            for aside, interrupting in ways.asides:
                yield frozenset({flow}), aside if interrupting else aside | {way}
