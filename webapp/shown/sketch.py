"""A case's drawing with where the case stands, and the same in words for those who do not see drawings."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.language import own_name
from workflows.definitions import deploy
from workflows.definitions.anatomy import PERSONS_WORK, Anatomy, Node, take_apart
from workflows.definitions.models import DefinitionVersion
from workflows.engine import interpreter
from workflows.engine.xml import read_tree
from workflows.errors import NotFound
from workflows.instances.models import ProcessInstance, WorkItem

_KEPT = 32
_taken_apart: dict[str, dict[str, Anatomy]] = {}


@dataclass(frozen=True, slots=True)
class Sketch:
    """Which elements wait, which were passed, and the outline: (words, state) in the order of the drawing."""

    waiting: tuple[str, ...]
    passed: tuple[str, ...]
    outline: tuple[tuple[str, str], ...]


def sketch_of(session: Session, case: ProcessInstance) -> Sketch:
    """Where a case stands on the drawing that it runs on.

    A call activity counts as passed when a person has completed something in the drawing that it calls, or in one called there.
    The outline holds the way from start to end; what hangs on a border event (escalation, extension) only when it happens or
    has happened.
    """
    version = session.get_one(DefinitionVersion, case.definition_version_id)
    positions = () if case.ended_at else interpreter.positions(deploy.drawing_of(session, version.id), case.state)
    done = set(
        session.scalars(
            select(WorkItem.element)
            .distinct()
            .where(WorkItem.instance_id == case.id, WorkItem.closed_how == "completed")
        )
    )
    anatomies = anatomies_of(version.checksum, deploy.files_of(session, version.id))
    main = anatomies[version.key]
    around = {node.id for node in main.nodes if node.kind == "subProcess"}  # the step inside says where it is
    waiting = [element for element in positions if element not in around]
    passed = {
        node.id for node in main.nodes if node.id in done or (node.called and done & _within(anatomies, node.called))
    }
    own_way = {node.id: node for node in way_of(main)}
    aside = [node for node in main.nodes if node.id not in own_way and (node.id in waiting or node.id in passed)]
    outline = tuple(
        (own_words(node), _state(node, waiting, passed)) for node in (*own_way.values(), *aside) if _is_step(node)
    )
    return Sketch(tuple(waiting), tuple(sorted(passed)), outline)


def outline_of(
    checksum: str, files: Mapping[str, bytes], key: str, waiting: Iterable[str] = (), passed: Iterable[str] = ()
) -> tuple[tuple[str, str], ...]:
    """The steps of a drawing in words, in the order of the way from start to end, with who waits on it and what was passed."""
    main, done = anatomies_of(checksum, files).get(key), set(passed)
    if main is None:
        return ()
    return tuple((own_words(node), _state(node, waiting, done)) for node in way_of(main) if _is_step(node))


def drawing_xml(session: Session, case: ProcessInstance) -> bytes:
    """The BPMN file that a case runs on. Raises ``NotFound``."""
    version = session.get_one(DefinitionVersion, case.definition_version_id)
    content = deploy.files_of(session, version.id).get(f"{version.key}.bpmn")
    if content is None:
        raise NotFound
    return content


def nodes_of(session: Session, case: ProcessInstance) -> dict[str, Node]:
    """The elements of the drawing that a case runs on, and of all that it calls, by their ids: its own first."""
    version = session.get_one(DefinitionVersion, case.definition_version_id)
    anatomies = anatomies_of(version.checksum, deploy.files_of(session, version.id))
    ordered = sorted(anatomies.values(), key=lambda one: one.name != version.key)
    return {node.id: node for anatomy in ordered for node in anatomy.nodes}


def own_words(node: Node) -> str:
    """What an element is called in the reader's language."""
    return own_name(_Words(node.name, node.name_en))


UNSEEN = Sketch((), (), ())
"""Where nobody can tell where the case stands."""


@dataclass(frozen=True, slots=True)
class _Words:
    name_vi: str
    name_en: str


def _state(node: Node, waiting: Iterable[str], passed: set[str]) -> str:
    return "waiting" if node.id in waiting else "passed" if node.id in passed else "ahead"


def _is_step(node: Node) -> bool:
    return node.kind in PERSONS_WORK or node.kind == "callActivity"


def _within(anatomies: Mapping[str, Anatomy], key: str) -> set[str]:
    """The elements of a drawing and of all that it calls; drawings do not call themselves (the linter holds that)."""
    found: set[str] = set()
    for node in anatomies[key].nodes if key in anatomies else ():
        found |= {node.id} | (_within(anatomies, node.called) if node.called else set())
    return found


def way_of(main: Anatomy) -> Iterable[Node]:
    """The nodes from each scope's start on along the arrows, nearest first; border events lead elsewhere."""
    for scope in main.scopes.values():
        seen: set[str] = set()
        ahead = deque(node.id for node in scope.starts)
        while ahead:
            here = ahead.popleft()
            if here in seen or here not in scope.nodes:
                continue
            seen.add(here)
            yield scope.nodes[here]
            ahead.extend(flow.target for flow in scope.out_of(here))


def anatomies_of(checksum: str, files: Mapping[str, bytes]) -> dict[str, Anatomy]:
    """The drawings of a bundle taken apart, kept by checksum."""
    found = _taken_apart.get(checksum)
    if found is None:
        while len(_taken_apart) >= _KEPT:
            _taken_apart.pop(next(iter(_taken_apart)), None)
        taken = (
            take_apart(path, read_tree(content, path).getroot())
            for path, content in files.items()
            if path.endswith(".bpmn")
        )
        found = _taken_apart[checksum] = {anatomy.name: anatomy for anatomy in taken if anatomy is not None}
    return found
