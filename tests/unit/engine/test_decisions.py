"""Decision tables: which rows answer, what an answer is, and which tables are refused."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest

from workflows.engine.decisions import decide, load_table
from workflows.engine.errors import EngineFault
from workflows.expressions.errors import ExpressionError


def _table(
    policy: str,
    *rows: tuple[str, ...],
    inputs: tuple[str, ...] = ("n",),
    outputs: tuple[str, ...] = ("out",),
    more: str = "",
) -> bytes:
    columns = "".join(
        f"<input><inputExpression><text>{escape(source)}</text></inputExpression></input>" for source in inputs
    )
    columns += "".join(f'<output name="{name}"/>' for name in outputs)
    body = ""
    for row in rows:
        cells = [f"<text>{escape(cell)}</text>" for cell in row]
        tests = "".join(f"<inputEntry>{cell}</inputEntry>" for cell in cells[: len(inputs)])
        body += f"<rule>{tests}{''.join(f'<outputEntry>{cell}</outputEntry>' for cell in cells[len(inputs) :])}</rule>"
    return (
        f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="t" name="T">'
        f'<decisionTable hitPolicy="{policy}"{more}>{columns}{body}</decisionTable></decision></definitions>'
    ).encode()


ROWS = (("< 3", '"small"'), ("[3..6]", '"middle"'), ("> 6", '"large"'))


@pytest.mark.parametrize(("n", "answer"), [(1, "small"), (3, "middle"), (6, "middle"), (7, "large")])
def test_a_unique_table_answers_with_its_one_row(n: int, answer: str) -> None:
    assert decide(load_table(_table("UNIQUE", *ROWS)), {"n": n}) == answer


def test_a_table_without_a_row_that_holds_answers_nothing() -> None:
    assert decide(load_table(_table("UNIQUE", ("< 3", "1"))), {"n": 9}) is None
    assert decide(load_table(_table("COLLECT", ("< 3", "1"))), {"n": 9}) == []


def test_two_rows_of_a_unique_table_may_not_hold_together() -> None:
    with pytest.raises(ExpressionError, match="several do"):
        decide(load_table(_table("UNIQUE", ("< 3", "1"), ("< 4", "2"))), {"n": 1})


def test_first_takes_the_first_any_demands_agreement_collect_takes_all() -> None:
    rows = (("< 3", "1"), ("< 4", "2"))
    assert decide(load_table(_table("FIRST", *rows)), {"n": 1}) == 1
    assert decide(load_table(_table("COLLECT", *rows)), {"n": 1}) == [1, 2]
    assert decide(load_table(_table("RULE ORDER", *rows)), {"n": 1}) == [1, 2]
    assert decide(load_table(_table("ANY", ("< 3", "1"), ("< 4", "1"))), {"n": 1}) == 1
    with pytest.raises(ExpressionError, match="differ"):
        decide(load_table(_table("ANY", *rows)), {"n": 1})


def test_several_outputs_are_fields_and_may_be_computed() -> None:
    table = load_table(
        _table("FIRST", ("-", '"a", "b"', "n * 2", "working_days(n)"), inputs=("n", "kind"), outputs=("days", "due"))
    )
    assert decide(table, {"n": 2, "kind": "b"}) == {"days": 4, "due": {"working_days": 2}}
    assert decide(table, {"n": 2, "kind": "c"}) is None


def test_the_words_of_feel_for_true_false_and_null_are_known() -> None:
    table = load_table(_table("FIRST", ("true", '"yes"'), ("null", '"none"'), ("-", "false")))
    assert [decide(table, {"n": n}) for n in (True, None, 5)] == ["yes", "none", False]


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (_table("PRIORITY", *ROWS), "hit policy"),
        (_table("OUTPUT ORDER", *ROWS), "hit policy"),
        (_table("COLLECT", *ROWS, more=' aggregation="SUM"'), "hit policy"),
        (_table("UNIQUE", ("some x in y satisfies x", "1")), "FEEL only"),
        (_table("UNIQUE", ("? > 5", "1")), "FEEL only"),
        (_table("UNIQUE", ('date and time("2026-01-01T00:00:00")', "1")), "FEEL only"),
        (_table("UNIQUE", ("__import__('os')", "1")), "no function"),
        (_table("UNIQUE", ("< 3",)), "complete rules"),
        (_table("UNIQUE", ("1",), inputs=()), "complete rules"),
        (b"<definitions/>", "one decision table"),
        (b"<!DOCTYPE a><a/>", "document type"),
    ],
)
def test_what_is_not_computed_right_is_refused(xml: bytes, words: str) -> None:
    with pytest.raises(EngineFault, match=words):
        load_table(xml)
