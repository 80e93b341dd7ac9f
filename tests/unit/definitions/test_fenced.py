"""The fence: a process of its own reads what is proposed, and what it cannot finish becomes a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.definitions.test_lint import ANYTHING, bundle_of, drawing_of
from workflows.definitions import fenced, lint
from workflows.definitions.bundles import SCENARIOS, Bundle

GOOD = bundle_of(drawing_of(f"START STEP END {ANYTHING}"))
NO_STORY = "Expected scenarios beside the drawing, but there are none. Tell at least one."


def test_the_fence_says_what_the_linter_says_and_tries_the_scenarios() -> None:
    assert [one.sentence for one in fenced.faults(GOOD, {"a"})] == [NO_STORY]
    wrong = b"scenarios: [{name: first, steps: [{complete: nothing}], ends: done}]"
    told = fenced.examined(Bundle(GOOD.key, {**GOOD.files, SCENARIOS: wrong}))
    assert told.faults == () and [(one.name, one.fault is None) for one in told.stories] == [("first", False)]
    bad = bundle_of(drawing_of(f'START STEP END {ANYTHING}<userTask id="lost"/>'))
    assert [str(one) for one in fenced.faults(bad)] == [str(one) for one in lint.faults(bad)]


@pytest.mark.parametrize(
    ("programme", "limits", "says"),
    [
        ("while True: pass", {"seconds": 1}, "Expected a process that can be read and tried out within 1 seconds"),
        ("x = ['x' * 10**9] ; y = x[0] * 3", {"memory": 700 * 2**20}, "Expected a process that can be read and tried out, but"),
        ("open('trace-of-a-drawing', 'w').write('x')", {}, "Expected a process that can be read and tried out, but"),
    ],
    ids=["for ever", "all memory", "a file"],
)  # fmt: skip
def test_who_runs_for_ever_or_takes_too_much_is_stopped_in_a_sentence(
    programme: str, limits: dict[str, int], says: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        f"import json\nload = json.load\ndef trap(stream):\n    load(stream)\n    {programme}\njson.load = trap\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (fault,) = fenced.faults(GOOD, **limits)
    assert fault.sentence.startswith(says)
    assert not (tmp_path / "trace-of-a-drawing").is_file() or not (tmp_path / "trace-of-a-drawing").read_text()


def test_the_process_inside_knows_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\nif any('NQ57' in name for name in os.environ):\n    sys.exit('knows a secret')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("NQ57_SECRET_KEY", "not for you")
    assert [one.sentence for one in fenced.faults(GOOD)] == [NO_STORY]
