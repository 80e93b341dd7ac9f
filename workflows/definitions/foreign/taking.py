"""A drawing that was made elsewhere, taken in as the beginning of a draft: read as what it is, named as things are named here, and what
another engine was told said in our properties where it means the same. Everything else stays in it and is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from lxml import etree

from workflows.definitions.bundles import KEY, Bundle
from workflows.definitions.foreign import embedded, flows, identities, placed, vendors
from workflows.definitions.foreign.clearing import OUT
from workflows.definitions.foreign.elements import said_here
from workflows.definitions.foreign.report import KEPT, MAPPED, OPEN, Line, cut
from workflows.definitions.rules.elements import NOT_RUN, unadmitted
from workflows.engine.admitted import FLOW_NODES
from workflows.engine.errors import EngineFault
from workflows.engine.marks import BPMN, NQ57
from workflows.engine.xml import read_tree
from workflows.errors import N_, Refusal
from workflows.limits import XML_BYTES

NO_DRAWING = N_("Expected a BPMN 2.0 drawing with a process in it, but the file holds something else.")
_DECLARED = re.compile(rb"^\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([\w.-]{1,20})[\"']")
_OLD_ENCODINGS = frozenset({"iso-8859-1", "iso-8859-15", "windows-1252", "us-ascii"})
_HEAD = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_OURS = NQ57.strip("{}")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The files for a draft, and what became of each thing that another engine was told."""

    bundle: Bundle
    lines: Sequence[Line] = ()


def taken_in(content: bytes, file_name: str) -> TakenIn:
    """The drawing under the id of its process or else the name of its file, with the forms that it brings along.

    Raises Refusal for what is no drawing.
    """
    content, lines = _in_utf8(content)
    try:
        root = read_tree(content, PurePosixPath(file_name).name[:60]).getroot()
    except EngineFault as fault:
        raise Refusal(fault.text, **fault.params) from None
    if root.tag != f"{BPMN}definitions" or root.find(f"{BPMN}process") is None:
        raise Refusal(NO_DRAWING)
    process = _main(root)
    key = process.get("id", "")
    if not KEY.fullmatch(key):
        said = PurePosixPath(file_name).stem if identities.is_drawn_by_lot(key) else key
        key = identities.key_from(said)
    if _is_ours(root):
        return TakenIn(Bundle(key, {f"{key}.bpmn": content}))
    files, told = _said_anew(root, process, key)
    drawing = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return TakenIn(Bundle(key, {f"{key}.bpmn": drawing, **files}), (*lines, *told))


def _said_anew(root: etree._Element, process: etree._Element, key: str) -> tuple[dict[str, bytes], list[Line]]:
    lines = identities.name_anew(root, process, key)
    if process.get("isExecutable") != "true":
        process.set("isExecutable", "true")
        lines.append(Line(MAPPED, (key,), 'isExecutable="false"', 'isExecutable="true"'))
    for element in root.iter(*(BPMN + kind for kind in sorted(FLOW_NODES | {"process", "sequenceFlow", "scriptTask"}))):
        lines += said_here(element)
    lines += flows.reworded(root)
    files, forms = embedded.brought_along(root)
    lines = _with_forms(lines, files) + forms
    lines += _other_processes(root, process)
    return files, [*lines, *_not_run(root), *placed.told(root), *_only_kept(root)]


def _in_utf8(content: bytes) -> tuple[bytes, list[Line]]:
    """The file in the one encoding that is read here; older exports say another at their head."""
    declared = _DECLARED.match(content[:200])
    named = declared.group(1).decode().lower() if declared else ""
    if named not in _OLD_ENCODINGS or len(content) > XML_BYTES:
        return content, []
    text = _HEAD.sub('<?xml version="1.0" encoding="UTF-8"?>', content.decode(named, "replace"), count=1)
    return text.encode(), [Line(MAPPED, (), f'encoding="{named}"', 'encoding="UTF-8"', vendors.RENAMED_FILE)]


def _is_ours(root: etree._Element) -> bool:
    """Whether a drawing speaks of our properties already: it was drawn here, and comes as it is."""
    return any(str(name).startswith(NQ57) for element in root.iter(f"{BPMN}*") for name in element.attrib)


def _main(root: etree._Element) -> etree._Element:
    """The process that is meant: the first that can be run, else the one with the most steps."""
    processes = root.findall(f"{BPMN}process")
    runs = [one for one in processes if one.get("isExecutable") == "true"]
    return max(runs or processes, key=lambda one: 0 if runs else sum(1 for _ in one.iter(f"{BPMN}*")))


def _other_processes(root: etree._Element, main: etree._Element) -> Iterator[Line]:
    for process in root.iterfind(f"{BPMN}process"):
        if process is not main:
            yield Line(
                OPEN, (process.get("id", ""),), cut(f"process {process.get('name', '')}"), remedy=vendors.OTHER_PROCESS
            )


def _not_run(root: etree._Element) -> Iterator[Line]:
    """Elements of the standard that are not run here, each kind with the elements that are or have it, and what serves instead."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for kind, one in unadmitted("", root):
        text = vendors.UNSEEN if kind in OUT and one.refusal.text == NOT_RUN else one.refusal.text
        found.setdefault((kind, text), {})[one.element] = None
    for (kind, text), elements in found.items():
        yield Line(OPEN, tuple(elements), kind, remedy=text, params={"kind": kind})


def _with_forms(lines: Sequence[Line], files: dict[str, bytes]) -> list[Line]:
    """A form that came along need not be added any more."""
    named = {f'nq57:form="{path.removeprefix("forms/").removesuffix(".form")}"' for path in files}
    return [
        Line(one.how, one.elements, one.said, one.ours, vendors.FORM_THERE) if one.ours in named else one
        for one in lines
    ]


def _only_kept(root: etree._Element) -> Iterator[Line]:
    """Extensions and attributes of others that mean nothing here, each with the elements on which it stands."""
    standing: dict[str, dict[str, None]] = {}
    words: dict[str, str] = {}
    for element, name, identity in _of_others(root):
        if name not in words:  # said once for the whole drawing: an element may carry dozens of them
            words[name] = _said(element, name)
        if words[name]:
            standing.setdefault(words[name], {})[identity] = None
    for said, elements in standing.items():
        yield Line(KEPT, tuple(elements), said)


def _of_others(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Every attribute and extension that is not ours: where it stands, its name, and the element that it belongs to."""
    for element in root.iter(f"{BPMN}*"):
        identity = element.get("id") or flows.owner_id(element)
        for name in element.attrib:
            space = etree.QName(name).namespace
            if space and space != _OURS and "XMLSchema-instance" not in space:
                yield element, str(name), identity
    for holder in root.iter(f"{BPMN}extensionElements"):
        for extension in holder:
            if etree.QName(extension).namespace != _OURS:
                yield extension, str(extension.tag), flows.owner_id(extension)


def _said(element: etree._Element, name: str) -> str:
    """What is said of it; nothing of what was told one by one."""
    space, local = etree.QName(name).namespace, etree.QName(name).localname
    if space in vendors.VENDORS and local not in vendors.OF_NO_MEANING:
        return ""
    prefix = next((one for one, uri in element.nsmap.items() if uri == space and one), space or "")
    return cut(f"{prefix}:{local}")
