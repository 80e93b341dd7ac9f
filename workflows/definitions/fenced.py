"""What somebody proposes is read and tried out in a process of its own, which gets so much time and memory and nothing else.

The rules refuse in words whatever is known to wear the library out; the fence is for what nobody knows yet. The doors call
``faults`` before anything is kept (and before any lock is held); drawings in service have been through it and are read as
they are. The process inside knows no setting and no secret, and writes no file.
"""

from __future__ import annotations

import base64
import json
import logging
import math
import os
import signal
import subprocess  # nosec B404
import sys
import time
from collections.abc import Set
from typing import Any

from workflows.definitions.bundles import Bundle
from workflows.definitions.examining import Examined, Story, examine
from workflows.definitions.faults import Fault, fault
from workflows.errors import N_, Refusal
from workflows.limits import CHECK_BYTES, CHECK_SECONDS

TOO_LONG = N_("Expected a process that can be read and tried out within %(seconds)s seconds, but it takes longer.")
TOO_MUCH = N_("Expected a process that can be read and tried out, but the attempt broke off. Simplify the drawing.")
_WAITING = 30  # a busy machine may need that much longer than the computing takes
_MOST_FAULTS = 200
_log = logging.getLogger(__name__)


def faults(
    bundle: Bundle,
    actions: Set[str] | None = None,
    *,
    seconds: int = CHECK_SECONDS,
    memory: int = CHECK_BYTES,
) -> list[Fault]:
    """Every fault of a bundle (``lint``) and, where there is none, of its scenarios (``rehearsal``)."""
    return list(examined(bundle, actions, seconds=seconds, memory=memory).all_faults)


def examined(
    bundle: Bundle,
    actions: Set[str] | None = None,
    *,
    seconds: int = CHECK_SECONDS,
    memory: int = CHECK_BYTES,
) -> Examined:
    """What can be said of a bundle (``examining``), found out behind the fence."""
    order = {
        "key": bundle.key,
        "files": {path: base64.b64encode(content).decode() for path, content in bundle.files.items()},
        "actions": None if actions is None else sorted(actions),
    }
    file = f"{bundle.key}.bpmn"
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603 - our own programme, nothing of the bundle in its words
            [sys.executable, "-m", __name__, str(seconds), str(memory)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=seconds * _WAITING,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired:
        return Examined((fault(file, "", TOO_LONG, seconds=seconds),))
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return Examined((fault(file, "", TOO_LONG, seconds=seconds),))
    if done.returncode != 0:
        _log.error("Reading a proposed process broke off: %s", done.stderr.decode(errors="replace")[-4000:])
        return Examined((fault(file, "", TOO_MUCH),))
    said = json.loads(done.stdout)
    return Examined(
        tuple(_read(one) for one in said["faults"]),
        tuple(Story(name, None if wrong is None else _read(wrong)) for name, wrong in said["stories"]),
        {path: tuple(flows) for path, flows in said["uncovered"].items()},
    )


def _said(one: Fault) -> list[Any]:
    return [one.file, one.element, one.refusal.text, one.refusal.params]


def _read(said: list[Any]) -> Fault:
    path, element, text, params = said
    return Fault(path, element, Refusal(text, **params))


def _inside() -> None:
    """The process inside the fence: takes a bundle on its standard input, answers with what can be said of it."""
    import resource

    seconds, memory = (int(word) for word in sys.argv[1:])
    seconds += math.ceil(time.process_time())  # what it took to begin is nobody's fault
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    order = json.load(sys.stdin)
    bundle = Bundle(order["key"], {path: base64.b64decode(content) for path, content in order["files"].items()})
    actions = None if order["actions"] is None else frozenset(order["actions"])
    found = examine(bundle, actions)
    said = {
        "faults": [_said(one) for one in found.faults[:_MOST_FAULTS]],
        "stories": [[one.name, None if one.fault is None else _said(one.fault)] for one in found.stories],
        "uncovered": found.uncovered,
    }
    json.dump(said, sys.stdout, default=str)


if __name__ == "__main__":
    _inside()
