"""The sources as the architecture tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("workflows", "webapp", "notifications")
ALL = (*ROOMS, "tests", "benchmarks", "tools")
NOT_OURS = {"node_modules", "build", "__pycache__", "artefacts", ".venv", ".git", "var", "dist"}
WRITTEN_BY_ALEMBIC = "webapp/migrations/versions/"


@dataclass(frozen=True)
class Source:
    """One Python file, parsed once."""

    path: Path

    @property
    def name(self) -> str:
        """Its path from the top, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        """What it says."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """What it says, parsed."""
        return ast.parse(self.text, self.name)

    def imported(self) -> Iterator[tuple[str, int]]:
        """Every module that it imports, with the line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module, node.lineno
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    def called(self) -> Iterator[tuple[str, int]]:
        """Every call as written (``session.commit``), with the line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node.lineno


def sources(*folders: str) -> list[Source]:
    """The Python files under these folders of the house."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [Source(path) for path in paths if not NOT_OURS.intersection(path.relative_to(ROOT).parts)]


def files() -> list[Path]:
    """Every file that is ours, of whatever kind."""
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not NOT_OURS.intersection(path.relative_to(ROOT).parts)
        and ".cache" not in path.as_posix()
    ]
