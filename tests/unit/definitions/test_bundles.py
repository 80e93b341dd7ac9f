"""A bundle is what a process needs, and its checksum is what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.definitions import bundles
from workflows.errors import Refusal

HOME = Path(__file__).resolve().parents[3] / "bpmn"
EMPTY = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
CALLING = (
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:nq57="urn:nq57:bpmn:1"><process id="a">'
    b'<callActivity id="c" calledElement="b"/><businessRuleTask id="r" nq57:decision="table"/></process></definitions>'
)


def test_the_main_bundle_holds_what_it_calls_and_asks_and_nothing_else() -> None:
    bundle = bundles.of_folder(HOME / "resolution_task")
    drawings = {
        "resolution_task.bpmn",
        "verification.bpmn",
        "verification_panel.bpmn",
        "sign_off.bpmn",
        "escalation.bpmn",
        "part.bpmn",
    }
    forms = {f"forms/{path.name}" for path in HOME.glob("*/forms/*.form")}
    assert set(bundle.files) == drawings | forms | {"decisions/ladder.dmn", "scenarios.yaml"}


def test_called_drawings_come_with_their_forms_and_tables() -> None:
    files = {
        "a/a.bpmn": CALLING,
        "a/forms/x.form": b"1",
        "b/b.bpmn": EMPTY,
        "b/forms/y.form": b"2",
        "c/c.bpmn": EMPTY,
        "c/forms/z.form": b"3",
        "decisions/table.dmn": b"4",
        "decisions/other.dmn": b"5",
    }
    assert set(bundles.gather(files, "a").files) == {
        "a.bpmn",
        "b.bpmn",
        "forms/x.form",
        "forms/y.form",
        "decisions/table.dmn",
    }


def test_the_checksum_changes_with_any_byte_and_any_name_and_with_nothing_else() -> None:
    one = bundles.Bundle("a", {"a.bpmn": b"1", "forms/f.form": b"2"})
    same = bundles.Bundle("a", {"forms/f.form": b"2", "a.bpmn": b"1"})
    others = [
        bundles.Bundle("a", {"a.bpmn": b"1", "forms/f.form": b"3"}),
        bundles.Bundle("a", {"a.bpmn": b"1", "forms/g.form": b"2"}),
        bundles.Bundle("a", {"a.bpmn": b"1"}),
    ]
    assert one.checksum == same.checksum
    assert len({one.checksum, *(other.checksum for other in others)}) == 4


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, "Expected the drawing a in its own folder, but it is not there."),
        ({"a/a.bpmn": CALLING}, "Expected the drawing b in its own folder, but it is not there."),
        ({"a/a.bpmn": b"<a"}, "Expected a.bpmn to be XML"),
        (
            {"a/a.bpmn": CALLING, "b/b.bpmn": EMPTY, "a/forms/f.form": b"1", "b/forms/f.form": b"2"},
            "Expected one form under each key, but forms/f.form is there twice with different content.",
        ),
    ],
)
def test_a_bundle_that_cannot_be_made_is_refused_in_a_sentence(files: dict[str, bytes], says: str) -> None:
    with pytest.raises(Refusal) as refused:
        bundles.gather(files, "a")
    assert str(refused.value).startswith(says)


def test_a_name_that_climbs_out_of_its_folder_finds_nothing() -> None:
    with pytest.raises(Refusal, match="in its own folder"):
        bundles.gather({"../../etc/passwd/../../etc/passwd.bpmn": EMPTY}, "../../etc/passwd")
