"""From the files of a bundle to a drawing that can be run, read once per checksum.

A bundle is self-contained: the drawing, the drawings it calls, its forms and decision tables. The specifications in a
``Drawing`` are shared by all threads and are never changed by running them.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from workflows.engine.admitted import check_admitted, strip_drawn
from workflows.engine.decisions import Table, load_table
from workflows.engine.definitions import Timed
from workflows.engine.elements import BusinessRuleTask, Condition, Drawn, Inner
from workflows.engine.errors import EngineFault
from workflows.engine.handlers import Watch
from workflows.engine.links import join_links
from workflows.engine.marks import BPMN, Marks, checked, read_marks
from workflows.engine.reader import Reader
from workflows.engine.repeated import Repeated
from workflows.engine.timers import due_moment, is_literal, period_of
from workflows.engine.xml import read_tree
from workflows.errors import N_

_KEPT = 64
_cache: OrderedDict[tuple[str, str], Drawing] = OrderedDict()
_cache_lock = threading.Lock()

# The library gathers its log records (all tasks, all data) even when nobody listens, unless its loggers have a level.
for _name in ("spiff.task", "spiff.workflow"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A process of a bundle, ready to run."""

    process: str
    checksum: str
    spec: Any
    inner: Mapping[str, Any]
    tables: Mapping[str, Table]


def checksum(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of a bundle, the same for the same names and bytes in whatever order."""
    digest = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def load(files: Mapping[str, bytes], process: str) -> Drawing:
    """Return the drawing of a process; read at most once for the same files.

    Raises EngineFault with the first thing that is wrong: hostile or broken XML, elements that are not admitted, expressions
    that cannot be read, calls to drawings or tables that are not in the bundle.
    """
    key = (checksum(files), process)
    with _cache_lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    drawing = _read(files, process, key[0])
    with _cache_lock:
        _cache[key] = drawing
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return drawing


def _read(files: Mapping[str, bytes], process: str, digest: str) -> Drawing:
    reader = Reader()
    trees = []  # the parser keys its indexes on the identity of the trees: they must outlive it
    marks: dict[str, dict[str, Marks]] = {}  # by process: two files of a bundle may use the same ids
    for name in sorted(name for name in files if name.endswith(".bpmn")):
        tree = read_tree(files[name], name)
        check_admitted(tree.getroot())
        strip_drawn(tree.getroot())
        join_links(tree.getroot())
        own = read_marks(tree.getroot())
        marks.update({each.get("id", ""): own for each in tree.getroot().iter(f"{BPMN}process", f"{BPMN}subProcess")})
        trees.append(tree)
    tables = {
        name.removeprefix("decisions/").removesuffix(".dmn"): load_table(content)
        for name, content in files.items()
        if name.startswith("decisions/") and name.endswith(".dmn")
    }
    try:
        for tree in trees:
            reader.add_bpmn_xml(tree)
        spec = reader.get_spec(process)
        inner = reader.get_subprocess_specs(process)
    except ValidationException as fault:
        if "RecursionError" in str(fault):
            raise EngineFault(N_("Expected %(process)s to have fewer elements in a row."), process=process) from None
        raise EngineFault(
            N_("Expected the drawing %(process)s to be readable, but at %(element)s: %(fault)s"),
            process=process,
            element=getattr(fault, "id", "") or "?",
            fault=str(fault).strip(". "),
        ) from None
    for each in (spec, *inner.values()):
        _finish(each, marks[each.name], tables, inner)
    return Drawing(process, digest, spec, inner, tables)


def _finish(spec: Any, marks: Mapping[str, Marks], tables: Mapping[str, Table], inner: Mapping[str, Any]) -> None:
    """Give each element its marks and check what it refers to."""
    for element in list(spec.task_specs.values()):
        if isinstance(element, Drawn | Watch):
            element.marks = marks[element.bpmn_id]
        if isinstance(element, Inner) and inner.get(element.spec) is None:
            raise EngineFault(N_("Expected the called drawing %(called)s in the bundle."), called=element.spec)
        if isinstance(element, BusinessRuleTask) and element.marks.decision not in tables:
            raise EngineFault(
                N_("Expected %(element)s to name a decision table of the bundle, but got %(key)r."),
                element=element.marks.element,
                key=element.marks.decision,
            )
        if isinstance(element, Repeated):
            spec.task_specs[element.task_spec].completed_event.connect(element.on_child_completed)
            for source in element.sources:
                checked(source, element.name)
        for condition, _ in getattr(element, "cond_task_specs", ()):
            if isinstance(condition, Condition):
                checked(condition.source, element.name)
        definition = getattr(element, "event_definition", None)
        if isinstance(definition, Timed):
            _check_timer(definition, element.name)


def _check_timer(definition: Timed, element: str) -> None:
    if not is_literal(definition.kind, definition.source):
        checked(definition.source, element)
    elif definition.kind == "date":
        due_moment(definition.source, element)
    else:
        period_of(definition.source.split("/")[-1], element)
