"""Whichever process is started (a web server, or any command: demo, serve, clock), it knows the actions of the shipped drawings."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

BPMN = Path(__file__).parents[3] / "bpmn"


@pytest.mark.parametrize("door", ["webapp.app", "webapp.cli.main"])
def test_a_door_alone_knows_every_action_that_a_drawing_names(door: str) -> None:
    named = {
        name
        for drawing in BPMN.rglob("*.bpmn")
        for name in re.findall(r'nq57:action="(\w+)"', drawing.read_text(encoding="utf-8"))
    }
    said = f"import {door}; from workflows.instances import actions; print(*actions.names())"
    known = subprocess.run(
        [sys.executable, "-c", said], check=True, capture_output=True, text=True, cwd=BPMN.parent
    ).stdout.split()
    assert named and named <= set(known)
