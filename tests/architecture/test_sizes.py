"""Rooms stay small enough to be read at one sitting."""

from __future__ import annotations

import ast

from tests.architecture.source import ALL, WRITTEN_BY_ALEMBIC, sources

LONGEST_MODULE = 300
LONGEST_FUNCTION = 50
STORIES = "tests/journeys/"  # a journey is one story, told from beginning to end


def test_no_module_is_longer_than_the_cap() -> None:
    lengths = {
        source.name: source.text.count("\n") for source in sources(*ALL) if WRITTEN_BY_ALEMBIC not in source.name
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_the_cap() -> None:
    too_long = {
        f"{source.name}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for source in sources(*ALL)
        if WRITTEN_BY_ALEMBIC not in source.name and not source.name.startswith(STORIES)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert too_long == {}
