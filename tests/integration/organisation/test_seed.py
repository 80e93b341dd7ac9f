"""The real tree and the demo's people, as a new installation gets them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.moments import A_MONDAY
from webapp.seed.files import read_rows
from webapp.seed.organisation import planned_units, seed_units
from webapp.seed.people import seed_demo_people
from workflows.actor import OPERATOR, person
from workflows.calendar import local_date
from workflows.db import Database
from workflows.ledger.models import LedgerEntry
from workflows.ledger.verify import broken_links
from workflows.organisation import groups, hierarchy, roster
from workflows.organisation.models import Appointment, OrgUnit, Person, Position, UnitAncestor
from workflows.organisation.standing import Standing, standing_of

TODAY = local_date(A_MONDAY)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def seeded(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with everything seeded, shared by the tests below: they only look, or roll back."""
    copies = request.getfixturevalue("sqlite_copies" if request.param == "sqlite" else "postgres_copies")
    with copies.fresh() as url:
        database = Database(url)
        with database.writing() as writing:
            seed_units(writing, actor=OPERATOR, at=A_MONDAY)
            seed_demo_people(writing, actor=OPERATOR, at=A_MONDAY)
            writing.commit()
        yield database
        database.close()


@pytest.fixture
def session(seeded: Database) -> Iterator[Session]:
    with seeded.writing() as opened:
        yield opened
        opened.rollback()


def standing(session: Session, name: str) -> Standing:
    who = session.scalars(select(Person).where(Person.email == f"{name}@demo.nq57.example")).one()
    return standing_of(session, person(who.id), A_MONDAY)


def unit_codes(session: Session, posts: list[Position]) -> list[str]:
    return [hierarchy.unit_by_id(session, post.unit_id).code for post in posts]


def test_every_province_and_every_commune_is_there_below_its_province(session: Session) -> None:
    levels = Counter(session.scalars(select(OrgUnit.level)))
    assert (levels["province"], levels["province_party"], levels["commune"]) == (34, 34, 3321)
    counts = dict(
        session.execute(
            select(UnitAncestor.ancestor_id, func.count())
            .join(OrgUnit, OrgUnit.id == UnitAncestor.unit_id)
            .where(OrgUnit.level == "commune", UnitAncestor.distance == 1)
            .group_by(UnitAncestor.ancestor_id)
        ).all()
    )
    published = {row["code"]: int(row["commune_count"]) for row in read_rows("provinces")}
    assert {code: counts[hierarchy.find_unit(session, f"UB{code}").id] for code in published} == published


def test_there_is_one_tree_with_one_top(session: Session) -> None:
    tops = list(session.scalars(select(OrgUnit.code).where(OrgUnit.parent_id.is_(None))))
    reached = session.scalar(
        select(func.count())
        .select_from(UnitAncestor)
        .where(UnitAncestor.ancestor_id == hierarchy.find_unit(session, "BCDTW").id)
    )
    assert tops == ["BCDTW"]
    assert reached == session.scalar(select(func.count()).select_from(OrgUnit)) == len(planned_units())


def test_ancestors_are_those_of_the_parent_and_oneself(session: Session) -> None:
    path = [unit.code for unit in roster.path(session, hierarchy.find_unit(session, "22840-KT").id)]
    assert path == ["BCDTW", "CP", "UB56", "UB22840", "22840-KT"]


def test_every_unit_has_a_head_post_and_an_officer_post(session: Session) -> None:
    without = select(OrgUnit.code).where(
        OrgUnit.id.not_in(select(Position.unit_id).where(Position.code == "head"))
        | OrgUnit.id.not_in(select(Position.unit_id).where(Position.code == "officer"))
    )
    assert session.scalars(without).all() == []


def test_seeding_again_changes_nothing(session: Session) -> None:
    tables = (OrgUnit, UnitAncestor, Position, Person, Appointment, LedgerEntry)

    def rows() -> list[int | None]:
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]

    before = rows()
    assert (
        seed_units(session, actor=OPERATOR, at=A_MONDAY),
        seed_demo_people(session, actor=OPERATOR, at=A_MONDAY),
    ) == (0, 0)
    assert rows() == before


def test_a_missing_unit_comes_back_where_it_belongs_and_others_keep_their_names(session: Session) -> None:
    gone = hierarchy.find_unit(session, "UB22366")
    for row in [
        *session.scalars(select(UnitAncestor).where(UnitAncestor.unit_id == gone.id)),
        *session.scalars(select(Position).where(Position.unit_id == gone.id)),
    ]:
        session.delete(row)
    session.flush()
    session.delete(gone)
    hierarchy.find_unit(session, "UB22840").name_vi = "renamed here"
    session.flush()
    assert seed_units(session, actor=OPERATOR, at=A_MONDAY) == 1
    assert [unit.code for unit in roster.path(session, hierarchy.find_unit(session, "UB22366").id)] == [
        "BCDTW",
        "CP",
        "UB56",
        "UB22366",
    ]
    assert hierarchy.find_unit(session, "UB22840").name_vi == "renamed here"


def test_every_unit_says_where_it_is_known_from(session: Session) -> None:
    assert session.scalars(select(OrgUnit.code).where(OrgUnit.source == "")).all() == []


def test_every_invented_person_says_demo_by_name_and_address(session: Session) -> None:
    people = session.scalars(select(Person)).all()
    assert len(people) == len(read_rows("demo_people"))
    assert all(who.full_name.endswith("(demo)") and who.email.endswith("@demo.nq57.example") for who in people)


def test_lans_report_climbs_to_hoa_and_then_to_an(session: Session) -> None:
    unit = hierarchy.find_unit(session, "56-SKHCN")
    people = [
        hierarchy.holders(session, post.id, TODAY)[0].full_name for post in hierarchy.chain(session, unit.id, TODAY)
    ]
    assert people == ["Lê Thị Hoa (demo)", "Phạm Văn An (demo)"]
    assert [who.full_name for who in roster.people_of_unit(session, unit.id, TODAY)] == [
        "Nguyễn Thị Lan (demo)",
        "Trần Văn Bình (demo)",
    ]


def test_a_vacant_commune_passes_to_the_province_and_on(session: Session) -> None:
    commune = hierarchy.find_unit(session, "UB22366")
    head = hierarchy.head_of(session, commune.id, TODAY)
    assert head is not None
    assert unit_codes(session, [head]) == ["UB56"]


def test_the_cast_stands_where_its_posts_say(session: Session) -> None:
    top = hierarchy.find_unit(session, "BCDTW").id
    assert standing(session, "tuan").groups == {"support_team"}
    assert standing(session, "minh").groups == {"verifiers"}
    roles = {
        name: set(standing(session, name).roles)
        for name in ("tuan", "vy", "khoa", "quang", "nga", "an", "lan", "charlie")
    }
    assert roles == {
        "tuan": {"plan_keeper"},
        "vy": {"designer"},
        "khoa": {"designer"},
        "quang": {"administrator"},
        "nga": {"inspector"},
        "an": {"leader"},
        "lan": set(),
        "charlie": set(),
    }
    assert standing(session, "nga").roles["inspector"] == {top}
    assert standing(session, "hoa").led_unit_ids == {hierarchy.find_unit(session, "UB56").id}
    assert standing(session, "charlie").own_unit_ids == {hierarchy.find_unit(session, "56-STC").id}
    assert groups.group_by_code(session, "support_team").unit_id == hierarchy.find_unit(session, "TGV").id


def test_every_department_of_the_plan_has_a_head_and_an_officer(session: Session) -> None:
    for unit in session.scalars(select(OrgUnit).where(OrgUnit.code.startswith("56-"))):
        posts = roster.posts(session, unit.id, TODAY)
        assert [bool(post.holders) for post in posts if post.code in ("head", "officer")] == [True, True], unit.code


def test_what_the_seed_did_is_on_the_record_and_the_record_holds(session: Session) -> None:
    kinds = Counter(session.scalars(select(LedgerEntry.kind).where(LedgerEntry.stream == "organisation")))
    assert kinds["organisation.seeded"] == 1
    assert kinds["appointment.made"] == len(read_rows("demo_people"))
    assert list(broken_links(session)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("khánh hoà", "TU56"),
        ("ubnd tinh khanh hoa", "UB56"),
        ("56-cat", "56-CAT"),
        ("PHƯỜNG NHA TRANG", "UB22366"),
        ("hoan kiem ward", "UB00070"),
        ("bo cong an", "BCA"),
    ],
)
def test_a_unit_is_found_with_or_without_accents_in_both_languages(session: Session, text: str, code: str) -> None:
    assert roster.search(session, text, 5)[0].code == code
