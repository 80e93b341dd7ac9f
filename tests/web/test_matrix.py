"""Every route with every method, and who of the cast may pass its door, against the list that was read and agreed to."""

from __future__ import annotations

import os
import re

import pytest

from tests.web.matrix import FILE, lines

PEOPLE = ("lan", "binh", "hoa", "an", "minh", "tuan", "vy", "khoa", "quang", "nga", "charlie")


def test_the_matrix_is_the_one_that_was_agreed_to(app, world):
    found = lines(app, {name: world.standing(name) for name in PEOPLE})
    if os.environ.get("NQ57_TEST_WRITE"):
        FILE.write_text("\n".join(found) + "\n")
    assert found == FILE.read_text().splitlines()


@pytest.mark.parametrize("name", [None, "lan", "charlie", "quang", "tuan"])
def test_the_door_keeps_to_the_matrix(app, world, signed_in, visitor, name):
    browser = signed_in(name) if name else visitor
    for line in FILE.read_text().splitlines():
        path, method, right, *who = line.replace(":", " ").split() if "<" not in line else ("", "", "", "")
        if method != "GET":
            continue
        answer = browser.get(path).status_code
        if right == "public" or name in who:
            assert answer < 400, line
        else:
            assert answer == (403 if name else 303), line


@pytest.mark.parametrize("name", [None, "charlie"])
def test_an_address_that_names_nothing_is_not_found_or_asks_to_sign_in(app, signed_in, visitor, name):
    browser = signed_in(name) if name else visitor
    for rule in app.url_map.iter_rules():
        if not rule.arguments or rule.endpoint == "static":
            continue
        path = re.sub(r"<[^>]+>", "0" * 32, re.sub(r"<any\('([^']+)'[^>]*>", r"\1", rule.rule))
        if "0" * 32 not in path:  # a choice among words, which names something
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = browser.get(path) if method == "GET" else browser.send(path)
            assert answer.status_code in ((303, 401) if name is None else (403, 404)), f"{method} {path}"
