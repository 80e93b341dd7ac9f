"""Help where one is: one's own roles first, the terms explained beside the places where they appear, in the reader's language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import webapp
from tests.web.story import given_to_the_department, reading_english
from webapp.help.guides import GUIDES
from webapp.help.terms import TERMS
from webapp.pages import MENU

TEMPLATES = Path(webapp.__file__).parent / "templates"
GLOSSARY = Path(webapp.__file__).parent.parent / "docs" / "glossary.md"
SHOWN_OPEN = re.compile(r'<section class="card" id="(\w+)"')
OWN = {
    "lan": ["officer"],
    "charlie": ["officer"],
    "binh": ["supervisor", "head", "officer"],
    "an": ["leader", "supervisor", "head", "officer"],
    "minh": ["verifier", "officer"],
    "tuan": ["support", "officer"],
    "quang": ["administrator", "officer"],
    "nga": ["leader", "officer"],
}


@pytest.mark.parametrize("name", OWN)
def test_everybody_finds_their_own_roles_first_and_every_other_one_behind_them(signed_in, name):
    page = signed_in(name).get("/help").text
    assert SHOWN_OPEN.findall(page) == OWN[name]
    assert set(re.findall(r'<details id="(\w+)"', page)) == {guide.name for guide in GUIDES} - set(OWN[name])
    assert 'href="/keys"' in page


def test_help_offers_no_door_that_is_closed_to_the_reader(signed_in):
    text = signed_in("lan").get("/help").text
    page = text[text.index("<main") :]
    assert 'href="/inbox"' in page
    assert 'href="/desk"' not in page
    assert 'href="/administration"' not in page


def test_help_is_reached_from_every_page_and_speaks_the_readers_language(signed_in):
    browser = signed_in("lan")
    assert 'href="/help"' in browser.get("/inbox").text
    page = browser.get("/help", headers={"Accept-Language": "vi"}).text
    assert "Chuyên viên" in page
    assert "Báo cáo lên cấp trên" in page
    assert "Steps come to your inbox" not in page


def test_every_door_of_a_guide_is_in_the_menu():
    known = {link.endpoint for link in MENU}
    assert all(set(guide.doors) <= known for guide in GUIDES)


def test_every_term_is_a_word_of_the_glossary():
    rows = [line.split("|")[1] for line in GLOSSARY.read_text().splitlines() if line.startswith("| ")]
    words = {word.strip().lower() for row in rows for word in re.split(r"[,/→]", row)}
    assert {term.word.lower() for term in TERMS.values()} <= words


def test_every_term_is_explained_where_it_appears_and_no_page_names_another():
    pages = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    named = {name for call in re.findall(r"page\.term\((.*?)\) \}\}", pages) for name in re.findall(r'"(\w+)"', call)}
    assert set(TERMS) == named - {"confirmation", "verification"}  # the steps by which one page chooses among three


def test_a_term_opens_without_script_and_leads_to_its_place_on_the_page_of_help(signed_in, world):
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    browser = reading_english(signed_in, "lan")
    page = browser.get(f"/work-items/{item.public_id}").text
    said = page[page.index('<details class="term') :]
    assert "<summary>" in said
    assert "What does “Evidence” mean?" in said
    (anchor,) = set(re.findall(r'href="/help#(term-evidence)"', page))
    assert f'id="{anchor}"' in browser.get("/help").text
