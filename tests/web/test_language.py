"""The page speaks the language that the person chose, else the browser's, else Vietnamese."""

from __future__ import annotations

import pytest

from webapp.language import LANGUAGES


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("vi-VN,vi;q=0.9", "vi"), ("en-GB,en;q=0.9", "en"), ("de,en;q=0.5", "en"), ("de", "vi"), ("", "vi")],
)
def test_the_browsers_language_comes_first(visitor, asked, spoken):
    page = visitor.get("/sign-in", headers={"Accept-Language": asked}).text
    assert f'<html lang="{spoken}"' in page
    assert ("Đăng nhập" in page) == (spoken == "vi")


def test_what_a_person_chose_stays_also_through_sign_in_and_sign_out(visitor, app):
    visitor.get("/sign-in", headers={"Accept-Language": "vi"})
    assert visitor.send("/language", {"language": "en", "next": "/sign-in"}).location == "/sign-in"
    visitor.sign_in("lan")
    assert '<html lang="en"' in visitor.get("/account", headers={"Accept-Language": "vi"}).text
    visitor.send("/sign-out")
    assert '<html lang="en"' in visitor.get("/sign-in", headers={"Accept-Language": "vi"}).text


def test_a_language_that_we_do_not_speak_changes_nothing(visitor):
    visitor.send("/language", {"language": "xx"})
    assert '<html lang="vi"' in visitor.get("/sign-in").text


def test_a_refusal_is_said_in_the_readers_language(visitor, app):
    english = visitor.get("/nowhere", headers={"Accept-Language": "en"}).text
    vietnamese = visitor.get("/nowhere", headers={"Accept-Language": "vi"}).text
    assert "Expected to find this page" in english
    assert "Cần tìm thấy trang này" in vietnamese


def test_every_language_names_itself(visitor):
    page = visitor.get("/sign-in").text
    for code, name in LANGUAGES.items():
        assert f'value="{code}" lang="{code}"' in page and name in page
