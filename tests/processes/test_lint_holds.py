"""Whatever is done to a drawing, the linter answers with faults or with none, and never breaks."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from workflows.definitions import bundles, lint
from workflows.definitions.bundles import Bundle

HOME = Path(__file__).resolve().parents[2] / "bpmn"
PROCESS = bundles.of_folder(HOME / "resolution_task")
VALUES = ("", "x", "run_task", "bad id", "R/PT0S", "[0", "form.x", "a.b.c", "overdue", "9" * 400, "\u202e", "none")


def damaged(content: bytes, chance: Random) -> bytes:
    """The drawing with up to five elements or attributes taken out, doubled, moved or changed."""
    root = etree.fromstring(content)
    for _ in range(chance.randint(1, 5)):
        element = chance.choice([one for one in root.iter("*") if one is not root])
        other = chance.choice(list(root.iter("*")))
        parent = element.getparent()
        act = chance.randint(0, 4)
        if act == 0 and parent is not None:
            parent.remove(element)
        elif act == 1 and element.attrib:
            element.set(chance.choice(list(element.attrib)), chance.choice(VALUES))
        elif act == 2 and element.attrib:
            del element.attrib[chance.choice(list(element.attrib))]
        elif act == 3 and element not in other.iterancestors() and element is not other:
            other.append(element)
        else:
            element.tag = other.tag
    return etree.tostring(root, encoding="utf-8")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(min_value=0, max_value=2**32),
    st.sampled_from([path for path in PROCESS.files if path.endswith((".bpmn", ".dmn"))]),
)
def test_a_damaged_drawing_or_table_is_answered_with_sentences(seed: int, path: str) -> None:
    content = damaged(PROCESS.files[path], Random(seed))
    for fault in lint.faults(Bundle(PROCESS.key, {**PROCESS.files, path: content}), {"record_assignment"}):
        assert fault.sentence.startswith("Expected ")


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(PROCESS.files)))
def test_any_bytes_in_place_of_a_file_are_answered_with_sentences(content: bytes, path: str) -> None:
    assert all(
        one.sentence.startswith("Expected ")
        for one in lint.faults(Bundle(PROCESS.key, {**PROCESS.files, path: content}))
    )


@pytest.mark.parametrize("path", sorted(PROCESS.files.keys() - {bundles.SCENARIOS}))
def test_a_file_that_is_missing_is_missed(path: str) -> None:
    found = lint.faults(
        Bundle(PROCESS.key, {other: content for other, content in PROCESS.files.items() if other != path})
    )
    assert found
