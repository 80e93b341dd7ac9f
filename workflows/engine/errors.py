"""Why the engine did not go on."""

from __future__ import annotations

from typing import Any


class EngineFault(Exception):
    """The drawing cannot be read or cannot go on: the caller keeps the old state and raises an incident.

    ``text`` is a catalogue sentence, ``params`` its values.
    """

    def __init__(self, text: str, **params: Any) -> None:
        super().__init__(text % params if params else text)
        self.text = text
        self.params = params


class NotWaiting(Exception):
    """Nothing waits under this reference: the item or timer was closed meanwhile, or the case has ended."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"Expected {ref!r} to be open in this case, but it is not.")
        self.ref = ref


class Misplaced(EngineFault):
    """Somebody asked for tokens to be where they cannot be right; nothing is wrong with the drawing or the case."""
