"""What was looked at and played already in this process: the check of a text, and how far a story goes on it.

A text is played only after the rules found nothing wrong with it behind the fence (``webapp.designer.checking``), as the texts of
versions were when they were proposed. Both answers follow from what was asked alone, so that a few of them are kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from flask import g

from webapp.designer.checking import a_place, look_at
from workflows.definitions.bundles import Bundle
from workflows.definitions.examining import Examined
from workflows.trials.play import Played, play
from workflows.trials.story import Story

Answer = TypeVar("Answer")
_KEPT = 32
_answers: OrderedDict[tuple[str, ...], Any] = OrderedDict()
_lock = threading.Lock()


def examined(bundle: Bundle) -> Examined:
    """What is wrong with a text and which arrows no scenario walks. The unit of work is begun anew where it has to be looked at first.

    Raises ``Refusal`` (429) when too many are being looked at.
    """

    def look() -> Examined:
        g.session.rollback()  # nobody waits for a lock of it meanwhile
        return look_at(bundle)

    return _kept((bundle.key, bundle.checksum), look)


def played(bundle: Bundle, story: Story) -> Played:
    """How far a story goes on a text without faults; it may take seconds (``limits.TRIAL_SECONDS``), of few at a time."""

    def playing() -> Played:
        with a_place():
            return play(bundle, story)

    return _kept((bundle.key, bundle.checksum, story.kept()), playing)


def _kept(asked: tuple[str, ...], answer: Callable[[], Answer]) -> Answer:
    with _lock:
        if asked in _answers:
            _answers.move_to_end(asked)
            known: Answer = _answers[asked]
            return known
    found = answer()
    with _lock:
        _answers[asked] = found
        while len(_answers) > _KEPT:
            _answers.popitem(last=False)
    return found
