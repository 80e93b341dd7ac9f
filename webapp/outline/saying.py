"""Expressions of drawings in a reader's words: “the head of the lead unit”, “5 working days after the step opens”.

Reads the same checked tree as the interpreter, and computes nothing. What has no words of its own is said as it is written; so the
outline never hides what a drawing says.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from flask_babel import gettext, ngettext

from webapp.language import own_name
from webapp.outline.known import GROUPS, HOLDS, PATHS, PRESENT, VALUES
from workflows.definitions.fields import Field
from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.syntax import tree_of

COMPARED: Mapping[type[ast.cmpop], str] = {
    ast.Eq: N_("%(left)s is %(right)s"),
    ast.NotEq: N_("%(left)s is not %(right)s"),
    ast.Lt: N_("%(left)s is less than %(right)s"),
    ast.LtE: N_("%(left)s is at most %(right)s"),
    ast.Gt: N_("%(left)s is more than %(right)s"),
    ast.GtE: N_("%(left)s is at least %(right)s"),
    ast.In: N_("%(left)s is among %(right)s"),
    ast.NotIn: N_("%(left)s is not among %(right)s"),
}
SUMS: Mapping[type[ast.operator], str] = {
    ast.Add: N_("%(left)s plus %(right)s"),
    ast.Sub: N_("%(left)s minus %(right)s"),
}
GIVEN, NOT_GIVEN = N_("%(what)s is given"), N_("%(what)s is not given")


class Saying:
    """Says expressions where these fields of forms are known, by their keys."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = fields

    def value(self, expression: str) -> str:
        """What an expression means, as a part of a sentence."""
        try:
            return self._said(tree_of(expression), expression)
        except ExpressionError:
            return f"“{expression.strip()}”"

    def condition(self, expression: str) -> str:
        """The same for something that is true or false."""
        try:
            return self._holds(tree_of(expression), expression)
        except ExpressionError:
            return f"“{expression.strip()}”"

    def _holds(self, node: ast.expr, whole: str) -> str:
        if isinstance(node, ast.BoolOp):
            parts = [self._holds(one, whole) for one in node.values]
            return (gettext(" and ") if isinstance(node.op, ast.And) else gettext(" or ")).join(parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return gettext("not so: %(what)s", what=self._holds(node.operand, whole))
        path = _path(node)
        if path in HOLDS:
            return gettext(PATHS[path])
        return self._present(node, whole, True) if path else self._said(node, whole)

    def _present(self, node: ast.expr, whole: str, there: bool) -> str:
        path = _path(node)
        if path in PRESENT:
            return gettext(PRESENT[path][not there])
        return gettext(GIVEN if there else NOT_GIVEN, what=self._said(node, whole))

    def _said(self, node: ast.expr, whole: str) -> str:
        path = _path(node)
        if path:
            return self._named(path)
        if isinstance(node, ast.Constant):
            return self._constant(node.value)
        if isinstance(node, ast.IfExp):
            return self._chosen(node, whole)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._compared(node, whole)
        if isinstance(node, ast.BoolOp):
            return self._holds(node, whole)
        if isinstance(node, ast.BinOp) and type(node.op) in SUMS:
            said = {"left": self._said(node.left, whole), "right": self._said(node.right, whole)}
            return gettext(SUMS[type(node.op)], **said)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self._called(node.func.id, node.args, whole)
        return self._verbatim(node, whole)

    def _chosen(self, node: ast.IfExp, whole: str) -> str:
        one, other = self._said(node.body, whole), self._said(node.orelse, whole)
        if _path(node.test) and self._said(node.test, whole) == one:
            said = gettext("%(one)s, if there is one", one=one)
        else:
            said = gettext("%(one)s, if %(condition)s", one=one, condition=self._holds(node.test, whole))
        if isinstance(node.orelse, ast.Constant) and node.orelse.value is None:
            return said
        return gettext("%(one)s; otherwise %(other)s", one=said, other=other)

    def _compared(self, node: ast.Compare, whole: str) -> str:
        left, op, right = node.left, node.ops[0], node.comparators[0]
        if isinstance(op, ast.Is | ast.IsNot):
            return self._present(left, whole, isinstance(op, ast.IsNot))
        said = self._answer(left, right) or self._said(right, whole)
        return gettext(COMPARED[type(op)], left=self._said(left, whole), right=said)

    def _answer(self, left: ast.expr, right: ast.expr) -> str:
        """The words of an answer of a form that a value stands for."""
        path = _path(left)
        field = self._fields.get(path.removeprefix("form.")) if path.startswith("form.") else None
        if field is None or not isinstance(right, ast.Constant):
            return ""
        option = next((one for one in field.options if one.value == right.value), None)
        return f"“{own_name(option, 'label')}”" if option else ""

    def _named(self, path: str) -> str:
        if path in PATHS:
            return gettext(PATHS[path])
        field = self._fields.get(path.removeprefix("form.").removesuffix("[]")) if path.startswith("form.") else None
        if field is not None:
            return gettext("the answer to “%(field)s”", field=own_name(field, "label"))
        return f"“{path}”"

    def _constant(self, value: object) -> str:
        if value is None:
            return gettext("nothing")
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if isinstance(value, str):
            return f"“{gettext(VALUES[value]) if value in VALUES else value}”"
        return str(value)

    def _called(self, name: str, args: list[ast.expr], whole: str) -> str:
        if not args:
            return self._verbatim(None, whole)
        first = args[0]
        if name == "group" and isinstance(first, ast.Constant):
            code = str(first.value)
            return gettext(GROUPS[code]) if code in GROUPS else gettext("the group “%(code)s”", code=code)
        if name == "working_days" and isinstance(first, ast.Constant) and isinstance(first.value, int):
            days = first.value
            return ngettext(
                "%(num)s working day after the step opens", "%(num)s working days after the step opens", days
            )
        said = [self._said(one, whole) for one in args]
        if name in CALLS:
            return gettext(CALLS[name], one=said[0], two=said[-1])
        return said[0] if name in ("group", "position", "person", "str", "get") else self._verbatim(None, whole)

    def _verbatim(self, node: ast.expr | None, whole: str) -> str:
        segment = ast.get_source_segment(whole.strip(), node) if node is not None else None
        return f"“{segment or whole.strip()}”"


CALLS: Mapping[str, str] = {
    "head_of": N_("the head of %(one)s"),
    "members_of": N_("the people of %(one)s"),
    "working_days": N_("%(one)s working days after the step opens"),
    "later_of": N_("%(one)s or %(two)s, whichever is later"),
    "len": N_("the number of entries of %(one)s"),
}


def _path(node: ast.expr) -> str:
    """``task.due_at`` of a name with its fields; ``get(task, "due_at", …)`` is the same, ``[]`` stands for an entry. Empty for anything
    else.
    """
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript):
        inner = _path(node.value)
        return f"{inner}[]" if inner else ""
    if isinstance(node, ast.Attribute):
        inner = _path(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "get" and len(node.args) > 1:
        inner, key = _path(node.args[0]), node.args[1]
        return f"{inner}.{key.value}" if inner and isinstance(key, ast.Constant) else ""
    return ""
