"""Walking the arrows of one scope: what can be reached, and what goes round in circles."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Set
from typing import TypeVar

from workflows.definitions.anatomy import Scope

Place = TypeVar("Place", bound=Hashable)


def reachable(scope: Scope, start: str, *, without: Set[str] = frozenset()) -> set[str]:
    """The nodes that a token starting at ``start`` can come to, not going through those in ``without``."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node in reached or node in without:
            continue
        reached.add(node)
        waiting += scope.successors(node)
    return reached


def cycles(scope: Scope, *, without: Set[str]) -> list[list[str]]:
    """The circles among the nodes not in ``without``: each as its nodes in the drawing's order, circles that touch as one."""
    order = list(scope.nodes)
    found = circles(
        [node for node in order if node not in without],
        lambda node: [way for way in scope.successors(node) if way not in without],
    )
    return [sorted(part, key=order.index) for part in found]


def circles(places: Iterable[Place], ways: Callable[[Place], list[Place]]) -> list[list[Place]]:
    """The circles of a graph, those that touch as one.

    Algorithm: Tarjan's strongly connected components, without recursion, so that a drawing of thousands of nodes in a row
    does no harm.
    """
    found: list[list[Place]] = []
    number: dict[Place, int] = {}
    lowest: dict[Place, int] = {}
    stack: list[Place] = []
    on_stack: set[Place] = set()
    for root in places:
        if root in number:
            continue
        trail = [(root, iter(ways(root)))]
        number[root] = lowest[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while trail:
            node, ahead = trail[-1]
            way = next(ahead, None)
            if way is None:
                trail.pop()
                if trail:
                    lowest[trail[-1][0]] = min(lowest[trail[-1][0]], lowest[node])
                if lowest[node] == number[node]:
                    found.append(_component(node, stack, on_stack))
            elif way not in number:
                number[way] = lowest[way] = len(number)
                stack.append(way)
                on_stack.add(way)
                trail.append((way, iter(ways(way))))
            elif way in on_stack:
                lowest[node] = min(lowest[node], number[way])
    return [part for part in found if len(part) > 1 or part[0] in ways(part[0])]


def _component(node: Place, stack: list[Place], on_stack: set[Place]) -> list[Place]:
    part: list[Place] = []
    while True:
        top = stack.pop()
        on_stack.discard(top)
        part.append(top)
        if top == node:
            return part
