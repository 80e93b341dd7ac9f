"""The guides in docs tell of the product as it is: every role has one, its menu words exist, its pictures are there and small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.pictures import SHOTS
from webapp import catalogues
from webapp.help.guides import GUIDES

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "guides"
FILES = sorted(FOLDER.glob("*.md"))
MOST_WORDS = 400  # a page
MOST_BYTES = 1_500_000
MENU_WORD = re.compile(r"\*\*([^*]+)\*\*")
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")


@pytest.fixture(scope="module")
def spoken() -> set[str]:
    """Every sentence of the pages, and every name on a drawing."""
    drawings = (DOCS.parent / "bpmn").glob("*/*.bpmn")
    return {message.id for message in catalogues.extracted(DOCS.parent)} | {
        name for drawing in drawings for name in re.findall(r'nameEn="([^"]+)"', drawing.read_text())
    }


def test_every_role_of_the_help_has_its_guide():
    assert {path.stem for path in FILES} == {guide.name for guide in GUIDES} | {"README"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_guide_is_short_and_its_pictures_exist(path):
    text = path.read_text()
    assert len(text.split()) <= MOST_WORDS
    shown = PICTURE.findall(text)
    assert all((FOLDER / picture).is_file() for picture in shown)
    assert shown or path.stem == "README"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_guide_prints_in_bold_stands_on_a_page(path, spoken):
    assert set(MENU_WORD.findall(path.read_text())) <= spoken


def test_the_pictures_are_those_that_the_command_makes_and_take_little_room():
    found = sorted(path for folder in (DOCS, FOLDER) for path in (folder / "pictures").glob("*.png"))
    assert [str(path.relative_to(DOCS)) for path in found] == sorted(shot.file for shot in SHOTS)
    assert sum(path.stat().st_size for path in (FOLDER / "pictures").glob("*.png")) <= MOST_BYTES


def test_every_picture_of_the_guides_is_shown_in_one():
    shown = {picture for path in FILES for picture in PICTURE.findall(path.read_text())}
    assert shown == {f"pictures/{path.name}" for path in (FOLDER / "pictures").glob("*.png")}
