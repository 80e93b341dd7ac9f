"""Expressions while they are written: which names exist at their place, and what comes of one with made-up values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flask import g, jsonify

from webapp.access import requires
from webapp.designer.checking import texts_of
from webapp.designer.door import asked_draft, bytes_of, designer, said_in_json, sent
from workflows.definitions import drafts
from workflows.definitions.bundles import Bundle
from workflows.definitions.names import names_at
from workflows.expressions.interpreter import evaluate
from workflows.expressions.syntax import paths_in
from workflows.limits import EXPRESSION_NODES
from workflows.trials.examples import examples_of
from workflows.trials.values import Part, grown, parts_of, read


@designer.post("/drafts/<public_id>/names", endpoint="names")
@requires("definitions.propose")
@said_in_json
def names(public_id: str) -> Any:
    """The names that exist at an element: known ones with what is in them, ``form`` as it was sent before, and the element's own form."""
    bundle = _bundle(public_id)
    file, element = sent(("file", str), ("element", str))
    found = names_at(bundle, file, element)
    within = [one.path for one in _examples(bundle) if one.path.partition(".")[0] in found.known]
    known = sorted({*found.known, *within})
    return jsonify({"known": known, "before": _of_form(found.before), "own": _of_form(found.own)})


@designer.post("/drafts/<public_id>/expression", endpoint="expression")
@requires("definitions.propose")
@said_in_json
def try_expression(public_id: str) -> Any:
    """What an expression needs to be tried (its names, with examples), or what comes of it with the values sent along.

    A text that is no expression, or has no value, is answered with its sentence.
    """
    bundle = _bundle(public_id)
    source, values = sent(("expression", str), ("values", dict))
    bytes_of(source)
    asked = paths_in(source)[:EXPRESSION_NODES]
    examples = {one.path: one for one in _examples(bundle)}
    parts = [examples.get(path, Part(path, "free", "")) for path in asked]
    if not values:
        return jsonify({"asked": [{"path": one.path, "text": one.text} for one in parts]})
    made_up = grown((one.path, read(str(values.get(one.path, "")), one.kind)) for one in parts)
    return jsonify({"value": json.dumps(evaluate(source, made_up), ensure_ascii=False, default=str)})


def _bundle(public_id: str) -> Bundle:
    """The draft's texts, with those that are not saved yet."""
    kept = drafts.bundle_of(g.session, asked_draft(public_id))
    (changed,) = sent(("files", dict))
    return Bundle(kept.key, {**kept.files, **texts_of(changed)})


def _examples(bundle: Bundle) -> list[Part]:
    """Made-up values of the case; of a drawing half written none."""
    return list(parts_of(examples_of(bundle).variables))


def _of_form(fields: Iterable[str]) -> list[str]:
    return [f"form.{name}" for name in fields]
