"""Who may open what: one line for every route and method, with the right it declares and the cast's people who hold it.

``python -m pytest tests/web/test_matrix.py`` compares with ``matrix.txt``; after a wanted change, write it anew with
``NQ57_TEST_WRITE=1``. Reading the difference is the review.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from webapp.access import may_open
from workflows.organisation.standing import Standing

FILE = Path(__file__).parent / "matrix.txt"
UNTOLD = {"HEAD", "OPTIONS"}


def lines(app: Flask, people: Mapping[str, Standing]) -> list[str]:
    """The matrix of an application, sorted."""
    found = []
    for rule in app.url_map.iter_rules():
        right = app.view_functions[rule.endpoint].right
        who = (
            "everybody"
            if right is None
            else " ".join(name for name, standing in people.items() if not may_open(standing, right))
        )
        found += [
            f"{rule.rule} {method}  {right or 'public'}: {who}" for method in sorted((rule.methods or set()) - UNTOLD)
        ]
    return sorted(found)
