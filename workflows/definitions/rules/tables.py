"""Decision tables can be read, and the ladder answers for every kind of work that stands on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflows.definitions.anatomy import Anatomy
from workflows.definitions.bundles import Bundle
from workflows.definitions.decisions import LADDER_PATH, UNWATCHED, ladder_rung
from workflows.definitions.faults import Fault, fault
from workflows.engine.decisions import load_table
from workflows.engine.errors import EngineFault
from workflows.errors import N_, Refusal

_PRIORITIES = (0, 50, 79, 80, 100)


def tables(bundle: Bundle, drawings: Sequence[Anatomy]) -> Iterator[Fault]:
    """Every table is readable; the ladder has four numbers of days for each kind of work, whatever the priority."""
    unreadable = set()
    for path, content in bundle.files.items():
        if path.endswith(".dmn"):
            try:
                load_table(content)
            except EngineFault as refused:
                unreadable.add(path)
                yield fault(path, str(refused.params.get("table", "")), refused.text, **refused.params)
    if LADDER_PATH in bundle.files and LADDER_PATH not in unreadable:
        kinds = {node.own.get("ladder", UNWATCHED) for drawing in drawings for node in drawing.nodes} - {UNWATCHED}
        for kind in sorted(kinds):
            yield from _answers(bundle, kind)


def _answers(bundle: Bundle, kind: str) -> Iterator[Fault]:
    for priority in _PRIORITIES:
        try:
            rung = ladder_rung(bundle.files, kind, priority)
        except Refusal as refused:
            yield fault(LADDER_PATH, "", refused.text, **refused.params)
            return
        if rung is None:
            text = N_("Expected a row for %(kind)s at priority %(priority)s, but no row of the ladder speaks of it.")
            yield fault(LADDER_PATH, "", text, kind=kind, priority=priority)
            return
