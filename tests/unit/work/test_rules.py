"""Every rule about an item, as a table: who may, and the sentence for who may not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.moments import A_MONDAY
from workflows.errors import Conflict, Forbidden, Refusal
from workflows.organisation.standing import Standing
from workflows.work import rules
from workflows.work.attachments import clean_name
from workflows.work.item import Item
from workflows.work.submission import content_hash, may_submit

ME, OTHER = 7, 8
OFFERED = Standing(person_id=ME, candidate_keys=frozenset({"person:7", "group:1"}))
STRANGER = Standing(person_id=ME, candidate_keys=frozenset({"person:7"}))
NOBODY = Standing()


def item(**changes: Any) -> Item:
    values: dict[str, Any] = {
        **dict.fromkeys(("id", "instance_id", "due_version", "definition_version_id", "priority"), 1),
        **dict.fromkeys(("form", "assignee_id", "unit_id", "due_at", "closed_at", "closed_how")),
        **dict.fromkeys(("case_due_at", "case_ended_at")),
        **dict.fromkeys(("public_id", "ref", "element", "name_vi", "name_en", "ladder"), "x"),
        **dict.fromkeys(("case_public_id", "business_key", "title_vi", "title_en"), "x"),
        "step": "submission",
        "candidate_key": "group:1",
        "opened_at": A_MONDAY,
        "local": {},
        "suspended": False,
        "escalated": False,
    }
    return Item(**{**values, **changes})


MINE, THEIRS = {"assignee_id": ME}, {"assignee_id": OTHER}
SHUT: list[dict[str, Any]] = [{"closed_at": A_MONDAY}, {"case_ended_at": A_MONDAY}, {"suspended": True}]


@pytest.mark.parametrize("shut", SHUT, ids=lambda shut: next(iter(shut)))
def test_nothing_is_done_with_a_step_that_is_closed_or_stands_still(shut: dict[str, Any]) -> None:
    held = item(**MINE, **shut)
    for refusal in (
        rules.may_claim(item(**shut), OFFERED),
        rules.may_release(held, OFFERED),
        rules.may_act(held, OFFERED),
        rules.may_review(held, OFFERED, "submission", None),
        rules.may_reassign(held, OFFERED, leads=True),
        may_submit(held, OFFERED, evidence=1),
    ):
        assert isinstance(refusal, Conflict)


@pytest.mark.parametrize(
    ("changes", "standing", "kind", "words"),
    [
        ({}, OFFERED, None, ""),
        ({}, STRANGER, Forbidden, "offered to others"),
        ({}, NOBODY, Forbidden, "offered to others"),
        (MINE, OFFERED, Conflict, "you hold it already"),
        (THEIRS, OFFERED, Conflict, "somebody else was quicker"),
        (THEIRS, STRANGER, Forbidden, "offered to others"),
    ],
)
def test_who_may_claim(changes: dict[str, Any], standing: Standing, kind: type[Refusal] | None, words: str) -> None:
    expect(rules.may_claim(item(**changes), standing), kind, words)


@pytest.mark.parametrize(
    ("changes", "standing", "kind", "words"),
    [
        ({}, OFFERED, None, ""),
        ({}, STRANGER, Forbidden, "offered to others"),
        (MINE, STRANGER, None, ""),
        (THEIRS, OFFERED, Forbidden, "somebody else holds it"),
    ],
)
def test_who_may_act(changes: dict[str, Any], standing: Standing, kind: type[Refusal] | None, words: str) -> None:
    expect(rules.may_act(item(**changes), standing, "submission"), kind, words)


def test_a_step_allows_its_own_kind_of_act_only() -> None:
    expect(rules.may_act(item(step="verification"), OFFERED, "submission"), Conflict, "another kind")


def test_the_clock_and_the_operator_act_on_no_step() -> None:
    """They stand nowhere: a free step has no holder, and that is not them."""
    expect(rules.may_act(item(candidate_key="person:9"), NOBODY), Forbidden, "offered to others")
    expect(rules.may_release(item(), NOBODY), Forbidden, "that is not you")


def test_only_the_holder_puts_a_step_back() -> None:
    expect(rules.may_release(item(**MINE), OFFERED), None, "")
    expect(rules.may_release(item(**THEIRS), OFFERED), Forbidden, "that is not you")
    expect(rules.may_release(item(), OFFERED), Forbidden, "that is not you")


@pytest.mark.parametrize(
    ("stage", "side", "words"),
    [
        ("confirmation", None, ""),
        ("confirmation", "contributor", ""),
        ("verification", None, ""),
        ("verification", "verifier", ""),
        ("verification", "contributor", "had a hand in it"),
        ("verification", "signatory", "had a hand in it"),
        ("sign_off", None, ""),
        ("sign_off", "signatory", ""),
        ("sign_off", "contributor", "had a hand in it"),
        ("sign_off", "verifier", "you verified this result"),
    ],
)
def test_who_stands_on_one_side_does_not_act_on_another(stage: str, side: str | None, words: str) -> None:
    expect(rules.may_review(item(step=stage), OFFERED, stage, side), Forbidden if words else None, words)


def test_only_a_superior_of_the_unit_reassigns() -> None:
    expect(rules.may_reassign(item(**THEIRS), STRANGER, leads=True), None, "")
    expect(rules.may_reassign(item(**MINE), OFFERED, leads=False), Forbidden, "or a superior")


def test_only_the_assigning_authority_directs_a_running_case() -> None:
    expect(rules.may_direct(False, authority=True), None, "")
    expect(rules.may_direct(False, authority=False), Forbidden, "authority that assigned")
    expect(rules.may_direct(True, authority=True), Conflict, "has ended already")


def test_nothing_is_handed_in_without_evidence() -> None:
    expect(may_submit(item(**MINE), OFFERED, evidence=1), None, "")
    expect(may_submit(item(**MINE), OFFERED, evidence=0), Refusal, "Expected evidence")


def expect(refusal: Refusal | None, kind: type[Refusal] | None, words: str) -> None:
    assert (refusal is None) == (kind is None), refusal
    if refusal is not None and kind is not None:
        assert isinstance(refusal, kind) and words in str(refusal) and str(refusal).startswith("Expected")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("báo cáo.pdf", "báo cáo.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\lan\\bao cao.docx", "bao cao.docx"),
        ("ke\u202efdp.exe", "kefdp.exe"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ("", "file"),
        ("\0\0", "file"),
        ("a/", "file"),
        ("ca\u0300.txt", "cà.txt"),
    ],
)
def test_a_files_name_is_shown_clean(given: str, shown: str) -> None:
    assert clean_name(given) == shown


def test_a_long_name_keeps_its_ending() -> None:
    shown = clean_name("x" * 300 + ".pdf")
    assert len(shown) == 200 and shown.endswith("x.pdf")
    assert len(clean_name("x" * 300)) == 200


def test_the_hash_covers_the_form_and_the_evidence_whatever_the_order_of_the_fields() -> None:
    class Row:
        def __init__(self, sha256: str) -> None:
            self.sha256 = sha256

    one, two = Row("a"), Row("b")
    usual = content_hash({"x": 1, "y": 2}, [one, two])
    assert usual == content_hash({"y": 2, "x": 1}, [one, two])
    assert len({usual, content_hash({"x": 1}, [one, two]), content_hash({"x": 1, "y": 2}, [one])}) == 3
