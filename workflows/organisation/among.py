"""Being among a few thousand numbers that are found first: a condition that both databases answer by index, whatever they reckon."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Among(FunctionElement[bool]):
    """A condition on (indexed column, query of numbers): it is one of them.

    PostgreSQL takes ``IN (SELECT …)`` for a join, reckons four times as many numbers as there are and each look into an index
    for one at the disk, and reads all tasks of the country instead. As an array they are looked up.
    """

    type = Boolean()
    inherit_cache = True


@compiles(Among, "postgresql")
def _in_postgresql(element: Among, compiler: SQLCompiler, **more: Any) -> str:
    column, numbers = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{column} = ANY (ARRAY{numbers})"


@compiles(Among)
def _elsewhere(element: Among, compiler: SQLCompiler, **more: Any) -> str:
    column, numbers = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{column} IN {numbers}"
