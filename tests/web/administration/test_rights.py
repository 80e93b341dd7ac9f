"""Groups and roles through the pages: nobody grants to themselves, what changes takes effect at once and stays on the record."""

from __future__ import annotations

from sqlalchemy import select

from tests.web.administration.scenes import acts, addresses, person_of
from tests.web.story import reading_english
from workflows.organisation.models import Grant, GroupMember, Person

ROLE = {
    "email": "charlie@demo.nq57.example",
    "full_name": "",
    "role": "inspector",
    "from_on": "2026-03-02",
    "reason": "Thanh tra",
}


def test_a_role_holds_from_the_next_click_until_it_is_taken_back(quang, signed_in, opened):
    charlie = reading_english(signed_in, "charlie")
    assert charlie.get("/dashboard").status_code == 403
    there = addresses(opened)["UB56"]
    assert acts(quang, "units", there, "role", ROLE).status_code == 303
    assert charlie.get("/dashboard").status_code == 303  # to the picture of the province
    with opened.reading() as session:
        grant = session.scalars(
            select(Grant.public_id).join(Person, Person.id == Grant.person_id).where(Person.email == ROLE["email"])
        )
        public_id = grant.one()
    taken = acts(quang, "roles", public_id, "end", {"until_on": "2026-03-01"})
    assert taken.status_code == 303
    assert charlie.get("/dashboard").status_code == 403
    longer = acts(quang, "roles", public_id, "end", {"until_on": "2027-03-01"})
    assert longer.status_code == 409 and "ends on" in longer.text
    page = quang.get(f"/administration/units/{there}").text
    assert "was granted a role" in page and "no longer has a role" in page and "Thanh tra" in page


def test_nobody_grants_a_role_to_themselves_or_above_their_own_units(vy, opened):
    at = addresses(opened)
    own = acts(vy, "units", at["56-SKHCN"], "role", {**ROLE, "email": "vy@demo.nq57.example"})
    assert own.status_code == 403 and "nobody grants a role to themselves" in own.text
    assert acts(vy, "units", at["UB56"], "role", ROLE).status_code == 403
    drawings = acts(vy, "units", at["56-SKHCN"], "role", {**ROLE, "role": "designer"})
    assert drawings.status_code == 422 and "drawings hold for everybody" in drawings.text


def test_who_joins_a_group_is_offered_its_work_and_who_leaves_is_not(world, quang, opened):
    world.case()
    assert [item.element for item in world.inbox("charlie")] == []
    joins = {"email": ROLE["email"], "full_name": "", "from_on": "2026-03-02"}
    assert acts(quang, "groups", "support_team", "member", joins).status_code == 303
    assert [item.element for item in world.inbox("charlie")] == ["assign_task"]
    with opened.reading() as session:
        charlie = select(Person.id).where(Person.email == ROLE["email"]).scalar_subquery()
        number = session.scalars(select(GroupMember.id).where(GroupMember.person_id == charlie)).one()
    leaves = {"member": str(number), "until_on": "2026-03-01"}
    assert acts(quang, "groups", "support_team", "departure", leaves).status_code == 303
    assert [item.element for item in world.inbox("charlie")] == []


def test_an_administrator_reads_what_a_person_may_do_and_why_within_the_own_units_only(vy, quang, opened):
    lan = vy.get(f"/administration/people/{person_of(opened, 'lan')}").text
    assert "Officer" in lan and "takes what is offered to the unit or to the post" in lan
    assert vy.get(f"/administration/people/{person_of(opened, 'charlie')}").status_code == 404
    joins = {"email": "lan@demo.nq57.example", "full_name": "", "from_on": "2026-03-02"}
    assert acts(quang, "groups", "support_team", "member", joins).status_code == 303
    lan = vy.get(f"/administration/people/{person_of(opened, 'lan')}").text
    assert "support_team" not in lan and "outside of your units is not shown" in lan and "invitation" not in lan
    assert "support_team" in quang.get(f"/administration/people/{person_of(opened, 'lan')}").text
