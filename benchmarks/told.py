"""How those compared are told what to do: one line of JSON in, one line out, one completion at a time.

Each is a process of its own and times itself, so that the talking costs nobody anything and all take turns in one run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).parent.parent


def obey(begin: Callable[[int], None], step: Callable[[int, str, str], float]) -> None:
    """Carry out what comes in until there is no more: ``{"case": 1}`` begins it, with an element one step of it is done."""
    out, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints must not be taken for an answer
    _say(out, {"ready": True})
    for line in sys.stdin:
        told = json.loads(line)
        if "element" in told:
            _say(out, {"seconds": step(told["case"], told["element"], told["decision"])})
        else:
            begin(told["case"])
            _say(out, {"seconds": 0.0})


def _say(out: TextIO, words: dict[str, Any]) -> None:
    out.write(json.dumps(words) + "\n")
    out.flush()


class Competitor:
    """One of those compared, seen from outside."""

    def __init__(self, name: str, process: subprocess.Popen[str]) -> None:
        self.name, self._process = name, process
        self._answer()

    def begin(self, case: int) -> None:
        """Start a case; not timed."""
        self._tell({"case": case})

    def step(self, case: int, element: str, decision: str) -> float:
        """One completion; the seconds that it took over there."""
        return float(self._tell({"case": case, "element": element, "decision": decision})["seconds"])

    def _tell(self, words: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"Expected an answer from {self.name}, but it has ended with {self._process.wait()}.")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def competing(name: str, command: Sequence[object], environment: Mapping[str, str]) -> Iterator[Competitor]:
    """Run one of those compared; it ends when it is told nothing more."""
    arguments = [str(part) for part in command]
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, cwd=ROOT, env=dict(environment), stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Competitor(name, process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
