"""A trial case told as a scenario: what was done, and as expectation what came of it, in the words of ``bpmn/README.md``."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import yaml

from workflows.definitions.scenarios import A_MONDAY, read_scenarios
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.limits import NODE_NAME_LETTERS
from workflows.trials.play import Line, Played
from workflows.trials.story import Story

NOT_OVER = N_("Expected a trial case that has come to its end, but it still runs. Go on until it ends, then keep it.")
NO_NAME = N_("Expected a name for the scenario, but there is none.")
THERE_ALREADY = N_("Expected another name, but there is a scenario of that name already.")
UNREADABLE = N_(
    "Expected scenarios that can be read, so that one more can be added, but the file scenarios.yaml has a fault. Put it right first."
)
TOO_MUCH = N_("Expected the scenarios of a process to be of moderate size, but with this one they are too much.")
_ENDS_WITH_SCENARIOS = re.compile(
    rb"(?:\A|\n)scenarios:[ \t]*(?:#[^\n]*)?\n(?P<rest>(?:(?:[ \t#-][^\n]*)?(?:\n|\Z))*)\Z"
)
_INDENT = re.compile(rb"^([ ]*)- ", re.MULTILINE)


def recorded(name: str, story: Story, played: Played, known: Mapping[str, Any]) -> dict[str, Any]:
    """The scenario of a trial case. ``known`` are the variables that all scenarios of the file begin with.

    Raises Invalid without a name, Refusal unless the case has come to its end.
    """
    name = " ".join(name.split())[:NODE_NAME_LETTERS]
    if not name:
        raise Invalid(NO_NAME, {"name": Refusal(NO_NAME)})
    if played.stuck is not None or not played.ended or played.outcome is None:
        raise Refusal(NOT_OVER)
    told: dict[str, Any] = {"name": name, "ends": played.outcome}
    own = {key: value for key, value in (story.variables or {}).items() if key not in known or known[key] != value}
    if own:
        told["variables"] = own
    if story.begins != A_MONDAY:
        told["begins"] = story.begins.isoformat()
    told["steps"] = [{**line.step, **_expected(line)} for line in played.lines]
    return told


def added_to(content: bytes | None, told: Mapping[str, Any]) -> bytes:
    """The file with one scenario more. Where its list stands last it is written below, and nothing else of the file is touched.

    Raises Refusal when the file cannot be read or would be too large, Conflict when there is one of that name.
    """
    if not content or not content.strip():
        return _sound(b"scenarios:\n" + _block(told, "  "), told, before=0)
    try:
        there = read_scenarios(content)
    except Refusal:
        raise Refusal(UNREADABLE) from None
    if told["name"] in {one.name for one in there}:
        raise Conflict(THERE_ALREADY)
    last = _ENDS_WITH_SCENARIOS.search(content)
    indent = _INDENT.search(last["rest"]) if last else None
    if indent is not None:
        written = content.rstrip() + b"\n\n" + _block(told, indent[1].decode())
    else:
        whole = yaml.safe_load(content)
        whole["scenarios"] = [*whole["scenarios"], json.loads(json.dumps(told))]
        written = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=120).encode()
    return _sound(written, told, before=len(there))


def known_at_start(content: bytes | None) -> Mapping[str, Any]:
    """The variables that all scenarios of a file begin with."""
    try:
        read_scenarios(content or b"")
    except Refusal:
        return {}
    return dict(yaml.safe_load(content or b"").get("variables", {}))


def _sound(written: bytes, told: Mapping[str, Any], before: int) -> bytes:
    try:
        now = read_scenarios(written)
    except Refusal as refused:
        raise Refusal(TOO_MUCH) from refused
    if len(now) != before + 1 or now[-1].name != told["name"] or len(now[-1].steps) != len(told["steps"]):
        raise Refusal(UNREADABLE)
    return written


def _expected(line: Line) -> dict[str, Any]:
    """What is open then, which actions were asked for, and of each step that was opened by whom and until when."""
    said: dict[str, Any] = {"open": sorted(one.element for one in line.open)}
    if line.effects:
        said["actions"] = [one.action for one in line.effects]
    alone = {element for element, number in Counter(one.element for one in line.open).items() if number == 1}
    opened = [one for one in line.opened if one.element in alone]
    if due := {one.element: one.due for one in opened if one.due is not None}:
        said["due"] = due
    if who := {one.element: one.assignee or one.candidates for one in opened if one.assignee or one.candidates}:
        said["who"] = who
    return said


def _block(told: Mapping[str, Any], indent: str) -> bytes:
    """A scenario as one writes it by hand: a line for each step."""
    lines = [f"{indent}- name: {_flow(told['name'])}"]
    lines += [f"{indent}  {key}: {_flow(value)}" for key, value in told.items() if key not in ("name", "steps")]
    lines.append(f"{indent}  steps:")
    lines += [f"{indent}    - {_flow(step)}" for step in told["steps"]]
    return ("\n".join(lines) + "\n").encode()


def _flow(value: Any) -> str:
    """A value on one line of YAML; JSON is such a line, and YAML's own writing of it is the one that people read more easily."""
    text = yaml.safe_dump(
        json.loads(json.dumps(value)), default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**9
    )
    return text.removesuffix("\n").removesuffix("\n...")
