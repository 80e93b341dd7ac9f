"""Where each step goes: by id, else by name, else nowhere, and inside what goes with it."""

from __future__ import annotations

import pytest

from workflows.errors import Invalid
from workflows.migration.mapping import check, choices, propose
from workflows.migration.places import STEP, Place, Places


def place(
    scope: str, name: str, words: str = "", family: str = STEP, inside: str = "", repeated: bool = False
) -> Place:
    return Place(scope, name, family, words or name, "", inside, repeated, "")


def version(*found: Place) -> Places:
    return Places("main", {one.key: one for one in found})


def test_the_same_id_and_kind_is_proposed_before_the_same_name() -> None:
    old = version(place("main", "check", "Kiểm tra"))
    new = version(place("main", "look", "Kiểm tra"), place("main", "check", "Xem xét"))
    assert propose(old, new, {}) == {"main/check": "main/check"}


def test_the_same_name_and_kind_is_proposed_where_there_is_one_such_only() -> None:
    old = version(place("main", "check", "Kiểm tra"))
    assert propose(old, version(place("main", "look", "Kiểm tra")), {}) == {"main/check": "main/look"}
    twice = version(place("main", "a", "Kiểm tra"), place("main", "b", "Kiểm tra"))
    assert propose(old, twice, {}) == {"main/check": None}
    assert propose(twice, version(place("main", "look", "Kiểm tra")), {}) == {"main/a": None, "main/b": None}


@pytest.mark.parametrize("other", [place("main", "check", family="message"), place("main", "check", repeated=True)])
def test_what_waits_for_something_else_or_is_repeated_otherwise_is_no_place_for_it(other: Place) -> None:
    old = version(place("main", "check"))
    assert propose(old, version(other), {}) == {"main/check": None}


def test_what_stands_inside_is_looked_for_inside_what_its_activity_goes_to() -> None:
    old = version(place("main", "work", "Làm", "inside", "work"), place("work", "check"))
    new = version(
        place("main", "doing", "Làm", "inside", "doing"),
        place("doing", "check"),
        place("main", "check"),
    )
    assert propose(old, new, {}) == {"main/work": "main/doing", "work/check": "doing/check"}
    assert [one.key for one in choices(old.by_key["work/check"], old, new, propose(old, new, {}))] == ["doing/check"]


def test_what_was_chosen_counts_and_what_cannot_be_is_refused_at_its_step() -> None:
    old = version(place("main", "a"), place("main", "work", "Làm", "inside", "work"), place("work", "b"))
    new = version(
        place("main", "a"), place("main", "c"), place("main", "work", "", "inside", "work"), place("work", "b")
    )
    assert propose(old, new, {"main/a": "main/c"})["main/a"] == "main/c"
    assert propose(old, new, {"main/a": None})["main/a"] is None
    with pytest.raises(Invalid) as refused:
        check(old, new, {"main/a": "main/work", "main/work": "main/work", "work/b": "main/c"})
    assert sorted(refused.value.faults) == ["main/a", "work/b"]
