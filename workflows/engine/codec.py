"""The state of a case as bytes: live tasks only, what they know, and the messages that wait; JSON under Zstandard.

``[version, checksum of the bundle, next reference, messages, outcome, ended, tasks]``, each task as
``[element, state, data, internals, tasks below, workflow inside]``. Task ids of the library are not kept: they are numbered
anew at each restore, so that the same step from the same state gives the same bytes.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import Any

import orjson
import zstandard
from SpiffWorkflow.util.task import TaskState

from workflows.engine.drawing import Drawing
from workflows.engine.errors import EngineFault
from workflows.engine.forgetting import forget
from workflows.engine.step import Message
from workflows.engine.token import CaseWorkflow, InnerWorkflow, Token
from workflows.engine.transition import Transition
from workflows.errors import N_
from workflows.limits import CASE_STATE_BYTES

VERSION = 1
LARGE = CASE_STATE_BYTES // 4
_CHECKSUM = 16
_log = logging.getLogger(__name__)
_PASSING = frozenset({"event_fired", "from"})  # needed within a step only


class _Tools(threading.local):
    """What makes states small and large again; making these costs more than they do, and each thread needs its own."""

    def __init__(self) -> None:
        self.small = zstandard.ZstdCompressor(level=3)
        self.large = zstandard.ZstdDecompressor()


_TOOLS = _Tools()


@dataclass(frozen=True, slots=True)
class Stored:
    """A state taken apart, before its tasks are built."""

    next_ref: int
    messages: tuple[Message, ...]
    outcome: str | None
    ended: bool
    tasks: list[Any]


def pack(drawing: Drawing, workflow: Any, transition: Transition) -> bytes:
    """Return the state of a workflow at rest.

    Raises EngineFault when it has grown beyond 1 MB.
    """
    forget(workflow)
    tasks = [] if workflow.completed else [_packed(task) for task in workflow.task_tree.children]
    done = Stored(transition.next_ref, tuple(transition.messages), transition.outcome, workflow.completed, tasks)
    return encode(drawing, done)


def encode(drawing: Drawing, stored: Stored) -> bytes:
    """Return the bytes of a state that is taken apart.

    Raises EngineFault when it has grown beyond 1 MB.
    """
    content = [
        VERSION,
        drawing.checksum[:_CHECKSUM],
        stored.next_ref,
        [[message.name, message.payload, message.correlation] for message in stored.messages],
        stored.outcome,
        stored.ended,
        stored.tasks,
    ]
    raw = orjson.dumps(content)
    if len(raw) > CASE_STATE_BYTES:
        raise EngineFault(N_("Expected the state of the case to stay below 1 MB, but it has grown beyond."))
    if len(raw) > LARGE:
        _log.warning("A case on %s has grown to %s bytes of state; 1 MB is the end.", drawing.process, len(raw))
    return _TOOLS.small.compress(raw)


def unpack(drawing: Drawing, state: bytes) -> Stored:
    """Take a state apart.

    Raises EngineFault when it is no state of this version, or belongs to another bundle.
    """
    try:
        if zstandard.frame_content_size(state) > CASE_STATE_BYTES:
            raise ValueError
        content = orjson.loads(_TOOLS.large.decompress(state, max_output_size=CASE_STATE_BYTES))
        version, digest, next_ref, messages, outcome, ended, tasks = content
    except (zstandard.ZstdError, orjson.JSONDecodeError, ValueError, TypeError):
        raise EngineFault(N_("Expected the state of a case, but these bytes are none.")) from None
    if version != VERSION or digest != drawing.checksum[:_CHECKSUM]:
        raise EngineFault(N_("Expected a state of this very bundle, but it belongs to another."))
    return Stored(next_ref, tuple(Message(*each) for each in messages), outcome, ended, tasks)


def build(drawing: Drawing, stored: Stored, transition: Transition) -> Any:
    """Return the library's workflow for a state, attached to the step that is going to run it."""
    workflow = CaseWorkflow(drawing.spec, drawing.inner, script_engine=transition, deserializing=True)
    _plant(workflow, stored.tasks)
    workflow.completed = stored.ended
    return workflow


def _packed(task: Any) -> list[Any]:
    inner = task.workflow.top_workflow.subprocesses.get(task.id)
    inside = None if inner is None else [inner.spec.name, [_packed(each) for each in inner.task_tree.children]]
    internals = {key: value for key, value in task.internal_data.items() if key not in _PASSING}
    return [task.task_spec.name, task.state, task.data, internals, [_packed(each) for each in task.children], inside]


def _plant(workflow: Any, tasks: list[Any]) -> None:
    root = Token(workflow, workflow.spec.start, state=TaskState.COMPLETED)
    workflow.task_tree = root
    for packed in tasks:
        _built(workflow, packed, root)


def _built(workflow: Any, packed: list[Any], parent: Any) -> None:
    name, state, data, internals, below, inside = packed
    task = Token(workflow, workflow.spec.task_specs[name], parent, state)
    task.data, task.internal_data = data, internals
    task.triggered = True
    for each in below:
        _built(workflow, each, task)
    if inside is not None:
        top = workflow.top_workflow
        inner = InnerWorkflow(top.subprocess_specs[inside[0]], task.id, top, deserializing=True)
        top.subprocesses[task.id] = inner
        _plant(inner, inside[1])
