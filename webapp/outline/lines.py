"""The outline of a drawing: its elements in the order in which a case comes past them, each with what is said of it.

Every element stands on exactly one line: steps of a subprocess inside it, events on a border below what they hang on, and what only
they lead to behind the usual way. A way that leads to an earlier line is said to go back. Made once for a bundle and a language.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from webapp.language import current, own_name
from webapp.outline.known import KINDS, MEETING
from webapp.outline.saying import Saying
from webapp.outline.steps import called_up, said_of
from webapp.shown.names import Named
from webapp.shown.sketch import anatomies_of, own_words, way_of
from workflows.definitions.anatomy import GATEWAYS, PERSONS_WORK, Anatomy, Flow, Node, Scope
from workflows.definitions.fields import Field
from workflows.definitions.forms import fields
from workflows.errors import Refusal

_KEPT = 32
_made: dict[tuple[str, str, str], tuple[Line, ...]] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One element in words: its kind, its name, whole sentences about it, and the ways that lead on.

    ``inside`` are the lines of a subprocess, ``meanwhile`` those of the events on its border.
    """

    element: str
    kind: str
    name: str
    says: tuple[str, ...]
    ways: tuple[str, ...]
    inside: tuple[Line, ...] = ()
    meanwhile: tuple[Line, ...] = ()
    is_step: bool = False


def told_of(checksum: str, files: Mapping[str, bytes], drawing: str) -> tuple[Line, ...]:
    """The outline of one drawing of a bundle, in the reader's language; nothing where it cannot be read."""
    kept = (checksum, drawing, current())
    found = _made.get(kept)
    if found is None:
        while len(_made) >= _KEPT:
            _made.pop(next(iter(_made)), None)
        anatomy = anatomies_of(checksum, files).get(drawing)
        found = _made[kept] = () if anatomy is None else Outline(anatomy, files).lines()
    return found


class Outline:
    """Makes the lines of one drawing."""

    def __init__(self, anatomy: Anatomy, files: Mapping[str, bytes]) -> None:
        self._anatomy, self._files = anatomy, files
        self._forms = {path: _fields(content) for path, content in files.items() if path.endswith(".form")}
        self._all = {key: field for found in self._forms.values() for key, field in found.items()}
        self._order = {node.id: place for place, node in enumerate((*way_of(anatomy), *anatomy.nodes))}

    def lines(self) -> tuple[Line, ...]:
        """The lines of the process, those of its parts inside them."""
        return tuple(self._scope(self._anatomy.scopes[self._anatomy.process]))

    def _scope(self, scope: Scope) -> Iterator[Line]:
        """The usual way from the start, then what events lead to, then whatever no arrow leads to."""
        on_border = {node.id for node in scope.nodes.values() if node.attached_to in scope.nodes}
        told: set[str] = set(on_border)
        begins = [node.id for node in scope.starts]
        for beginning in (begins, sorted(on_border, key=self._place), list(scope.nodes)):
            for node in _onward(scope, beginning, told - set(beginning) if beginning is not begins else told):
                if node.id not in told:
                    told.add(node.id)
                    yield self._line(scope, node)

    def _place(self, element: str) -> int:
        return self._order.get(element, 0)

    def _line(self, scope: Scope, node: Node) -> Line:
        saying = Saying(self._answers(scope, node))
        when = called_up(node, saying)
        says = [sentence for sentence in said_of(node, saying, self._files)]
        if node.kind == "boundaryEvent":
            around = own_words(scope.nodes[node.attached_to]) if node.attached_to in scope.nodes else ""
            says.insert(0, _meanwhile(node, when, around))
        elif when:
            says.insert(0, f"{when[:1].upper()}{when[1:]}.")
        inner = self._anatomy.scopes.get(node.id)
        return Line(
            node.id,
            _kind(scope, node),
            own_words(node) or (gettext("without a name") if node.kind not in GATEWAYS else ""),
            tuple(says),
            tuple(self._ways(scope, node, saying)),
            tuple(self._scope(inner)) if inner is not None else (),
            tuple(self._line(scope, one) for one in scope.boundaries(node.id)),
            node.kind in PERSONS_WORK or node.kind == "callActivity",
        )

    def _ways(self, scope: Scope, node: Node, saying: Saying) -> Iterator[str]:
        flows = sorted(scope.out_of(node.id), key=lambda flow: flow.id == node.default)
        for flow in flows:
            leads = self._leads(scope, node, flow)
            answer = own_name(Named(flow.name, flow.name_en))
            said = f"“{answer}”" if answer else ""
            if flow.condition and flow.id != node.default:
                condition = saying.condition(flow.condition)
                yield gettext(
                    "%(answer)s if %(condition)s: %(leads)s", answer=said, condition=condition, leads=leads
                ).strip()
            elif flow.id == node.default and len(flows) > 1:
                yield gettext("%(answer)s otherwise: %(leads)s", answer=said, leads=leads).strip()
            elif node.kind == "parallelGateway" and len(flows) > 1:
                yield gettext("At the same time: %(leads)s", leads=leads)
            else:
                yield gettext("Then: %(leads)s", leads=leads)

    def _leads(self, scope: Scope, node: Node, flow: Flow) -> str:
        """What a way leads to; nameless forks and joins are looked through, as far as there is one way on."""
        target, passed = scope.nodes.get(flow.target), set[str]()
        while target is not None and not own_words(target) and target.id not in passed:
            passed.add(target.id)
            onward = scope.out_of(target.id)
            if len(onward) != 1:
                break
            target = scope.nodes.get(onward[0].target)
        if target is None:
            return gettext("nowhere")
        name = own_words(target) or (gettext(KINDS[target.kind]) if target.kind in KINDS else target.kind)
        if self._place(target.id) <= self._place(node.id) and _leads_to(scope, target.id, node.id):
            return gettext("back to “%(step)s”", step=name)
        return f"“{name}”"

    def _answers(self, scope: Scope, node: Node) -> Mapping[str, Field]:
        """The fields that ``form`` means here: those of the nearest step before, then any of that key."""
        seen, behind = {node.id}, deque([node.id])
        while behind:
            here = scope.nodes.get(behind.popleft())
            if here is None:
                continue
            form = self._forms.get(f"forms/{here.own.get('form', '')}.form")
            if form is not None:
                return {**self._all, **form}
            for flow in scope.into(here.id):
                if flow.source not in seen:
                    seen.add(flow.source)
                    behind.append(flow.source)
        return self._all


def _onward(scope: Scope, beginning: Iterable[str], told: set[str]) -> Iterator[Node]:
    """The nodes along the arrows from these on, nearest first; what was told already leads nowhere new."""
    seen, ahead = set(told), deque(beginning)
    while ahead:
        here = ahead.popleft()
        if here in seen or here not in scope.nodes:
            continue
        seen.add(here)
        yield scope.nodes[here]
        ahead.extend(flow.target for flow in scope.out_of(here))


def _kind(scope: Scope, node: Node) -> str:
    if node.kind in GATEWAYS and len(scope.out_of(node.id)) < 2:
        return gettext(MEETING)
    return gettext(KINDS[node.kind]) if node.kind in KINDS else node.kind


def _leads_to(scope: Scope, begin: str, end: str) -> bool:
    """Whether the arrows lead from one element to another."""
    return any(node.id == end for node in _onward(scope, [begin], set()))


def _meanwhile(node: Node, when: str, around: str) -> str:
    if node.interrupting:
        return gettext("While “%(step)s” is under way, %(when)s: it ends then.", step=around, when=when or "…")
    return gettext("While “%(step)s” is under way, %(when)s: it goes on beside this.", step=around, when=when or "…")


def _fields(content: bytes) -> dict[str, Field]:
    """The fields of a form by their keys; of a form that cannot be read, none."""
    try:
        return {field.key: field for field in fields(json.loads(content)) if field.key}
    except (ValueError, Refusal, KeyError, TypeError, AttributeError):
        return {}
