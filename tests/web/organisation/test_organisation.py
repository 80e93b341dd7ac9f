"""Walking and searching the organisation: open to everybody signed in, in the reader's language, a page at a time."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.statements import sent_to
from webapp.organisation import pages
from workflows.organisation.models import OrgUnit


@pytest.fixture
def address(opened):
    """``address("UB56")``: where the unit's page is."""

    def of(code):
        with opened.reading() as session:
            return "/organisation/units/" + session.scalar(select(OrgUnit.public_id).where(OrgUnit.code == code))

    return of


def test_a_visitor_sees_nothing_of_it(visitor, address):
    for path in ("/organisation", address("UB56"), "/organisation/pick?q=so"):
        assert visitor.get(path).status_code == 303


def test_the_top_leads_down_to_a_unit_with_its_way_up(signed_in, address):
    charlie = signed_in("charlie")
    assert address("BCDTW") in charlie.get("/organisation").text
    page = charlie.get(address("56-SKHCN")).text
    for upper in ("BCDTW", "CP", "UB56"):
        assert address(upper) in page
    assert "Sở Khoa học và Công nghệ Khánh Hòa" in page


def test_a_unit_shows_its_posts_their_holders_and_vacancies(signed_in, address):
    page = signed_in("lan").get(address("56-SKHCN"), headers={"Accept-Language": "en"}).text
    assert "Nguyễn Thị Lan" in page and "Trần Văn Bình" in page
    assert "vacant" in signed_in("lan").get(address("TGV"), headers={"Accept-Language": "en"}).text


def test_a_unit_leads_to_the_tasks_that_it_and_those_below_it_lead(signed_in, address):
    lan = signed_in("lan")
    page = lan.get(address("56-SKHCN"), headers={"Accept-Language": "en"}).text
    assert 'href="/resolution-tasks?unit=56-SKHCN">Tasks of this unit</a>' in page
    found = lan.get("/organisation?q=56-skhcn", headers={"Accept-Language": "en"}).text
    assert 'href="/resolution-tasks?unit=56-SKHCN">Tasks<' in found, "from where it is found, too"
    there = lan.get("/resolution-tasks?unit=56-SKHCN", headers={"Accept-Language": "en"})
    assert there.status_code == 200 and "or a unit below" in there.text


def test_names_are_in_the_readers_language(signed_in, address):
    lan = signed_in("lan")
    assert "Khanh Hoa Department of Finance" in lan.get(address("UB56"), headers={"Accept-Language": "en"}).text
    assert "Sở Tài chính Khánh Hòa" in lan.get(address("UB56"), headers={"Accept-Language": "vi"}).text


@pytest.mark.parametrize("typed", ["tai chinh", "TÀI CHÍNH", "56-stc"])
def test_search_needs_no_accents_and_knows_codes(signed_in, address, typed):
    page = signed_in("lan").get("/organisation", query_string={"q": typed}).text
    assert address("56-STC") in page and address("BKHCN") not in page


@pytest.mark.parametrize("typed", ["qqqq", "%", "_", "<script>alert(1)</script>", "x" * 5000])
def test_a_search_that_finds_nothing_says_so_and_shows_what_was_typed_as_text(signed_in, typed):
    answer = signed_in("lan").get("/organisation", query_string={"q": typed}, headers={"Accept-Language": "en"})
    assert answer.status_code == 200 and "No unit found" in answer.text
    assert "<script>alert" not in answer.text


def test_an_address_that_is_none_is_not_found(signed_in):
    assert signed_in("lan").get("/organisation/units/" + "0" * 32).status_code == 404


def test_a_long_list_comes_in_pages_that_neither_skip_nor_repeat(signed_in, opened, address, monkeypatch):
    monkeypatch.setattr(pages, "UNITS_PAGE", 2)
    with opened.reading() as session:
        expected = set(session.scalars(select(OrgUnit.public_id).where(OrgUnit.code.in_(("TGV", "UBKTTW", "CP")))))
    lan, path, seen = signed_in("lan"), address("BCDTW"), []
    while path:
        answer = lan.get(path, headers={"HX-Request": "true"})
        assert "<html" not in answer.text
        seen += [piece[:32] for piece in answer.text.split("/organisation/units/")[1:] if "?after" not in piece[:39]]
        path = next((piece.split('"')[0] for piece in answer.text.split('hx-get="')[1:]), "")
    assert len(seen) == len(set(seen)) and set(seen) == expected


def test_a_picker_offers_boxes_named_as_the_field(signed_in):
    part = signed_in("lan").get("/organisation/pick?name=lead_units&q=so+tai+chinh").text
    assert '<input type="checkbox" name="lead_units" value="56-STC">' in part
    one = signed_in("lan").get("/organisation/pick?name=unit&several=0&q=so+tai+chinh").text
    assert 'type="radio"' in one


def test_a_page_of_units_asks_the_database_no_question_per_unit(signed_in, opened, address):
    lan = signed_in("lan")
    with sent_to(opened.engine) as few:
        lan.get(address("UB56"))
    with sent_to(opened.engine) as many:
        lan.get(address("BCDTW"))
    assert len(many) == len(few) <= 14
