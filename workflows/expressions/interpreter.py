"""The evaluator: it walks the checked tree and looks names up in the mapping it was given, nothing else.

``a.b`` is a look-up in fields, never an attribute of a Python object. Every node visited, every value compared or searched
costs steps of a fixed budget, so that no text can keep a worker busy. Rules: SECURITY.md, *Expressions*.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.functions import FUNCTIONS
from workflows.expressions.operations import BINARY, COMPARE, UNARY
from workflows.expressions.syntax import tree_of
from workflows.expressions.values import copied, is_number, weight
from workflows.limits import EXPRESSION_STEPS, VALUE_ENTRIES


def evaluate(source: str, names: Mapping[str, Any]) -> Any:
    """Return the value of the expression for these names, as a fresh copy that shares nothing with them.

    Raises ExpressionError when the text is not of this language, a name is unknown, operands do not fit, or the budget of
    20,000 steps is used up.
    """
    tree = tree_of(source)
    try:
        return copied(_Walk(names).value(tree))
    except ExpressionError:
        raise
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as fault:
        raise ExpressionError(
            N_("Expected %(source)r to have a value, but it failed (%(fault)s)."),
            source=source[:80],
            fault=type(fault).__name__,
        ) from None


class _Walk:
    """One evaluation: its names, the variables of its loops, its budget."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.names = names
        self.known: dict[tuple[str, ...], Any] = {}
        self.loops: list[tuple[str, Any]] = []
        self.steps = 0

    def spend(self, steps: int) -> None:
        self.steps += steps
        if self.steps > EXPRESSION_STEPS:
            raise ExpressionError(
                N_("Expected a cheaper expression, but it used up its %(most)s steps."), most=EXPRESSION_STEPS
            )

    def value(self, node: ast.AST) -> Any:
        self.spend(1)
        return _VISITORS[type(node)](self, node)

    def constant(self, node: ast.Constant) -> Any:
        return copied(node.value)

    def name(self, node: ast.Name) -> Any:
        for bound, value in reversed(self.loops):
            if bound == node.id:
                return value
        return self._from_outside((node.id,))

    def listed(self, node: ast.List | ast.Tuple) -> list[Any]:
        return [self.value(part) for part in node.elts]

    def fields(self, node: ast.Dict) -> dict[str, Any]:
        keys = [self.value(key) for key in node.keys if key is not None]
        return copied(dict(zip(keys, map(self.value, node.values), strict=True)))  # type: ignore[no-any-return]

    def either(self, node: ast.BoolOp) -> Any:
        result = None
        for part in node.values:
            result = self.value(part)
            if bool(result) is isinstance(node.op, ast.Or):
                break
        return result

    def unary(self, node: ast.UnaryOp) -> Any:
        value = self.value(node.operand)
        if not isinstance(node.op, ast.Not) and not is_number(value):
            raise ExpressionError(N_("Expected a number after the sign."))
        return UNARY[type(node.op)](value)

    def binary(self, node: ast.BinOp) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        self.spend((weight(left) + weight(right)) // 10)
        return BINARY[type(node.op)](left, right)

    def compare(self, node: ast.Compare) -> bool:
        left = self.value(node.left)
        for sign, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part)
            self.spend(weight(left) + weight(right))
            if not COMPARE[type(sign)](left, right):
                return False
            left = right
        return True

    def choice(self, node: ast.IfExp) -> Any:
        return self.value(node.body if self.value(node.test) else node.orelse)

    def part(self, node: ast.Subscript) -> Any:
        whole = self.value(node.value)
        if isinstance(node.slice, ast.Slice):
            if type(whole) not in (str, list):
                raise ExpressionError(N_("Expected text or a list to cut from."))
            edges = [
                None if edge is None else self.value(edge)
                for edge in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            return whole[slice(*edges)]
        key = self.value(node.slice)
        if type(whole) not in (str, list, dict) or type(key) not in (str, int):
            raise ExpressionError(N_("Expected text, a list or fields before the brackets."))
        return whole[key]

    def field(self, node: ast.Attribute) -> Any:
        path = _path(node)
        if path and all(path[0] != bound for bound, _value in self.loops):
            self.spend(len(path) - 1)
            return self._from_outside(path)
        return _field_of(self.value(node.value), node.attr)

    def _from_outside(self, path: tuple[str, ...]) -> Any:
        """What lies at the end of ``a.b.c``, copied once; what lies beside it is not looked at."""
        if path not in self.known:
            if path[0] not in self.names:
                raise ExpressionError(N_("Expected a known name, but there is no %(name)r here."), name=path[0][:40])
            found = self.names[path[0]]
            for name in path[1:]:
                found = _field_of(found, name)
            self.known[path] = copied(found)
        return self.known[path]

    def call(self, node: ast.Call) -> Any:
        arguments = [self.value(part) for part in node.args]
        self.spend(sum(map(weight, arguments)))
        function: Callable[..., Any] = FUNCTIONS[node.func.id]  # type: ignore[attr-defined]
        return copied(function(*arguments))

    def comprehension(self, node: ast.ListComp | ast.GeneratorExp) -> list[Any]:
        results: list[Any] = []
        for _ in self._rounds(node.generators):
            results.append(self.value(node.elt))
            if len(results) > VALUE_ENTRIES:
                raise ExpressionError(N_("Expected at most %(most)s entries in a list."), most=VALUE_ENTRIES)
        return results

    def _rounds(self, generators: list[ast.comprehension]) -> Iterator[None]:
        """Bind the variables of nested loops, outermost first, and stop once for each combination that passes its ifs."""
        if not generators:
            yield
            return
        first, rest = generators[0], generators[1:]
        source = self.value(first.iter)
        if type(source) not in (list, dict):
            raise ExpressionError(N_("Expected a list or fields to go through."))
        for part in list(source):
            self.spend(1)
            self.loops.append((first.target.id, part))  # type: ignore[attr-defined]
            try:
                if all(self.value(test) for test in first.ifs):
                    yield from self._rounds(rest)
            finally:
                self.loops.pop()


def _field_of(whole: Any, name: str) -> Any:
    if type(whole) is not dict or name not in whole:
        raise ExpressionError(N_("Expected a known field, but there is no %(name)r here."), name=name[:40])
    return whole[name]


def _path(node: ast.Attribute) -> tuple[str, ...]:
    """The names of ``a.b.c`` in order; empty where it begins with something else than a name."""
    names: list[str] = []
    left: ast.expr = node
    while isinstance(left, ast.Attribute):
        names.append(left.attr)
        left = left.value
    return (left.id, *reversed(names)) if isinstance(left, ast.Name) else ()


_VISITORS: dict[type[ast.AST], Callable[[_Walk, Any], Any]] = {
    ast.Constant: _Walk.constant,
    ast.Name: _Walk.name,
    ast.List: _Walk.listed,
    ast.Tuple: _Walk.listed,
    ast.Dict: _Walk.fields,
    ast.BoolOp: _Walk.either,
    ast.UnaryOp: _Walk.unary,
    ast.BinOp: _Walk.binary,
    ast.Compare: _Walk.compare,
    ast.IfExp: _Walk.choice,
    ast.Subscript: _Walk.part,
    ast.Attribute: _Walk.field,
    ast.Call: _Walk.call,
    ast.ListComp: _Walk.comprehension,
    ast.GeneratorExp: _Walk.comprehension,
}
