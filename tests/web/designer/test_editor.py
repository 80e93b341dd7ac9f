"""The editor's page: for the draft's owner alone, with everything its scripts need, in words of the catalogues."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

from babel.messages.extract import extract_from_dir

import webapp
from tests.web.designer.conftest import KEY, begun
from webapp.designer.words import OURS

SCRIPTS = Path(webapp.__file__).parent / "assets" / "src" / "designer"


def told(page: str, name: str) -> dict:
    found = re.search(rf"data-{name}='([^']*)'", page)
    assert found
    return json.loads(unescape(found.group(1)))


def test_the_page_tells_its_scripts_the_files_and_what_may_be_named(vy):
    draft = begun(vy)
    page = vy.get(draft).text
    said = told(page, "designer")
    assert {f"{KEY}.bpmn", "verification.bpmn", "scenarios.yaml", "decisions/ladder.dmn"} <= set(said["files"])
    assert said["address"] == draft and said["revision"] == 1
    assert "record_assignment" in said["known"]["actions"] and "verifiers" in said["known"]["groups"]
    assert said["known"]["moddle"]["uri"] == "urn:nq57:bpmn:1"


def test_its_words_come_in_the_readers_language(vy):
    draft = begun(vy)
    assert told(vy.get(draft).text, "words")["Undo"] == "Undo"
    vy.send("/language", {"language": "vi", "next": draft})
    assert told(vy.get(draft).text, "words")["Undo"] == "Hoàn tác"


def test_only_the_owner_opens_it(vy, khoa, signed_in):
    draft = begun(vy)
    assert khoa.get(draft).status_code == 404
    assert signed_in("charlie").get(draft).status_code == 403


def test_every_sentence_of_the_scripts_is_in_the_list_and_no_other():
    ways = [("**.js", "javascript")]
    said = {
        words
        for _file, _line, words, *_ in extract_from_dir(
            str(SCRIPTS), ways, keywords=dict.fromkeys(("say", "tell", "N_"))
        )
    }
    assert said == set(OURS)
