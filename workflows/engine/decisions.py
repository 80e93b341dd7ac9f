"""Decision tables (DMN): read once, evaluated with the one expression language, by the hit policies that are computed right.

UNIQUE, FIRST and ANY answer with one row's outputs (or None), COLLECT and RULE ORDER with the list of all. A table with one
output answers with its value, a table with several with fields by name. PRIORITY, OUTPUT ORDER and aggregations are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from workflows.engine.errors import EngineFault
from workflows.engine.xml import read_tree
from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.interpreter import evaluate
from workflows.expressions.syntax import parse
from workflows.expressions.unary import plain, unary_test
from workflows.limits import TABLE_RULES

_ONE = frozenset({"UNIQUE", "FIRST", "ANY"})
_MANY = frozenset({"COLLECT", "RULE ORDER"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a test for each input and an expression for each output."""

    identity: str
    tests: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table; ``inputs`` are expressions, ``outputs`` names."""

    key: str
    name: str
    policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]


def load_table(xml: bytes) -> Table:
    """Read the decision table of a DMN file.

    Raises EngineFault when there is not exactly one, or when it holds what is not supported.
    """
    root = read_tree(xml, "decision table").getroot()
    tables = [element for element in root.iter() if etree.QName(element).localname == "decisionTable"]
    if len(tables) != 1:
        raise EngineFault(N_("Expected one decision table in the file, but found %(count)s."), count=len(tables))
    table = tables[0]
    decision = table.getparent()
    key = "" if decision is None else decision.get("id", "")
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in _ONE | _MANY or table.get("aggregation"):
        raise EngineFault(
            N_("Expected a supported hit policy in %(table)s, but got %(policy)s."), table=key, policy=policy
        )
    try:
        read = Table(
            key=key,
            name=key if decision is None else decision.get("name", key),
            policy=policy,
            inputs=tuple(_inputs(table)),
            outputs=tuple(output.get("name") or output.get("id") or "" for output in _children(table, "output")),
            rules=tuple(_rules(table)),
        )
    except ExpressionError as fault:
        raise EngineFault(
            N_("Expected the table %(table)s to be readable, but: %(fault)s"), table=key, fault=str(fault)
        ) from None
    _check_shape(read)
    return read


def decide(table: Table, names: Mapping[str, Any]) -> Any:
    """Return the table's answer for these names.

    Raises ExpressionError when an expression has no value, and when UNIQUE or ANY rows contradict each other.
    """
    columns = [{**names, "value": evaluate(source, names)} for source in table.inputs]
    hits: list[Any] = []
    for rule in table.rules:
        if all(_holds(test, known) for test, known in zip(rule.tests, columns, strict=True)):
            hits.append(_answer(table, rule, names))
            if table.policy == "FIRST":
                break
            if table.policy == "UNIQUE" and len(hits) > 1:
                raise ExpressionError(N_("Expected one rule of %(table)s to hold, but several do."), table=table.key)
    if table.policy in _MANY:
        return hits
    if table.policy == "ANY" and any(hit != hits[0] for hit in hits):
        raise ExpressionError(
            N_("Expected all rules of %(table)s that hold to agree, but they differ."), table=table.key
        )
    return hits[0] if hits else None


def _holds(test: str, names: Mapping[str, Any]) -> bool:
    held = evaluate(test, names)
    if held is not True and held is not False:
        raise ExpressionError(N_("Expected the test %(test)r to be True or False."), test=test[:80])
    return held


def _answer(table: Table, rule: Rule, names: Mapping[str, Any]) -> Any:
    values = [evaluate(source, names) for source in rule.outputs]
    return values[0] if len(values) == 1 else dict(zip(table.outputs, values, strict=True))


def _children(element: etree._Element, kind: str) -> Iterator[etree._Element]:
    return (child for child in element if etree.QName(child).localname == kind)


def _text(element: etree._Element) -> str:
    return next((child.text or "" for child in _children(element, "text")), "").strip()


def _inputs(table: etree._Element) -> Iterator[str]:
    for column in _children(table, "input"):
        source = plain("".join(_text(expression) for expression in _children(column, "inputExpression")))
        parse(source)
        yield source


def _rules(table: etree._Element) -> Iterator[Rule]:
    for row in _children(table, "rule"):
        outputs = tuple(plain(_text(entry)) or "None" for entry in _children(row, "outputEntry"))
        for output in outputs:
            parse(output)
        yield Rule(
            row.get("id", ""), tuple(unary_test(_text(entry)) for entry in _children(row, "inputEntry")), outputs
        )


def _check_shape(table: Table) -> None:
    rows = table.rules
    complete = all(len(row.tests) == len(table.inputs) and len(row.outputs) == len(table.outputs) for row in rows)
    if not table.inputs or not table.outputs or not complete or len(rows) > TABLE_RULES or not table.key:
        raise EngineFault(
            N_("Expected the table %(table)s to have an id, inputs, outputs and complete rules."),
            table=table.key or "?",
        )
