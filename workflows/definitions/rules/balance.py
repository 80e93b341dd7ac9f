"""Forks and joins fit each other: no join waits for a branch that was never taken, none is passed twice.

Algorithm: play the token game of each scope, from its start to every marking that can be reached (a marking is the set of
arrows that hold a token). A marking in which tokens lie before joins only and nothing can move is a deadlock; a token that
comes to an arrow where one lies already is a branch that was merged without being joined. Events on a border are played
once, as an interruption or beside the work. Inclusive gateways decide at run time what they wait for: a scope that has one
is not played, nor is one with more than 5,000 markings. Several arrows out of a step fork, too. Branches that come to a step or
an end by arrows of their own are meant to go on one by one, as the standard says; they may not be split again, so that
their number stays small.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.definitions.anatomy import GATEWAYS, Anatomy, Node, Scope
from workflows.definitions.faults import Fault, fault
from workflows.definitions.rules.cycles import reachable
from workflows.errors import N_
from workflows.limits import MARKINGS

Marking = frozenset[str]


def balanced(drawing: Anatomy) -> Iterator[Fault]:
    """Every fork meets its join."""
    for scope in drawing.scopes.values():
        kinds = {node.kind for node in scope.nodes.values()}
        forks = {node.id for node in scope.nodes.values() if _forks(scope, node)}
        joins = "parallelGateway" in kinds
        if (joins or forks) and "inclusiveGateway" not in kinds and len(scope.starts) == 1:
            yield from _played(drawing, scope, forks)


def _forks(scope: Scope, node: Node) -> bool:
    if node.kind in GATEWAYS:
        return node.kind == "parallelGateway" and len(scope.out_of(node.id)) > 1
    return scope.leaving(node).forks


def _played(drawing: Anatomy, scope: Scope, forks: set[str]) -> Iterator[Fault]:
    begin = frozenset(flow.id for flow in scope.out_of(scope.starts[0].id))
    seen, waiting = {begin}, [begin]
    stuck: set[str] = set()
    doubled: set[str] = set()
    several: set[str] = set()
    ways = _ways(scope)
    joining = {flow.id for flow in scope.flows if flow.target in ways and ways[flow.target].joins}
    target = {flow.id: flow.target for flow in scope.flows if flow.target in ways}
    while waiting and len(seen) <= MARKINGS:
        marking = waiting.pop()
        moved = False
        for node in {target[flow] for flow in marking if flow in target}:
            for taken, put in _moves(ways[node], marking):
                moved = True
                rest = marking - taken
                again = rest & put
                if again:
                    doubled |= again if ways[node].merges else again & joining
                    several |= again
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
            "twice. Join them with a parallel gateway, or draw the arrow of each to the step that each shall do."
        )
        yield fault(drawing.file, identity, text)
    met = {flow.target for flow in scope.flows if flow.id in several - doubled}
    for identity in sorted(forks & set().union(*(reachable(scope, each) for each in met if each in scope.nodes))):
        text = N_(
            "Expected the branches of a fork to be joined before they are split again, but they come here one by one. Join them "
            "with a parallel gateway."
        )
        yield fault(drawing.file, identity, text)


@dataclass(frozen=True, slots=True)
class _Ways:
    """A node with the arrows before and after it, and those that leave the events on its border; looked up once."""

    node: Node
    before: Marking
    after: Marking
    choices: tuple[Marking, ...]
    asides: tuple[tuple[Marking, bool], ...]

    @property
    def joins(self) -> bool:
        """Whether it waits for several arrows."""
        return self.node.kind == "parallelGateway" and len(self.before) > 1

    @property
    def merges(self) -> bool:
        """Whether it is a gateway that lets each token through."""
        return self.node.kind == "exclusiveGateway" and len(self.before) > 1


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
        name: _Ways(
            node,
            frozenset(into.get(name, ())),
            frozenset(out_of.get(name, ())),
            _choices(scope, node, out_of.get(name, set())),
            tuple(asides.get(name, ())),
        )
        for name, node in scope.nodes.items()
    }


def _choices(scope: Scope, node: Node, out: set[str]) -> tuple[Marking, ...]:
    """The arrows that may be taken together; of many conditions, each alone, all, and none."""
    if node.kind in GATEWAYS:
        return tuple(frozenset({flow}) for flow in out)
    leaving = scope.leaving(node)
    always = frozenset(flow.id for flow in leaving.always)
    asked = [flow.id for flow in leaving.asked]
    default = frozenset() if leaving.default is None else frozenset({leaving.default.id})
    if not asked:
        return (always | default,)
    return (*(always | {flow} for flow in asked), always | set(asked), always | default)


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
        for choice in ways.choices if ways.after else ():
            yield frozenset({flow}), choice
            for aside, interrupting in ways.asides:
                yield frozenset({flow}), aside if interrupting else aside | choice
