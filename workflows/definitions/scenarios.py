"""Scenarios: how a process is meant to go, told in a file beside its drawing (``scenarios.yaml``; see bpmn/README.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import yaml

from workflows.errors import N_, Refusal
from workflows.expressions.errors import ExpressionError
from workflows.expressions.values import copied
from workflows.limits import SCENARIO_BRACKETS, SCENARIO_BYTES, SCENARIO_STEPS

VERBS = ("complete", "tell", "fire", "until", "set")
_KNOWN = frozenset(
    {*VERBS, "about", "form", "payload", "correlation", "open", "actions", "variables", "due", "who", "waits_for"}
)
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("complete", "tell", "fire"), str),
    **dict.fromkeys(("open", "actions", "waits_for"), list),
    **dict.fromkeys(("set", "payload", "variables", "due", "who"), dict),
    "form": (str, dict),
}
_ASKED, _ALSO = frozenset({"name", "steps", "ends"}), frozenset({"variables", "begins"})
A_MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story: the moment and the variables it starts with, its steps in order, and the id of the end event it reaches."""

    name: str
    variables: Mapping[str, Any]
    steps: tuple[Mapping[str, Any], ...]
    ends: str
    at: datetime = A_MONDAY


def read_scenarios(content: bytes) -> tuple[Scenario, ...]:
    """The scenarios in a file.

    Forms that several steps send stand once under ``forms`` and are meant by their name there.
    Raises Refusal when the file does not tell stories as bpmn/README.md says.
    """
    try:
        told = copied(yaml.safe_load(content)) if _is_small(content) else None
    except (yaml.YAMLError, ValueError, RecursionError, ExpressionError):  # a few lines may stand for gigabytes
        raise Refusal(N_("Expected scenarios in YAML, but the file cannot be read.")) from None
    if not isinstance(told, dict) or not isinstance(told.get("scenarios"), list):
        raise Refusal(N_("Expected a list of scenarios, but the file holds none."))
    scenarios = tuple(_scenario(one, told) for one in told["scenarios"])
    if sum(len(one.steps) for one in scenarios) > SCENARIO_STEPS:
        raise Refusal(N_("Expected at most %(most)s steps in all scenarios of a process."), most=SCENARIO_STEPS)
    return scenarios


def _is_small(content: bytes) -> bool:
    return len(content) <= SCENARIO_BYTES and content.count(b"[") + content.count(b"{") <= SCENARIO_BRACKETS


def _scenario(one: Any, told: Mapping[str, Any]) -> Scenario:
    if not isinstance(one, dict) or not _ASKED <= set(one) <= _ASKED | _ALSO or not _has_fields(one, told):
        raise Refusal(N_("Expected each scenario to have a name, steps and an end, and perhaps variables."))
    begins = moment_of(one.get("begins", A_MONDAY))
    if begins is None:
        raise Refusal(N_("Expected “%(scenario)s” to begin at a moment with its time zone."), scenario=one["name"])
    steps = tuple(_step(step, one["name"], told.get("forms", {})) for step in one["steps"])
    return Scenario(one["name"], {**told.get("variables", {}), **one.get("variables", {})}, steps, one["ends"], begins)


def _has_fields(one: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether steps are a list, and variables and forms have names."""
    named = (told.get("variables", {}), told.get("forms", {}), one.get("variables", {}))
    return isinstance(one["steps"], list) and all(isinstance(fields, dict) for fields in named)


def moment_of(said: Any) -> datetime | None:
    """The moment that a story names, as text or as YAML reads it; None without a time zone, since nothing here may guess one."""
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else said
    except ValueError:
        return None
    return moment if isinstance(moment, datetime) and moment.tzinfo is not None else None


def _step(step: Any, name: str, forms: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(step, dict) or set(step) - _KNOWN or sum(verb in step for verb in VERBS) > 1 or not _fits(step):
        text = N_(
            "Expected steps of “%(scenario)s” to complete, tell, fire, wait until or set one thing, but one says something else: %(step)s."
        )
        raise Refusal(text, scenario=name, step=str(step)[:120])
    if isinstance(step.get("form"), str):
        if step["form"] not in forms:
            raise Refusal(
                N_("Expected the form %(form)s among the forms of the file, but it is not there."), form=step["form"]
            )
        return _step({**step, "form": forms[step["form"]]}, name, {})
    return step


def _fits(step: Mapping[str, Any]) -> bool:
    """Whether what is told is of the kind that is asked for: a name, a list, or fields; a form may be meant by its name."""
    return all(isinstance(step[word], kind) for word, kind in _KINDS.items() if word in step)
