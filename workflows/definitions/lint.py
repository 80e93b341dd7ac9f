"""The linter: everything that is wrong with a bundle, each fault with its place and a way out.

Files that cannot be read are reported first and alone. Then every rule looks at every drawing; only when none objects does
the engine itself try to load the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from workflows.definitions.anatomy import Anatomy, take_apart
from workflows.definitions.bundles import KEY, PATH, TOO_MANY_DRAWINGS, TOO_MANY_FILES, Bundle
from workflows.definitions.faults import Fault, fault
from workflows.definitions.forms import fields
from workflows.definitions.rules import balance, bounds, elements, expressions, flow, reactions, tables, work
from workflows.definitions.rules.form_schema import form_faults, read_form
from workflows.engine.drawing import load
from workflows.engine.errors import EngineFault
from workflows.engine.marks import BPMN
from workflows.engine.schema import schema_faults
from workflows.engine.xml import read_tree
from workflows.errors import N_, Refusal
from workflows.limits import BUNDLE_BYTES, BUNDLE_DRAWINGS, BUNDLE_FILES, MB

_DECLARED = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml\s[^>]*?encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)


def faults(bundle: Bundle, actions: Set[str] | None = None) -> list[Fault]:
    """Every fault of a bundle; ``actions`` are the registered ones, None where they are not known.

    An empty list means that the bundle may be deployed. Rules: SECURITY.md, *Definitions*; ENGINE.md.
    """
    if too_much := list(_too_much(bundle)):
        return too_much
    found = list(_named(bundle))
    drawings: list[Anatomy] = []
    for path, content in bundle.files.items():
        if path.endswith(".bpmn"):
            anatomy = _drawing(path, content, found)
            if anatomy is not None:
                drawings.append(anatomy)
        elif path.endswith(".form"):
            found += form_faults(path, content)
    if not found:
        found += _all_rules(bundle, drawings, actions)
    if not found:
        found += _loads(bundle)
    return list({(one.file, one.element, one.sentence): one for one in found}.values())


def _too_much(bundle: Bundle) -> Iterator[Fault]:
    """What is not even looked at: too many files, or too large together."""
    drawings, size = sum(path.endswith(".bpmn") for path in bundle.files), sum(map(len, bundle.files.values()))
    if len(bundle.files) > BUNDLE_FILES:
        yield fault("", "", TOO_MANY_FILES, most=BUNDLE_FILES, count=len(bundle.files))
    if drawings > BUNDLE_DRAWINGS:
        yield fault("", "", TOO_MANY_DRAWINGS, most=BUNDLE_DRAWINGS)
    if size > BUNDLE_BYTES:
        yield fault(
            "", "", N_("Expected files of at most %(most)s MB together, but they are larger."), most=BUNDLE_BYTES // MB
        )


def _named(bundle: Bundle) -> Iterator[Fault]:
    if not KEY.fullmatch(bundle.key) or f"{bundle.key}.bpmn" not in bundle.files:
        yield fault(
            "", "", N_("Expected the drawing %(name)s among the files, but it is not there."), name=bundle.key[:60]
        )
    for path in bundle.files:
        if not PATH.fullmatch(path):
            yield fault(
                path[:100],
                "",
                N_(
                    "Expected drawings, forms/NAME.form, decisions/NAME.dmn and scenarios.yaml, but this is another file."
                ),
            )


def _drawing(path: str, content: bytes, found: list[Fault]) -> Anatomy | None:
    if _DECLARED.match(content):
        found.append(fault(path, "", N_("Expected text in UTF-8, but the file says otherwise. Save it as UTF-8.")))
        return None
    try:
        root = read_tree(content, path).getroot()
    except EngineFault as refused:
        found.append(fault(path, "", refused.text, **refused.params))
        return None
    wrong = list(elements.one_process(path, root))
    anatomy = None if wrong else take_apart(path, root)
    if wrong and root.tag == f"{BPMN}definitions":
        wrong += [one for _, one in elements.unadmitted(path, root)]
    if anatomy is not None:
        wrong += elements.admitted(anatomy)
    if not wrong:
        text = N_("Expected a drawing that follows the schema of BPMN 2.0, but line %(line)s does not: %(what)s")
        wrong += [fault(path, "", text, line=line, what=what) for line, what in schema_faults(root)]
    found += wrong
    return anatomy


def _all_rules(bundle: Bundle, drawings: list[Anatomy], actions: Set[str] | None) -> Iterator[Fault]:
    by_name = {drawing.name: drawing for drawing in drawings}
    form_fields = fields_of_forms(bundle)
    assigned = work.assigned_names(drawings)
    immoderate = [one for drawing in drawings for one in bounds.moderate(drawing)]
    if immoderate:  # the other rules compare everything with everything
        yield from immoderate
        return
    passes = _passing(by_name)
    for drawing in drawings:
        yield from elements.named(drawing)
        yield from flow.arrows(drawing)
        yield from flow.ends_meet(drawing)
        yield from flow.links(drawing)
        yield from flow.decided(drawing)
        yield from flow.no_endless_round(drawing, passes)
        yield from flow.no_join_in_circle(drawing)
        yield from balance.balanced(drawing)
        yield from work.well_marked(drawing)
        yield from work.peoples_work(drawing, bundle)
        yield from work.systems_work(drawing, bundle, actions)
        yield from expressions.readable(drawing, assigned, form_fields)
        yield from bounds.timers(drawing)
        yield from bounds.repetitions(drawing)
    yield from elements.unique_over(drawings)
    yield from reactions.signals_met(drawings)
    yield from reactions.come_to_rest(by_name, passes)
    yield from work.calls(by_name, bundle.key)
    yield from work.overdue_heard(drawings)
    yield from tables.tables(bundle, drawings)


def fields_of_forms(bundle: Bundle) -> dict[str, set[str]]:
    """The keys of the fields of each form."""
    return {
        path.removeprefix("forms/").removesuffix(".form"): {
            field.key for field in fields(read_form(content)) if field.key
        }
        for path, content in bundle.files.items()
        if path.endswith(".form")
    }


def _passing(drawings: dict[str, Anatomy]) -> dict[str, bool]:
    """Which drawings can be run through without waiting; computed until nothing changes, calls in circles count as passing."""
    passes = dict.fromkeys(drawings, True)
    for _ in drawings:
        passes = {name: flow.passes_through(one, one.scopes[one.process], passes) for name, one in drawings.items()}
    return passes


def _loads(bundle: Bundle) -> Iterator[Fault]:
    try:
        load(bundle.files, bundle.key)
    except EngineFault as refused:
        yield fault(f"{bundle.key}.bpmn", str(refused.params.get("element", "")), refused.text, **refused.params)
    except Refusal as refused:
        yield fault(f"{bundle.key}.bpmn", "", refused.text, **refused.params)
