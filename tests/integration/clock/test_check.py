"""What ``nq57 check`` promises over all rooms: corrupt one thing by SQL, and one sentence names it; what is sound is not named."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from tests.support.moments import A_MONDAY, DUE, local
from tests.support.statements import sent_to
from tests.support.world import World
from tests.web.story import decided, given_to_the_department, handed_in
from webapp.cli.checking import disagreements
from workflows.work import claim, links

AT = DUE + timedelta(hours=1)
DONE = "(SELECT id FROM process_instances WHERE business_key = 'T-1')"
LATE = "(SELECT id FROM process_instances WHERE business_key = 'T-2')"
STILL = (
    "INSERT INTO suspensions (instance_id, suspended_at, suspended_by_id, reason) "
    f"SELECT {LATE}, started_at, 1, 'x' FROM process_instances"
)
A_TIMER = (
    "INSERT INTO process_timers (instance_id, ref, element, due_at, wake_at) "
    "SELECT id, '9', 'x', started_at, started_at FROM process_instances WHERE business_key = '{}'"
)
WITHOUT_KEYS = {
    "sqlite": "PRAGMA defer_foreign_keys = ON",
    "postgresql": "SET LOCAL session_replication_role = replica",
}
BROKEN = {
    "the engine waits for 0 timers and 1 are set": A_TIMER.format("T-2"),
    "it has ended, but 1 of its timers are set": A_TIMER.format("T-1"),
    "its row for “overdue”": f"UPDATE process_instances SET waiting_for = 'overdue' WHERE id = {LATE}",
    "case T-2: its state cannot be read. Expected": (
        f"UPDATE process_instances SET state = (SELECT content FROM definition_files LIMIT 1) WHERE id = {LATE}"
    ),
    "case T-2: it stands still 2 times at once": STILL,
    "person {lan} acted on it from a side": "UPDATE reviews SET decided_by_id = {lan} WHERE stage = 'verification'",
    "person {tam} acted on it from a side": "UPDATE submissions SET submitted_by_id = {tam}",
    "its form or evidence is not what was handed in": "UPDATE submissions SET form = '{{}}'",
    "its link is not what was added": "UPDATE attachments SET url = 'https://example.vn/b' WHERE url IS NOT NULL",
    "its step was closed or has another": f"UPDATE work_items SET due_version = 2 WHERE instance_id = {LATE}",
    "it is open, but its escalation": "UPDATE escalations SET settled_at = raised_at",
    "person {lan} took it, but it is in other hands": "UPDATE work_items SET assignee_id = {tam} WHERE closed_at IS NULL",
    "it is due and watched, but no alarm will ring": "UPDATE work_items SET wake_at = NULL",
    "task T-3: its case T-2 has another code": "UPDATE resolution_tasks SET code = 'T-3' WHERE code = 'T-2'",
    "task T-2: its case T-2 has another code or another lead": f"DELETE FROM case_units WHERE instance_id = {LATE}",
    "its result was not approved and signed off": "DELETE FROM reviews WHERE stage = 'verification'",
    "task T-1: its result was signed off, but its case is not completed": (
        f"UPDATE process_instances SET outcome = 'task_cancelled' WHERE id = {DONE}"
    ),
    "outbox: 1 facts of case:": (
        "INSERT INTO outbox (entry_id) SELECT max(entry.id) FROM ledger_entries AS entry JOIN ledger_entries AS later"
        " ON later.stream = entry.stream AND later.seq = entry.seq + 1 WHERE entry.stream LIKE 'case:%'"
        " AND later.seq = (SELECT max(seq) FROM ledger_entries AS last WHERE last.stream = entry.stream)"
    ),
    "it tells of another case or another kind of fact": "UPDATE notifications SET kind = 'work_item.warned'",
    "but the fact still waits in the outbox": (
        "INSERT INTO outbox (entry_id) SELECT max(entry_id) FROM notifications WHERE kind = 'work_item.opened'"
    ),
    "notices are in the mail of somebody else": "UPDATE mails SET person_id = (SELECT max(id) FROM persons) WHERE id = 1",
    "it should have one end or wait": "UPDATE mails SET try_at = NULL WHERE id = 1",
    "outbox: 1 rows point at no fact": "INSERT INTO outbox (entry_id) VALUES (99999)",
}
GUARD = {
    "sqlite": "DROP TRIGGER ledger_entries_go_out",
    "postgresql": "ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_go_out",
}


def found_after(world: World, statement: str) -> list[str]:
    """What check says in a transaction in which one thing was corrupted, and which is then thrown away."""
    dialect = world.database.engine.dialect.name
    with world.database.writing() as session:
        session.execute(text(WITHOUT_KEYS[dialect]))
        session.execute(text(statement.format(**world.people)))
        found = list(disagreements(session, world.store, AT))
        session.rollback()
    return found


def one_done_and_one_late(world: World) -> None:
    """T-1 was signed off; T-2 was taken by Lan from her department and is with her superior."""
    handed_in(world, "T-1")
    for name, element, decision in (
        ("binh", "confirm_result", "confirm"),
        ("minh", "verify_result", "approve"),
        ("tuan", "sign_off_result", "sign_off"),
    ):
        decided(world, name, world.item(name, element), decision)
    given_to_the_department(world, "T-2")
    item = world.item("lan", "submit_result")
    world.do("lan", claim.claim, item, at=A_MONDAY)
    link = {"url": "https://example.vn/a", "not_classified": True}
    world.do("lan", links.attach_link, item, **link, at=A_MONDAY)
    world.tick(DUE)


def test_each_thing_that_was_corrupted_is_named_and_what_is_sound_is_not(world: World) -> None:
    one_done_and_one_late(world)
    assert world.disagreements(AT) == []
    said = {sentence: found_after(world, statement) for sentence, statement in BROKEN.items()}
    silent = {
        sentence: found
        for sentence, found in said.items()
        if not any(sentence.format(**world.people) in line for line in found)
    }
    assert silent == {}
    assert world.disagreements(AT) == []


def test_a_ledger_without_its_guard_is_named(world: World) -> None:
    found = found_after(world, GUARD[world.database.engine.dialect.name])
    assert found == ["ledger: its guard ledger_entries_go_out is missing or switched off."]


def test_what_has_come_to_the_top_of_the_ladder_may_sleep(world: World) -> None:
    given_to_the_department(world, officer="lan")
    for moment in (DUE, local(2026, 3, 16), local(2026, 3, 18), local(2026, 6, 1)):
        world.tick(moment)
    assert world.disagreements(local(2026, 6, 1)) == []


def test_check_asks_no_more_of_the_database_for_many_cases_than_for_one(world: World) -> None:
    def asked() -> int:
        with sent_to(world.database.engine) as sent:
            world.disagreements()
        return len(sent)

    handed_in(world, "T-1")
    one = asked()
    for number in range(2, 8):
        handed_in(world, f"T-{number}")
    assert asked() == one
