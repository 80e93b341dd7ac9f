"""A wire across ``exec``: no text of a drawing, a table, a form or a field may ever be run as Python.

Python tells an audit hook about every compilation of text and every run of compiled text. Importing a module is one;
so are a few libraries that write small functions for themselves (``TRUSTED``). Any other, with the engine's library or
one of our own packages among its callers, is stopped and noted, even when somebody swallows the error. Parsing text to
a tree (``ast.parse``), as our own interpreter does, runs nothing and is let through.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType

WATCHED = ("SpiffWorkflow", "workflows", "webapp", "notifications")
TRUSTED = (
    "importlib",
    "_frozen_importlib",
    "ast",
    "collections",
    "dataclasses",
    "enum",
    "typing",
    "pathlib",
    "runpy",
    "sqlalchemy",  # writes its own fast paths
    "alembic",  # loads migration files
    "mako",  # the template of a migration
    "jinja2",  # templates from files; a page never makes one from text (test_conventions holds that)
    "werkzeug",  # the URL map's builders
    "attr",
    "babel",  # reads sentences out of our own sources
    "gettext",  # the plural rule of a catalogue, which is ours
    "markupsafe",
    "pkgutil",
)


class RanText(RuntimeError):
    """Text was about to be run as Python."""


_noted: list[str] = []
_expecting = False


def lay() -> None:
    """Start watching; cannot be undone in this process, as Python wants it."""
    sys.addaudithook(_hook)


def noted() -> list[str]:
    """What was stopped since the last asking; asking empties the list."""
    found = _noted[:]
    _noted.clear()
    return found


@contextmanager
def expecting() -> Iterator[None]:
    """For the wire's own tests: what is stopped inside is raised, but not held against the run."""
    global _expecting
    _expecting = True
    try:
        yield
    finally:
        _expecting = False


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event not in ("exec", "compile") or not _is_text(event, arguments[0]):
        return
    frame = sys._getframe(1)
    if _is_one_of(frame, TRUSTED):
        return
    watched = _watched_caller(frame)
    if watched is None:
        return
    words = f"{event} of {_shown(arguments[0])} in {frame.f_globals.get('__name__')}, called from {watched}"
    if not _expecting:
        _noted.append(words)
    raise RanText(f"Expected no text to be run as Python, but there was {words}.")


def _is_text(event: str, what: object) -> bool:
    """Compiled from text, not from a file; a compilation whose text is not given (a tree) is judged when it is run."""
    if event == "compile":
        return isinstance(what, str | bytes)
    return (
        isinstance(what, CodeType) and what.co_filename.startswith("<") and not what.co_filename.startswith("<frozen")
    )


def _watched_caller(frame: FrameType | None) -> str | None:
    """Who of the watched stands behind this; a library that is just being imported runs its own text, not ours."""
    while frame is not None and not _is_one_of(frame, ("importlib",)):
        if _is_one_of(frame, WATCHED):
            return str(frame.f_globals["__name__"])
        frame = frame.f_back
    return None


def _is_one_of(frame: FrameType, packages: tuple[str, ...]) -> bool:
    name = frame.f_globals.get("__name__")
    return isinstance(name, str) and name.partition(".")[0] in packages


def _shown(what: object) -> str:
    return what.co_filename if isinstance(what, CodeType) else repr(what)[:80]
