"""A bundle: everything one process needs to run, and nothing else, named by what is in it.

Inside a bundle paths are flat: ``NAME.bpmn`` for the drawing and each drawing it calls, ``forms/KEY.form``,
``decisions/KEY.dmn``, ``scenarios.yaml``. In a folder each process has its own (``NAME/NAME.bpmn``, ``NAME/forms/KEY.form``,
``NAME/scenarios.yaml``), and decisions are shared (``decisions/KEY.dmn``). The scenarios of the process itself belong to the
bundle and count in its checksum: who approves a drawing approves how it is meant to go, and nobody changes that afterwards.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from workflows.engine.errors import EngineFault
from workflows.engine.marks import BPMN, NQ57
from workflows.engine.xml import read_tree
from workflows.errors import N_, Refusal
from workflows.limits import BUNDLE_DRAWINGS, BUNDLE_FILES, XML_BYTES

LADDER = "ladder"
SCENARIOS = "scenarios.yaml"
TOO_MANY_FILES = N_("Expected at most %(most)s files in the folder, but there are %(count)s.")
TOO_MANY_DRAWINGS = N_("Expected at most %(most)s drawings in one process.")
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
PATH = re.compile(
    r"[a-z][a-z0-9_]{0,59}\.bpmn|forms/[a-z][a-z0-9_]{0,59}\.form|decisions/[a-z][a-z0-9_]{0,59}\.dmn|scenarios\.yaml"
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The process ``key`` with its files by flat path."""

    key: str
    files: Mapping[str, bytes]

    @property
    def checksum(self) -> str:
        """SHA-256 over paths and contents, in order of paths; the same files give the same sum everywhere."""
        total = hashlib.sha256()
        for path in sorted(self.files):
            total.update(f"{sha256(self.files[path])} {path}\n".encode())
        return total.hexdigest()


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def of_folder(folder: Path) -> Bundle:
    """The bundle of the process in ``folder``; what it calls and decides by is looked for beside it.

    Raises Refusal when something it needs is not there.
    """
    return gather(read_folder(folder.resolve().parent), folder.resolve().name)


def read_folder(root: Path) -> dict[str, bytes]:
    """All drawings, forms, decision tables and scenarios under ``root`` by their path below it."""
    found = sorted(path for path in root.rglob("*") if _is_ours(path) and path.is_file())
    if len(found) > BUNDLE_FILES:
        raise Refusal(TOO_MANY_FILES, most=BUNDLE_FILES, count=len(found))
    for path in found:
        if path.stat().st_size > XML_BYTES:
            raise Refusal(N_("Expected files of at most 2 MB, but %(path)s is larger."), path=path.name)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def gather(files: Mapping[str, bytes], key: str) -> Bundle:
    """Make the bundle of ``key`` out of a folder's files.

    Algorithm: start with the drawing, follow its call activities until no new drawing turns up; take each drawing's own
    forms, the decision tables that the drawings name, and the ladder.
    Raises Refusal when a drawing, or two different forms under one key, make that impossible.
    """
    waiting, names, decisions = [key], [], {LADDER}
    bundle: dict[str, bytes] = {}
    while waiting:
        name = waiting.pop()
        if name in names:
            continue
        names.append(name)
        if len(names) > BUNDLE_DRAWINGS:
            raise Refusal(TOO_MANY_DRAWINGS, most=BUNDLE_DRAWINGS)
        content = _drawing(files, name)
        bundle[f"{name}.bpmn"] = content
        called, decided = mentioned(content, f"{name}.bpmn")
        waiting += sorted(called)
        decisions |= decided
        for path, form in _forms(files, name).items():
            if bundle.setdefault(path, form) != form:
                raise Refusal(
                    N_("Expected one form under each key, but %(path)s is there twice with different content."),
                    path=path,
                )
    for decision in sorted(decisions):
        if (table := files.get(f"decisions/{decision}.dmn")) is not None:
            bundle[f"decisions/{decision}.dmn"] = table
    if (told := files.get(f"{key}/{SCENARIOS}")) is not None:
        bundle[SCENARIOS] = told
    return Bundle(key, dict(sorted(bundle.items())))


def mentioned(drawing: bytes, name: str) -> tuple[set[str], set[str]]:
    """The drawings that a drawing calls, and the decision tables that it names; raises Refusal when it is not plain XML."""
    try:
        tree = read_tree(drawing, name)
    except EngineFault as fault:
        raise Refusal(fault.text, **fault.params) from None
    called = {element.get("calledElement") for element in tree.iter(f"{BPMN}callActivity")}
    decided = {element.get(f"{NQ57}decision") for element in tree.iter(f"{BPMN}businessRuleTask")}
    return {name for name in called if name}, {name for name in decided if name}


def _is_ours(path: Path) -> bool:
    return path.suffix in (".bpmn", ".form", ".dmn") or path.name == SCENARIOS


def _drawing(files: Mapping[str, bytes], name: str) -> bytes:
    content = files.get(f"{name}/{name}.bpmn") if KEY.fullmatch(name) else None
    if content is None:
        raise Refusal(N_("Expected the drawing %(name)s in its own folder, but it is not there."), name=name[:60])
    return content


def _forms(files: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    return {
        f"forms/{PurePosixPath(path).name}": content
        for path, content in files.items()
        if path.startswith(f"{name}/forms/") and path.endswith(".form")
    }
