"""Every limit stands in one module, is read by somebody, and is told in the documentation as it is."""

from __future__ import annotations

import re

from tests.architecture.source import ROOT, sources
from workflows import limits

ROW = re.compile(r"^\| `([A-Z_]+)` \| ([\d,]+) \| (.+) \|$", re.MULTILINE)
UNITS = {"KB", "MB"}
NAMES = {name: value for name, value in vars(limits).items() if name.isupper() and name not in UNITS}
TABLE = ROW.findall((ROOT / "docs" / "limits.md").read_text("utf-8"))


def test_the_documentation_lists_every_limit_with_its_value() -> None:
    assert {name: int(value.replace(",", "")) for name, value, _ in TABLE} == NAMES
    assert len(TABLE) == len(NAMES)


def test_what_one_is_told_is_a_sentence_of_the_house() -> None:
    catalogue = (ROOT / "webapp/translations/vi/LC_MESSAGES/messages.po").read_text("utf-8")
    known = re.sub(r'"\n"', "", catalogue)
    untold = [name for name, _, told in TABLE if not told.startswith("(") and f'msgid "{told}"' not in known]
    assert untold == []


def test_every_limit_is_held_by_somebody() -> None:
    held = {
        name
        for source in sources("workflows", "webapp")
        if source.name != "workflows/limits.py"
        for name in re.findall(r"\b[A-Z][A-Z_]+\b", source.text)
    }
    assert set(NAMES) - held == set()


def test_each_test_that_the_documentation_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "limits.md").read_text("utf-8"))
    assert len(named) > 15
    assert [name for file, name in named if f"def {name}(" not in (ROOT / file).read_text("utf-8")] == []
