"""The arrows that no scenario walks, in words: from which element to which, for readers of lists as well as of drawings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from webapp.shown.sketch import anatomies_of, own_words
from workflows.definitions.anatomy import Scope
from workflows.definitions.bundles import SCENARIOS, Bundle
from workflows.definitions.examining import told_in

_walked: dict[str, Mapping[str, Sequence[str]]] = {}
_KEPT = 64


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow by file and id, and between which elements it is drawn."""

    file: str
    id: str
    words: str


def arrows_of(bundle: Bundle, uncovered: Mapping[str, Sequence[str]]) -> list[Arrow]:
    """The same arrows with their words; in the order of files and drawings."""
    return list(_in_words(bundle, uncovered)) if uncovered else []


def uncovered_by_stories(bundle: Bundle) -> Mapping[str, Sequence[str]]:
    """By file, the arrows of a version that its scenarios do not walk; none where it has no scenarios. Found out once."""
    if SCENARIOS not in bundle.files:
        return {}
    found = _walked.get(bundle.checksum)
    if found is None:
        found = told_in(bundle)[1]
        while len(_walked) >= _KEPT:
            _walked.pop(next(iter(_walked)), None)
        _walked[bundle.checksum] = found
    return found


def _in_words(bundle: Bundle, uncovered: Mapping[str, Sequence[str]]) -> Iterator[Arrow]:
    for drawing in anatomies_of(bundle.checksum, bundle.files).values():
        wanted = set(uncovered.get(drawing.file, ()))
        for scope in drawing.scopes.values():
            for flow in scope.flows:
                if flow.id in wanted:
                    ends = {"source": _named(scope, flow.source), "target": _named(scope, flow.target)}
                    yield Arrow(drawing.file, flow.id, gettext("from “%(source)s” to “%(target)s”", **ends))


def _named(scope: Scope, identity: str) -> str:
    node = scope.nodes.get(identity)
    return (own_words(node) if node is not None else "") or identity
