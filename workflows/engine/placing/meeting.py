"""Whether tokens that were put elsewhere still meet: a parallel join must not wait for one that will never come.

For each join of a scope that goes on, each token can reach some of its flows. Where that is so in the same way as before, nothing
has changed for the join. Otherwise it must be plain: one token stands before the fork, or the tokens stand each in branches of its
own and together in all of them. What is not plain is refused, with the join's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from workflows.engine.elements import BoundaryEvent
from workflows.engine.errors import Misplaced
from workflows.engine.joins import ParallelGateway
from workflows.engine.placing.waiting import Scope, tokens_of
from workflows.errors import N_

if TYPE_CHECKING:
    from workflows.engine.placing.planting import Planting

Reached = frozenset[str]


def check_meetings(planting: Planting) -> None:
    """Raise Misplaced when a parallel join of a scope would wait for ever, or be passed with tokens left over."""
    scopes: dict[int, Scope] = {id(planting.top): planting.top}
    for token in tokens_of(planting.top):
        scopes.update({id(token.inner): token.inner} if token.inner is not None else {})
    for scope in scopes.values():
        if id(scope) in planting.specs:
            _check(planting, scope)


def _check(planting: Planting, scope: Scope) -> None:
    before, after = scope.spec, planting.specs[id(scope)]
    staying: list[tuple[str, Iterable[str] | None]] = []
    for token in scope.tokens():
        wish = planting.wish(token)
        if wish.target is not None and wish.keep:
            staying.append((wish.target, _elements(before, token.internals.get("arrived"))))
    staying += [((entry.chain or (entry.element,))[0], None) for entry in planting.entries_in(scope)]
    was = [(token.element, _elements(before, token.internals.get("arrived"))) for token in scope.tokens()]
    for join in _joins(after):
        flows = _flows(join)
        now = Counter(_reached(after, join, *one) for one in staying)
        old = before.task_specs.get(join.name)
        same = isinstance(old, ParallelGateway) and _flows(old) == flows
        if same and now == Counter(_reached(before, old, *one) for one in was):
            continue
        coming = [reached for reached in now.elements() if reached]
        disjoint = sum(map(len, coming)) == len(frozenset().union(*coming))
        if coming and not (disjoint and frozenset().union(*coming) == flows):
            raise Misplaced(
                N_(
                    "Expected one token on each branch into %(join)s, but then it would wait for ever or meet one too many. "
                    "Move or take away what else is on its branches, too."
                ),
                join=join.bpmn_id,
            )


def _joins(spec: Any) -> list[Any]:
    return [one for one in spec.task_specs.values() if isinstance(one, ParallelGateway) and len(one.inputs) > 1]


def _flows(join: Any) -> Reached:
    return frozenset(one.bpmn_id or one.name for one in join.inputs)


def _elements(spec: Any, names: Iterable[str] | None) -> list[str] | None:
    return None if names is None else [spec.task_specs[name].bpmn_id or name for name in names]


def _reached(spec: Any, join: Any, element: str, arrived: Iterable[str] | None) -> Reached:
    """The flows into a join that a token on an element can take without passing the join, or has taken."""
    if element == join.name:
        return frozenset(arrived or ())
    found: set[str] = set()
    seen: set[str] = set()
    ahead = [spec.task_specs[element]]
    while ahead:
        one = ahead.pop()
        if one.name in seen or isinstance(one, BoundaryEvent):
            continue
        seen.add(one.name)
        if join in one.outputs:
            found.add(one.bpmn_id or one.name)
        ahead += [each for each in one.outputs if each is not join]
    return frozenset(found)
