"""With enough rows PostgreSQL answers the busy questions by the index that was made for them, never by reading a large table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from tests.support.moments import A_MONDAY, DUE
from tests.support.world import World
from workflows.db import Database
from workflows.deadlines import enforce
from workflows.errors import NotFound
from workflows.ledger.models import LedgerEntry
from workflows.organisation.standing import Standing
from workflows.processtimes import log
from workflows.processtimes.asked import Asked
from workflows.processtimes.running import counts_of
from workflows.processtimes.sample import sample_of
from workflows.resolutions import citing, details, document_register, parents, register
from workflows.resolutions.wanted import Moment, TaskFilter
from workflows.work import desk, inbox
from workflows.work.desk import Which
from workflows.work.item import find_work_item
from workflows.work.narrowing import Bounds, Narrowed

LARGE = ("work_items", "process_instances", "ledger_entries", "resolution_tasks", "case_units")
MOMENT = Moment(A_MONDAY, A_MONDAY + timedelta(days=7))
CASES = 20_000
COPIES = """
INSERT INTO process_instances (public_id, definition_version_id, business_key, title_vi, title_en, folded, state, variables,
    waiting_for, version, started_at, ended_at)
  SELECT md5('case' || n), (SELECT max(id) FROM definition_versions), 'C-' || n, 'x', 'x', 'c ' || n || ' x', '', '{}', '', 1,
    now(), CASE WHEN n % 2 = 0 THEN now() END FROM generate_series(1, :cases) n;
INSERT INTO resolution_tasks (public_id, resolution_id, code, title_vi, title_en, folded, group_vi, group_en, lead_text,
    coordinating_text, assigning_unit_id, deliverable, evidence_required, due_text, source, priority, kind, origin, clears, planned,
    instance_id)
  SELECT md5('task' || id), (SELECT min(id) FROM resolutions), business_key, 'x', 'x', folded, '', '', '', '',
    (SELECT min(id) FROM org_units), '', '', '', '', 50, 'one_off', 'plan', '{}', '{}', id
    FROM process_instances WHERE business_key LIKE 'C-%';
INSERT INTO org_units (public_id, code, name_vi, name_en, folded, name_key, level, source, parent_id)
  SELECT md5('unit' || n), 'U' || n, 'x', 'x', 'x', 'x', 'commune', '', (SELECT id FROM org_units WHERE code = 'CP')
    FROM generate_series(1, 500) n;
INSERT INTO unit_ancestry (unit_id, ancestor_id, distance)
  SELECT id, id, 0 FROM org_units WHERE code LIKE 'U%' AND folded = 'x'
  UNION ALL SELECT u.id, a.ancestor_id, a.distance + 1 FROM org_units u JOIN unit_ancestry a ON a.unit_id = u.parent_id
    WHERE u.folded = 'x';
INSERT INTO case_units (instance_id, unit_id, role)
  SELECT c.id, u.id, 'lead' FROM process_instances c JOIN org_units u ON u.code = 'U' || (1 + c.id % 500)
    WHERE c.business_key LIKE 'C-%';
INSERT INTO work_items (public_id, instance_id, ref, element, name_vi, name_en, step, candidate_key, unit_id, priority, ladder,
    due_version, opened_at, closed_at, closed_how, wake_at, local)
  SELECT md5('item' || c.id || m), c.id, m, 'x', 'x', 'x', 'other', 'unit:' || 100000 + c.id % 500, u.unit_id, 50, 'none', 1, now(),
    CASE WHEN m > 1 OR ended_at IS NOT NULL THEN now() - c.id % 365 * interval '1 day' END,
    CASE WHEN m > 1 OR ended_at IS NOT NULL THEN 'completed' END, CASE WHEN m = 1 AND ended_at IS NULL THEN :due END, '{}'
    FROM process_instances c JOIN case_units u ON u.instance_id = c.id, generate_series(1, 3) m WHERE business_key LIKE 'C-%';
INSERT INTO claims (work_item_id, person_id, how, claimed_at)
  SELECT id, (SELECT min(id) FROM persons), 'claimed', opened_at FROM work_items WHERE element = 'x' AND closed_at IS NOT NULL;
INSERT INTO ledger_entries (stream, seq, kind, data, actor, happened_at, recorded_at, previous, hash)
  SELECT 'case:' || public_id, m, 'case.started', '{}', 'clock', now(), now(), '', ''
    FROM process_instances, generate_series(1, 3) m WHERE business_key LIKE 'C-%';
"""


class Plans:
    """Runs what a page asks and keeps the plan of every statement."""

    def __init__(self, world: World) -> None:
        self.world = world

    def of(self, ask: Callable[[Session], Any]) -> str:
        """The plans of everything that ``ask`` sends, as text."""
        sent: list[tuple[str, Any]] = []

        def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
            sent.append((statement, values))

        event.listen(self.world.database.engine, "before_cursor_execute", note)
        try:
            with self.world.database.reading() as session:
                ask(session)
                event.remove(self.world.database.engine, "before_cursor_execute", note)
                raw: Any = session.connection().connection.dbapi_connection
                return "\n".join(
                    row[0] for statement, values in sent for row in raw.execute(f"EXPLAIN {statement}", values)
                )
        finally:
            if event.contains(self.world.database.engine, "before_cursor_execute", note):
                event.remove(self.world.database.engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def plans(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plans]:
    """The small country with twenty thousand cases more, whose rows need not mean anything: only their number counts."""
    with request.getfixturevalue("postgres_worlds").fresh() as url:
        database = Database(url)
        world = World(database, tmp_path_factory.mktemp("plans"))
        with database.engine.begin() as connection:
            for statement in COPIES.split(";\n"):
                if statement.strip():
                    connection.execute(text(statement), {"cases": CASES, "due": DUE})
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        yield Plans(world)
        database.close()


def assert_by_index(plan: str, *indexes: str) -> None:
    """Every index named is used, and no large table is read from one end to the other."""
    read_whole = [line.strip() for line in plan.splitlines() if any(f"Seq Scan on {table}" in line for table in LARGE)]
    assert read_whole == [], plan
    assert [index for index in indexes if index not in plan] == [], plan


def test_the_next_alarm_is_the_first_entry_of_an_index(plans: Plans) -> None:
    plan = plans.of(lambda session: enforce.due_items(session, DUE, 200))
    assert_by_index(plan, "ix_work_items_open_wake")
    assert "Sort" not in plan, plan
    assert_by_index(plans.of(lambda session: enforce.next_item(session, DUE)), "ix_work_items_open_wake")


def test_an_inbox_is_found_by_the_person_and_by_what_is_offered(plans: Plans) -> None:
    lan = plans.world.standing("lan")
    shown = {"at": A_MONDAY, "soon_until": A_MONDAY}
    for ask in (
        lambda session: inbox.inbox(session, lan, shelf="all", **shown),
        lambda session: inbox.counts(session, lan, **shown),
    ):
        assert_by_index(plans.of(ask), "ix_work_items_open_candidate", "ix_work_items_open_assignee")


def test_what_is_searched_for_in_an_inbox_is_looked_for_among_the_persons_items_only(plans: Plans) -> None:
    """Also where hundreds wait for them, and every word may stand in the task, its unit, or the document that it comes from."""
    lan = plans.world.standing("lan")
    busy = replace(lan, candidate_keys=frozenset(f"unit:{100000 + number}" for number in range(30)))
    shown: dict[str, Any] = {"at": A_MONDAY, "soon_until": A_MONDAY, "search": "nhiem vu so"}
    shown["narrowed"] = Narrowed(also_saying=citing.ordered_by)
    for who in (lan, busy):
        for ask in (inbox.inbox, inbox.count_up_to):
            plan = plans.of(lambda session, who=who, ask=ask: ask(session, who, shelf="all", **shown))
            assert_by_index(plan, "ix_work_items_open_candidate", "ix_work_items_open_assignee")


def test_a_units_desk_counts_and_lists_along_the_index_of_its_open_work(plans: Plans) -> None:
    with plans.world.database.reading() as session:
        unit, top = (session.scalar(text(f"SELECT id FROM org_units WHERE code = '{code}'")) for code in ("U7", "CP"))
    until = Bounds(A_MONDAY, A_MONDAY, A_MONDAY)
    for led in (unit, top):
        head = Standing(1, frozenset({"person:1"}), frozenset({led}), frozenset({led}))
        for ask in (
            lambda session, head=head: desk.by_holder(session, unit, head, until),
            lambda session, head=head: desk.by_maker(session, unit, head),
            lambda session, head=head: desk.steps(session, Which(unit, free=True), head, until),
            lambda session, head=head: desk.steps(session, Which(unit, 1, state="confirming"), head, until),
            lambda session, head=head: desk.count_up_to(session, Which(unit, state="declined"), head, until),
            lambda session, led=led: desk.below(session, led, until),
        ):
            assert_by_index(plans.of(ask), "ix_work_items_open_unit")


def test_a_step_is_found_by_its_address_whoever_asks(plans: Plans) -> None:
    with plans.world.database.reading() as session:
        address = session.execute(text("SELECT max(public_id) FROM work_items")).scalar_one()
    for who in ("lan", "hoa", "nga"):
        standing = plans.world.standing(who)

        def ask(session: Session, standing: Standing = standing) -> None:
            with suppress(NotFound):
                find_work_item(session, address, standing=standing)

        assert_by_index(plans.of(ask), "uq_work_items_public_id")


def test_the_list_of_tasks_begins_with_the_cases_of_the_unit(plans: Plans) -> None:
    lan = plans.world.standing("lan")
    for wanted in (TaskFilter(), TaskFilter(text="c 77")):
        plan = plans.of(lambda session, wanted=wanted: register.find_tasks(session, wanted, lan, MOMENT))
        assert_by_index(plan, "ix_case_units_unit_id_instance_id")
        plan = plans.of(lambda session, wanted=wanted: register.count_up_to(session, wanted, lan, MOMENT))
        assert_by_index(plan, "ix_case_units_unit_id_instance_id")
    groups = plans.of(lambda session: details.find_groups(session, lan, A_MONDAY))
    assert_by_index(groups, "ix_case_units_unit_id_instance_id", "uq_resolution_tasks_instance")


def test_who_sees_all_reads_the_list_along_its_order_and_searches_by_words(plans: Plans) -> None:
    nga = plans.world.standing("nga")
    assert nga.sees_all
    plan = plans.of(lambda session: register.find_tasks(session, TaskFilter(), nga, MOMENT))
    assert_by_index(plan, "ix_resolution_tasks_code_id")
    plan = plans.of(lambda session: register.find_tasks(session, TaskFilter(text="19877"), nga, MOMENT))
    assert_by_index(plan, "ix_resolution_tasks_words")


def test_the_tasks_of_a_group_and_of_a_document_are_walks_along_their_own_indexes(plans: Plans) -> None:
    nga, lan = plans.world.standing("nga"), plans.world.standing("lan")
    for wanted, index in (
        (TaskFilter(group_vi="Thể chế"), "ix_resolution_tasks_group_vi_code_id"),
        (TaskFilter(document_id=7), "ix_resolution_tasks_document_id_code_id"),
    ):
        plan = plans.of(lambda session, wanted=wanted: register.find_tasks(session, wanted, nga, MOMENT))
        assert_by_index(plan, index)
    plan = plans.of(lambda session: document_register.find_documents(session, "", lan))
    assert_by_index(plan, "ix_case_units_unit_id_instance_id")


def test_a_beat_of_the_clock_finds_waiting_parents_by_their_own_index(plans: Plans) -> None:
    plan = plans.of(lambda session: parents.complete_next(session, DUE))
    assert "Seq Scan on process_instances" not in plan, plan


def test_running_cases_and_their_times_are_found_by_version_and_by_when_work_was_closed(plans: Plans) -> None:
    """Whoever asks: an inspector for all cases, an officer for those of the own unit."""
    with plans.world.database.reading() as session:
        now = session.execute(text("SELECT now()")).scalar_one()
    asked = Asked("resolution_task", now - timedelta(days=90), now)
    nga, lan = plans.world.standing("nga"), plans.world.standing("lan")
    plan = plans.of(lambda session: sample_of(session, asked, nga, most=2_000))
    assert_by_index(plan, "ix_work_items_closed", "ix_claims_work_item_id")
    assert_by_index(plans.of(lambda session: sample_of(session, asked, lan)), "ix_case_units_unit_id_instance_id")
    for standing in (nga, lan):
        plan = plans.of(lambda session, who=standing: counts_of(session, "resolution_task", None, who))
        assert "Seq Scan on process_instances" not in plan, plan
        assert "Seq Scan on ledger_entries" not in plan, plan
    plan = plans.of(lambda session: counts_of(session, "resolution_task", 1, nga))
    assert "ix_process_instances_version" in plan, plan


def test_the_facts_of_a_page_of_cases_are_walks_along_their_chains(plans: Plans) -> None:
    nga = plans.world.standing("nga")
    wanted = log.Wanted("resolution_task", None, A_MONDAY, A_MONDAY + timedelta(days=10_000))

    def ask(session: Session) -> None:
        rows, _ = log.page_of(session, wanted, nga, None)
        log.logged(session, rows, before=A_MONDAY)

    assert_by_index(plans.of(ask), "pk_process_instances", "uq_ledger_entries_stream_seq", "ix_work_items_instance")


def test_the_trail_of_a_case_is_one_walk_along_its_chain(plans: Plans) -> None:
    newest = (
        LedgerEntry.__table__.select()
        .where(LedgerEntry.stream == "case:none")
        .order_by(LedgerEntry.seq.desc())
        .limit(30)
    )
    assert_by_index(plans.of(lambda session: session.execute(newest)), "uq_ledger_entries_stream_seq")
