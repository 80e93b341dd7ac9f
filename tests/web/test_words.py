"""Every word that a person reads stands in the catalogues, in English and in Vietnamese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import webapp
from webapp import catalogues
from webapp.messages import SENTENCES, VALUES, WHEN_EMPTY
from workflows.facts import KINDS

HERE = Path(webapp.__file__).parent
PLACE = re.compile(r"%\((\w+)\)[sr]")
TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
NAMES = {
    "NQ",
    "nq",
    "SHA",
    "kB",
    "MB",
    "demo",
}  # proper names, units, and the mark of what is invented, the same in every language


@pytest.fixture(scope="module")
def sentences() -> Catalog:
    return catalogues.extracted(HERE.parent)


@pytest.fixture(scope="module")
def vietnamese() -> Catalog:
    with (HERE / "translations" / "vi" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="vi")


def test_the_extraction_finds_templates_pages_and_the_domain(sentences):
    assert {"Sign in", "Organisation", "Expected to find this page, but it does not exist or is not open to you."} <= {
        message.id for message in sentences
    }


def test_every_sentence_has_its_vietnamese(sentences, vietnamese):
    lacking = catalogues.missing(vietnamese, sentences)
    assert not lacking, "run `python -m webapp.catalogues` and translate: " + "; ".join(lacking[:10])


def test_no_vietnamese_sentence_is_left_behind(sentences, vietnamese):
    known = {message.id for message in sentences}
    assert [message.id for message in vietnamese if message.id and message.id not in known] == []


def test_a_translation_keeps_every_place(vietnamese):
    for message in vietnamese:
        keys = message.id if isinstance(message.id, tuple) else (message.id,)
        for said in message.string if isinstance(message.string, tuple) else (message.string,):
            assert set(PLACE.findall(said)) == set(PLACE.findall(keys[-1])), keys[0]


def test_a_sentence_without_words_is_noticed(sentences):
    empty = Catalog(locale="vi")
    assert "Sign in" in catalogues.missing(empty, sentences)


def test_every_kind_of_fact_has_a_sentence_that_uses_only_its_own_values():
    assert set(SENTENCES) == set(KINDS)
    for kind, sentence in [*SENTENCES.items(), *((kind, words) for (kind, _name), words in WHEN_EMPTY.items())]:
        assert set(PLACE.findall(sentence)) <= KINDS[kind], kind
    assert all(name in KINDS[kind] for kind, name in WHEN_EMPTY)


def test_the_words_for_values_are_translated(vietnamese):
    for words in VALUES.values():
        assert vietnamese.get(words).string


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(HERE / "templates")))
def test_a_template_holds_no_words_of_its_own(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.S)
    spoken = re.findall(r'(?:placeholder|aria-label|title|alt)="([^"]*)"', text)
    bare = re.sub(r"<[^>]*>", " ", re.sub(r'[\w-]+="[^"]*"', "", text))
    words = {word for piece in (bare, *spoken) for word in re.findall(r"[^\W\d_]{2,}", piece)} - NAMES
    assert not words


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(HERE / "templates")))
def test_a_template_has_no_style_and_no_script_of_its_own(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son\w+=|\|\s*safe\b|hx-on", text)
    assert all("src=" in script and "nonce=" in script for script in re.findall(r"<script[^>]*>", text))
