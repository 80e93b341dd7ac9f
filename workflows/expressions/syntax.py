"""From text to a checked tree: limits before the parser sees the text, and an allow-list of what the tree may hold."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable
from typing import Any

from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.functions import FUNCTIONS
from workflows.expressions.operations import BINARY, COMPARE, UNARY
from workflows.limits import (
    EXPRESSION_ARGUMENTS,
    EXPRESSION_BRACKETS,
    EXPRESSION_DEPTH,
    EXPRESSION_LETTERS,
    EXPRESSION_NODES,
    EXPRESSION_PREFIXES,
)

_PLAIN = (
    ast.List, ast.Tuple, ast.BoolOp, ast.And, ast.Or, ast.IfExp, ast.Load, ast.Store, ast.Slice,
    ast.BinOp, ast.UnaryOp, ast.Subscript, ast.ListComp, ast.GeneratorExp,
)  # fmt: skip
_OPERATORS = (*BINARY, *COMPARE, *UNARY)


def parse(source: str) -> None:
    """Check that the text is an expression of this language.

    Raises ExpressionError with what is wrong. Whether its names exist is known only when it is evaluated.
    """
    tree_of(source)


def names_in(source: str) -> set[str]:
    """Return the names that the expression reads from outside (not functions, not the variables of its own loops)."""
    tree = tree_of(source)
    loops = {n.target.id for n in ast.walk(tree) if isinstance(n, ast.comprehension) and isinstance(n.target, ast.Name)}
    called = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in called} - loops


def paths_in(source: str) -> list[str]:
    """What the expression reads from outside, as far as its text says: ``task.due_at``, and ``task.note`` for ``get(task, "note")``.

    A name of which only a part is read is not mentioned by itself.
    """
    tree = tree_of(source)
    outside = names_in(source)
    found: dict[str, None] = {}
    inner: set[int] = set()
    for node in ast.walk(tree):
        path = _path_of(node) if id(node) not in inner else ""
        if path.partition(".")[0] in outside:
            found[path] = None
            inner.update(id(part) for part in ast.walk(node))
    return [path for path in found if not any(other.startswith(f"{path}.") for other in found)]


def _path_of(node: ast.AST) -> str:
    """A name, a field of one, or what ``get`` looks for in one; nothing for any other part of an expression."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        whole = _path_of(node.value)
        return f"{whole}.{node.attr}" if whole else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "get" and len(node.args) > 1:
        whole, key = _path_of(node.args[0]), node.args[1]
        said = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
        return f"{whole}.{said}" if whole and said.isidentifier() else ""
    return ""


@functools.lru_cache(maxsize=4096)
def tree_of(source: str) -> ast.expr:
    """Return the checked tree of an expression; parsed once, since the same drawings are read again and again."""
    _check_text(source)
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(N_("Expected an expression, but cannot read %(source)r."), source=source[:80]) from None
    _check_tree(tree)
    return tree


def _check_text(source: str) -> None:
    if type(source) is not str or not source.strip():
        raise ExpressionError(N_("Expected an expression, but there is none."))
    if len(source) > EXPRESSION_LETTERS:
        raise ExpressionError(N_("Expected an expression of at most %(most)s characters."), most=EXPRESSION_LETTERS)
    if "\\" in source:
        raise ExpressionError(N_("Expected plain text between quotes, but found a backslash."))
    depth = deepest = 0
    for character in source:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    # The parser of Python recurses in C for each prefix operator as for each bracket.
    if (
        deepest > EXPRESSION_BRACKETS
        or sum(source.count(prefix) for prefix in ("-", "+", "~", "not", "lambda")) > EXPRESSION_PREFIXES
    ):
        raise ExpressionError(N_("Expected an expression that is nested less deeply."))


def _check_tree(tree: ast.expr) -> None:
    nodes = 0
    level: list[ast.AST] = [tree]
    for _ in range(EXPRESSION_DEPTH):
        if not level:
            return
        nodes += len(level)
        if nodes > EXPRESSION_NODES:
            break
        for node in level:
            _check_node(node)
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    raise ExpressionError(N_("Expected a simpler expression, but this one has too many parts."))


def _check_node(node: ast.AST) -> None:
    if isinstance(node, _PLAIN + _OPERATORS):
        return
    examine = _EXAMINED.get(type(node))
    refusal = type(node).__name__ if examine is None else examine(node)
    if refusal:
        raise ExpressionError(N_("Expected an expression of this language, but it has no %(what)s."), what=refusal)


def _refused_literal(node: ast.Constant) -> str | None:
    return None if type(node.value) in (type(None), bool, int, float, str) else "this kind of literal"


def _refused_fields(node: ast.Dict) -> str | None:
    return "** in fields" if None in node.keys else None


def _refused_loop(node: ast.comprehension) -> str | None:
    return "this kind of loop" if node.is_async or not isinstance(node.target, ast.Name) else None


def _refused_name(name: str) -> str | None:
    return f"name that begins with an underscore ({name[:40]})" if name.startswith("_") else None


def _refused_call(node: ast.Call) -> str | None:
    if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
        return "function " + ast.unparse(node.func)[:40]
    if (
        node.keywords
        or len(node.args) > EXPRESSION_ARGUMENTS
        or any(isinstance(part, ast.Starred) for part in node.args)
    ):
        return "such arguments for " + node.func.id + "()"
    return None


def _refused_comparison(node: ast.Compare) -> str | None:
    for sign, right in zip(node.ops, node.comparators, strict=True):
        # Identity of anything else is an accident of the machine.
        if isinstance(sign, ast.Is | ast.IsNot) and not (
            isinstance(right, ast.Constant) and (right.value is None or type(right.value) is bool)
        ):
            return "'is' except with None, True and False"
    return None


_EXAMINED: dict[type[ast.AST], Callable[[Any], str | None]] = {
    ast.Constant: _refused_literal,
    ast.Name: lambda node: _refused_name(node.id),
    ast.Attribute: lambda node: _refused_name(node.attr),
    ast.Call: _refused_call,
    ast.Dict: _refused_fields,
    ast.Compare: _refused_comparison,
    ast.comprehension: _refused_loop,
}
