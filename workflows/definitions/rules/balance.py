"""Forks and joins fit each other: no join waits for a branch that was never taken, none is passed twice.

Algorithm: play the token game of each scope, from its start to every marking that can be reached (a marking is the set of
arrows that hold a token). A marking in which tokens lie before joins only and nothing can move is a deadlock; a token that
comes to an arrow where one lies already is a branch that was merged without being joined. Events on a border are played
once, as an interruption or beside the work. Inclusive gateways decide at run time what they wait for: a scope that has one
is not played, nor is one with more than 5,000 markings.
"""

from __future__ import annotations

from collections.abc import Iterator

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
    while waiting and len(seen) <= MARKINGS:
        marking = waiting.pop()
        moved = False
        for node in scope.nodes.values():
            for taken, put in _moves(scope, node, marking):
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


def _moves(scope: Scope, node: Node, marking: Marking) -> Iterator[tuple[Marking, Marking]]:
    """What a node may do with the tokens before it: pairs of arrows that lose and arrows that get one."""
    before = [flow.id for flow in scope.into(node.id)]
    after = [flow.id for flow in scope.out_of(node.id)]
    lying = [flow for flow in before if flow in marking]
    if not lying:
        return
    if node.kind == "parallelGateway":
        if len(lying) == len(before):
            yield frozenset(before), frozenset(after)
        return
    for flow in lying:
        if node.kind == "endEvent":
            yield (marking if node.event == "terminate" else frozenset({flow})), frozenset()
        for way in after:
            yield frozenset({flow}), frozenset({way})
            for event in scope.boundaries(node.id):
                aside = frozenset(one.id for one in scope.out_of(event.id))
                yield frozenset({flow}), aside if event.interrupting else aside | {way}
