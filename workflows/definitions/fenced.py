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

from workflows.definitions.bundles import Bundle
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
    scenarios: bytes | None = None,
    seconds: int = CHECK_SECONDS,
    memory: int = CHECK_BYTES,
) -> list[Fault]:
    """Every fault of a bundle (``lint``) and, where there is none, of its scenarios when they are handed in (``rehearsal``)."""
    order = {
        "key": bundle.key,
        "files": {path: base64.b64encode(content).decode() for path, content in bundle.files.items()},
        "actions": None if actions is None else sorted(actions),
        "scenarios": None if scenarios is None else base64.b64encode(scenarios).decode(),
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
        return [fault(file, "", TOO_LONG, seconds=seconds)]
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return [fault(file, "", TOO_LONG, seconds=seconds)]
    if done.returncode != 0:
        _log.error("Reading a proposed process broke off: %s", done.stderr.decode(errors="replace")[-4000:])
        return [fault(file, "", TOO_MUCH)]
    return [Fault(path, element, Refusal(text, **params)) for path, element, text, params in json.loads(done.stdout)]


def _inside() -> None:
    """The process inside the fence: takes a bundle on its standard input, answers with its faults."""
    import resource

    from workflows.definitions import lint, rehearsal

    seconds, memory = (int(word) for word in sys.argv[1:])
    seconds += math.ceil(time.process_time())  # what it took to begin is nobody's fault
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    order = json.load(sys.stdin)
    bundle = Bundle(order["key"], {path: base64.b64decode(content) for path, content in order["files"].items()})
    actions = None if order["actions"] is None else frozenset(order["actions"])
    found = lint.faults(bundle, actions)
    if not found and order["scenarios"] is not None:
        found = rehearsal.faults_of(bundle, base64.b64decode(order["scenarios"]))
    said = [[one.file, one.element, one.refusal.text, one.refusal.params] for one in found[:_MOST_FAULTS]]
    json.dump(said, sys.stdout, default=str)


if __name__ == "__main__":
    _inside()
