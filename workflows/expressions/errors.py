"""The sentence with which an expression is refused."""

from __future__ import annotations

from workflows.errors import Refusal


class ExpressionError(Refusal):
    """The text is not an expression of this language, or it has no value for these names."""
