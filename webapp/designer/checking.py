"""What is wrong with a draft, asked while one draws: the same rules and rehearsal as at deployment, behind the same fence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from threading import BoundedSemaphore
from typing import Any

from flask import g, jsonify, request
from flask_babel import gettext

from webapp.access import requires
from webapp.designer.door import NOT_UNDERSTOOD, asked_draft, bytes_of, designer, said_in_json, sent
from webapp.designer.uncovered import arrows_of
from webapp.errors import sentence
from webapp.rates import rated
from workflows.definitions import coverage, drafts, fenced
from workflows.definitions.bundles import Bundle
from workflows.definitions.examining import Examined
from workflows.definitions.faults import Fault
from workflows.definitions.remedies import remedy_of
from workflows.errors import N_, Refusal
from workflows.instances import actions
from workflows.limits import CHECKS_AT_ONCE

BUSY = N_("Expected to look at the process now, but others are being looked at. Try again in a moment.")
_PATIENCE = 10  # seconds
_places = BoundedSemaphore(CHECKS_AT_ONCE)


@designer.post("/drafts/<public_id>/check", endpoint="check")
@requires("definitions.propose")
@rated("checks")
@said_in_json
def check(public_id: str) -> Any:
    """Findings, how each scenario goes, and the arrows that none walks; texts that are not saved yet are sent along."""
    kept = drafts.bundle_of(g.session, asked_draft(public_id))
    changed = sent(("files", dict))[0] if request.data else {}
    g.session.rollback()  # nothing is written, and nobody waits for a lock of it
    bundle = Bundle(kept.key, {**kept.files, **texts_of(changed)})
    found = look_at(bundle)
    arrows = [asdict(one) for one in arrows_of(bundle, found.uncovered)]
    return jsonify({**in_words(found), "arrows": arrows})


def look_at(bundle: Bundle) -> Examined:
    """What can be said of a bundle, when one of the few places is free. Raises ``Refusal`` (429) when none becomes so."""
    with a_place():
        return fenced.examined(bundle, actions.names())


@contextmanager
def a_place() -> Iterator[None]:
    """One of the few places for what costs seconds of computing. Raises ``Refusal`` (429) when none becomes free."""
    if not _places.acquire(timeout=_PATIENCE):
        raise Refusal(BUSY, status=429)
    try:
        yield
    finally:
        _places.release()


def in_words(examined: Examined) -> dict[str, Any]:
    """The answer to the editor, in the reader's language."""
    return {
        "findings": list(findings(examined.faults)),
        "scenarios": [
            {
                "name": story.name,
                "ok": story.fault is None,
                "sentence": "" if story.fault is None else sentence(story.fault.refusal),
            }
            for story in examined.stories
        ],
        "uncovered": coverage.in_one(examined.uncovered),
        "uncovered_in": {path: list(flows) for path, flows in examined.uncovered.items()},
    }


def findings(faults: Iterable[Fault]) -> Iterator[dict[str, str]]:
    """Each fault with its place, its sentence, and what to do where the sentence does not say so itself."""
    for one in faults:
        remedy = remedy_of(one)
        yield {
            "file": one.file,
            "element": one.element,
            "sentence": sentence(one.refusal),
            "remedy": gettext(remedy) if remedy else "",
            "severity": "error",
        }


def texts_of(changed: Mapping[str, Any]) -> dict[str, bytes]:
    """The texts that are not saved yet, as the editor sends them along. Raises ``Refusal``."""
    if not all(isinstance(text, str) for text in changed.values()):
        raise Refusal(NOT_UNDERSTOOD)
    return {path: bytes_of(text) for path, text in changed.items()}
