"""One word for one thing, the same in every room."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import ALL, ROOMS, Source, sources

BANNED_MODULES = {
    "util",
    "utils",
    "helper",
    "helpers",
    "manager",
    "managers",
    "service",
    "services",
    "common",
    "base",
    "misc",
}
BARE = {"task", "tasks"}  # say ResolutionTask, WorkItem or Job
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b:?\s")
SKIPS = ("pytest.skip", "pytest.xfail", "pytest.importorskip", "time.sleep", "asyncio.sleep", "sleep")
SKIP_MARKS = ("pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail")


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = {
        source.name: source.path.relative_to(source.path.parents[-2]).with_suffix("").parts for source in sources(*ALL)
    }
    assert [name for name, of in parts.items() if BANNED_MODULES.intersection(of)] == []


def test_the_bare_word_task_names_nothing_of_ours() -> None:
    """The engine's library calls its own things so; what we define, we call ResolutionTask, WorkItem or Job."""
    found = [
        f"{source.name}:{line} {name}"
        for source in sources(*ROOMS)
        if not source.name.startswith("workflows/engine/")
        for name, line in _defined(source)
        if name.lower().strip("_") in BARE
    ]
    assert found == []


def test_every_package_says_in_one_paragraph_what_lives_there_and_nothing_else() -> None:
    for source in sources(*ROOMS):
        if source.path.name == "__init__.py":
            paragraph = ast.get_docstring(source.tree) or ""
            assert paragraph, f"{source.name} says nothing"
            assert "\n\n" not in paragraph, f"{source.name} says more than one paragraph"
            assert len(source.tree.body) == 1, f"{source.name} does more than say what lives there"


def test_every_public_function_and_class_of_the_house_says_what_it_is_for() -> None:
    silent = [
        f"{source.name}:{node.lineno} {node.name}"
        for source in sources(*ROOMS)
        if "/migrations/" not in source.name
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nothing_is_left_unfinished() -> None:
    left = [
        f"{source.name}:{number} {line.strip()}"
        for source in sources(*ALL)
        for number, line in enumerate(source.text.splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert left == []


def test_no_test_sleeps_or_is_skipped() -> None:
    idle = [
        f"{source.name}:{line} {name}" for source in sources("tests") for name, line in source.called() if name in SKIPS
    ] + [
        f"{source.name}:{node.lineno}"
        for source in sources("tests")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in SKIP_MARKS
    ]
    assert idle == []


def _defined(source: Source) -> Iterator[tuple[str, int]]:
    """Every name that the file gives to something."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname, node.lineno
