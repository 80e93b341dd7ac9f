"""However a value is written, it is spelt as the standard library spells it, and read again as it was."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.written import canonical, written

PLAIN = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False)
VALUES: st.SearchStrategy[Any] = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12
)


@given(VALUES)
def test_what_is_hashed_is_spelt_as_it_always_was(value: Any) -> None:
    assert canonical(value) == json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


@given(VALUES)
def test_what_is_written_is_read_again_as_it_was(value: Any) -> None:
    assert json.loads(written(value)) == value


@pytest.mark.parametrize(
    "value",
    [{"b": 1, "a": "ẩ\n\x1f\x7f\u2028/"}, {"a": 10**30}, {"a": "\ud800"}, {"a": 1e16}, [True, None, "x"], {1: 2}],
)
def test_so_is_what_only_one_of_the_two_writers_knows(value: Any) -> None:
    assert canonical(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert json.loads(written(value)) == json.loads(json.dumps(value))


@pytest.mark.parametrize("write", [canonical, written])
def test_a_day_is_no_json(write: Any) -> None:
    with pytest.raises(TypeError):
        write({"day": date(2026, 3, 2)})
