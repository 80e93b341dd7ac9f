"""Walking the arrows of one scope: what can be reached, and what goes round in circles."""

from __future__ import annotations

from collections.abc import Set

from workflows.definitions.anatomy import Scope


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
    """The circles among the nodes not in ``without``: each as its nodes in the drawing's order, circles that touch as one.

    Algorithm: Tarjan's strongly connected components, without recursion, so that a drawing of thousands of nodes in a row
    does no harm.
    """
    found: list[list[str]] = []
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in scope.nodes:
        if root in number or root in without:
            continue
        trail = [(root, iter(scope.successors(root)))]
        number[root] = lowest[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while trail:
            node, ways = trail[-1]
            way = next(ways, None)
            if way is None:
                trail.pop()
                if trail:
                    lowest[trail[-1][0]] = min(lowest[trail[-1][0]], lowest[node])
                if lowest[node] == number[node]:
                    found.append(_component(node, stack, on_stack))
            elif way in without:
                continue
            elif way not in number:
                number[way] = lowest[way] = len(number)
                stack.append(way)
                on_stack.add(way)
                trail.append((way, iter(scope.successors(way))))
            elif way in on_stack:
                lowest[node] = min(lowest[node], number[way])
    order = list(scope.nodes)
    return [sorted(part, key=order.index) for part in found if len(part) > 1 or part[0] in scope.successors(part[0])]


def _component(node: str, stack: list[str], on_stack: set[str]) -> list[str]:
    part: list[str] = []
    while True:
        top = stack.pop()
        on_stack.discard(top)
        part.append(top)
        if top == node:
            return part
