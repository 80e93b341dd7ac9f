"""Ids as this house has them: small letters, digits and underscores, and said by the element's name where it has one.

An id is changed wherever the standard refers to it; what other engines say in their own elements is left as it came.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from lxml import etree

from workflows.definitions.bundles import KEY
from workflows.definitions.foreign.report import MAPPED, Line, cut
from workflows.definitions.rules.elements import IDENTITY
from workflows.engine.admitted import FLOW_NODES
from workflows.engine.marks import BPMN

_OF_STANDARD = ("http://www.omg.org/spec/BPMN/", "http://www.omg.org/spec/DD/")
_NO_REFERENCE = frozenset({"name", "id"})
_TEXTS = frozenset({"incoming", "outgoing", "flowNodeRef", "source", "target"})


def key_from(words: str) -> str:
    """A key made of whatever words: lower case, digits, underscores, a new word where a capital begins one."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    plain = unicodedata.normalize("NFKD", spaced.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60].strip("_")
    return key if KEY.fullmatch(key) else "process"


def is_drawn_by_lot(identity: str) -> bool:
    """Whether a machine made an id up, so that it says nothing."""
    mixed = (
        re.search(r"\d", part) and re.search(r"[a-z]", part) and len(part) > 5 for part in key_from(identity).split("_")
    )
    says_something = re.search(r"[a-z]{4}", identity.lower()) is not None
    return identity.startswith(("_", "sid-", "id-")) or any(mixed) or not says_something


def name_anew(root: etree._Element, process: etree._Element, key: str) -> list[Line]:
    """Give the process its key and each step, event and gateway an id that is fit; answers what was changed."""
    taken = {str(one.get("id")) for one in root.iter("*") if one.get("id")}
    changed: dict[str, str] = {}
    numbers: dict[str, int] = {}
    wanted = [(process, key)] if process.get("id") != key else []
    nodes = root.iter(*(BPMN + kind for kind in sorted(FLOW_NODES)))
    wanted += [(one, "") for one in nodes if not IDENTITY.fullmatch(one.get("id", ""))]
    for element, fit in wanted:
        old = element.get("id", "")
        if old in changed:
            continue
        new = _free(fit or _said(element), taken, numbers)
        taken.add(new)
        element.set("id", new)
        if old:
            changed[old] = new
    _refer(root, changed)
    return [Line(MAPPED, (new,), cut(f'id="{old}"'), f'id="{new}"') for old, new in changed.items()]


def _said(element: etree._Element) -> str:
    """By the name; else by the id, unless a machine made it up; else by the kind."""
    identity = element.get("id", "")
    for words in (element.get("name", ""), "" if is_drawn_by_lot(identity) else identity):
        if (said := key_from(words)) != "process":
            return said
    return key_from(etree.QName(element).localname)


def _free(wanted: str, taken: set[str], numbers: dict[str, int]) -> str:
    """The wanted id or the next number behind it; ``numbers`` knows how far each was counted, since thousands may bear one name."""
    found = wanted
    while found in taken:
        numbers[wanted] = numbers.get(wanted, 1) + 1
        found = f"{wanted[:70]}_{numbers[wanted]}"
    return found


def _refer(root: etree._Element, changed: Mapping[str, str]) -> None:
    for element in _standard(root):
        for name, value in element.attrib.items():
            if name not in _NO_REFERENCE and not str(name).startswith("{") and value in changed:
                element.set(name, changed[str(value)])
        name = etree.QName(element).localname
        text = (element.text or "").strip()
        if text in changed and (name in _TEXTS or name.endswith("Ref")):
            element.text = changed[text]


def _standard(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter("*"):
        if (etree.QName(element).namespace or "").startswith(_OF_STANDARD):
            yield element
