"""Whether what waits on one element may go on waiting on another, and what it then knows of before."""

from __future__ import annotations

from typing import Any

from workflows.engine.definitions import Timed, Told
from workflows.engine.elements import CallActivity, CatchEvent, Inner, ReceiveTask, UserTask
from workflows.engine.errors import Misplaced
from workflows.engine.handlers import Handler
from workflows.engine.joins import InclusiveGateway, ParallelGateway
from workflows.engine.placing.waiting import Waiting
from workflows.engine.repeated import Repeated
from workflows.errors import N_


def same_event(old: Any, new: Any) -> bool:
    """Whether two events wait for the same: one that does is not armed anew."""
    one, other = old.event_definition, new.event_definition
    if type(one) is not type(other):
        return False
    if isinstance(one, Timed):
        return (one.kind, one.source) == (other.kind, other.source)
    if isinstance(one, Told):
        return bool(one.name == other.name and old.marks.correlation == new.marks.correlation)
    return True


def fits(old: Any, new: Any) -> bool:
    """Whether what waits on the one element may go on waiting on the other."""
    if isinstance(old, Repeated):
        return type(old) is type(new) and fits(
            old._wf_spec.task_specs[old.task_spec], new._wf_spec.task_specs[new.task_spec]
        )
    if isinstance(old, Handler) or isinstance(new, Handler):
        return isinstance(old, Handler) and isinstance(new, Handler) and old.takes_over == new.takes_over
    if isinstance(old, CatchEvent | ReceiveTask):
        alike = isinstance(new, CatchEvent | ReceiveTask)
        return alike and type(old.event_definition) is type(new.event_definition)
    for kind in (UserTask, CallActivity, Inner, ParallelGateway, InclusiveGateway):
        if isinstance(old, kind):
            return isinstance(new, kind)
    return False


def arrivals(token: Waiting, join: Any) -> dict[str, Any]:
    """What has come to a join, under the names of the target's flows; refused when one of them is not drawn any more."""
    names = {one.bpmn_id: one.name for one in join.inputs}
    arrived = []
    for name in token.internals.get("arrived", ()):
        element = token.scope.spec.task_specs[name].bpmn_id
        if element not in names:
            raise Misplaced(
                N_("Expected %(join)s to be reached from %(element)s still, but it is not."),
                join=token.element,
                element=element,
            )
        arrived.append(names[element])
    return {**token.internals, "arrived": arrived}
