"""What goes into the engine and what comes out of one step, as frozen values without any of the library's objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Opened:
    """A person has something to do: who may (tagged performer), by when (due value), and the data of its own token."""

    ref: str
    element: str
    name: str
    name_en: str
    step: str
    form: str | None
    candidates: Mapping[str, Any] | None
    assignee: Mapping[str, Any] | None
    due: Any
    priority: int | None
    ladder: str
    local: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Closed:
    """An item that was open before this step is not open any more."""

    ref: str
    element: str
    how: Literal["completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class TimerSet:
    """The clock shall call ``fire`` with this reference when the moment has come."""

    ref: str
    element: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TimerCleared:
    """A timer of an earlier step is void (fired, replaced or cancelled)."""

    ref: str


@dataclass(frozen=True, slots=True)
class Effect:
    """A service task was passed: the rooms above perform the named action, in the same transaction."""

    action: str
    parameters: Mapping[str, Any]
    element: str


@dataclass(frozen=True, slots=True)
class Message:
    """Something the case is told. It waits until it is caught, unless ``kept`` is false."""

    name: str
    payload: Mapping[str, Any]
    correlation: str | None = None
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Waits:
    """What a state waits for: references of items and of timers, names of messages."""

    items: tuple[str, ...]
    timers: tuple[str, ...]
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """The result of one step: the new state and variables, and everything that the rooms above have to write down.

    ``outcome`` is the id of the end event reached at the top level, when the case has ended; ``waiting_for`` names the
    messages that would be caught now; ``passed`` are the ids of the elements completed in this step, in order.
    """

    state: bytes
    variables: dict[str, Any]
    opened: tuple[Opened, ...]
    closed: tuple[Closed, ...]
    timers_set: tuple[TimerSet, ...]
    timers_cleared: tuple[TimerCleared, ...]
    effects: tuple[Effect, ...]
    ended: bool
    outcome: str | None
    waiting_for: tuple[str, ...]
    passed: tuple[str, ...]
