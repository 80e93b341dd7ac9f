"""Two texts are compared word by word, and reading the pieces gives both texts back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import within
from webapp.shown.wording import MOST_WORDS, Piece, pieces

TEXT = st.lists(st.sampled_from(["một", "hai", "ba", " ", "\n", "12 %"]), max_size=30).map("".join)


def without(kind: str, found: tuple[Piece, ...]) -> str:
    return "".join(one.words for one in found if one.kind != kind)


@given(TEXT, TEXT)
def test_the_pieces_give_both_texts_back(before, after):
    found = pieces(before, after)
    assert without("in", found).split() == before.split() and without("out", found).split() == after.split()


def test_only_the_words_that_changed_are_marked():
    assert pieces("đã in 10 bản", "đã in 12 bản") == (
        Piece("same", "đã in "),
        Piece("out", "10 "),
        Piece("in", "12 "),
        Piece("same", "bản "),
    )


def test_texts_too_long_to_compare_are_shown_whole():
    long = "từ " * (MOST_WORDS + 1)
    assert pieces(long, "ngắn") == (Piece("out", long), Piece("in", "ngắn"))


def test_texts_made_to_be_hard_to_compare_take_no_time():
    with within():
        pieces("a b " * (MOST_WORDS // 2), "b a a " * (MOST_WORDS // 3))
