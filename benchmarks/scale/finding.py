"""Whom to ask and about what: people by what they do, and addresses that they may open, picked by chance but the same each time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

OFFICERS = """SELECT assignee_id, count(*) FROM work_items WHERE closed_at IS NULL AND assignee_id IS NOT NULL
    GROUP BY 1 ORDER BY md5(assignee_id::text) LIMIT :most"""
HEADS = """SELECT a.person_id, count(*) FROM work_items w
    JOIN appointments a ON a.position_id = substr(w.candidate_key, 10)::bigint
    WHERE w.closed_at IS NULL AND w.assignee_id IS NULL AND w.candidate_key LIKE 'position:%'
    GROUP BY 1 ORDER BY md5(a.person_id::text) LIMIT :most"""
SUPPORT = """SELECT m.person_id FROM group_members m JOIN candidate_groups g ON g.id = m.group_id
    WHERE g.code LIKE :code ORDER BY md5(m.person_id::text) LIMIT :most"""
LEADERS = "SELECT person_id FROM grants WHERE role = 'leader'"
GOVERNORS = """SELECT a.person_id FROM appointments a JOIN positions p ON p.id = a.position_id AND p.rank = 'head'
    JOIN org_units u ON u.id = p.unit_id WHERE u.level = :level ORDER BY md5(a.person_id::text) LIMIT :most"""
DESKS = """SELECT a.person_id, u.public_id FROM appointments a JOIN positions p ON p.id = a.position_id AND p.rank = 'head'
    JOIN org_units u ON u.id = p.unit_id WHERE u.level = :level ORDER BY md5(a.person_id::text) LIMIT :most"""
OF_OFFICERS = """SELECT w.assignee_id, w.public_id, c.public_id, t.public_id FROM work_items w
    JOIN process_instances c ON c.id = w.instance_id JOIN resolution_tasks t ON t.instance_id = c.id
    WHERE w.closed_at IS NULL AND w.assignee_id IS NOT NULL ORDER BY md5(w.public_id) LIMIT :most"""
LONG_CASES = """SELECT g.person_id, c.public_id FROM process_instances c, grants g
    WHERE g.role = 'inspector' AND c.version > 100 ORDER BY md5(c.public_id) LIMIT :most"""
UNITS = "SELECT public_id FROM org_units WHERE level = :level ORDER BY md5(code) LIMIT :most"
CODES = """SELECT w.assignee_id, c.business_key FROM work_items w JOIN process_instances c ON c.id = w.instance_id
    WHERE w.closed_at IS NULL AND w.assignee_id IS NOT NULL ORDER BY md5(w.public_id) LIMIT :most"""


def rows(session: Session, query: str, **words: Any) -> list[Any]:
    """The rows of a query, as they come."""
    return list(session.execute(text(query), words).tuples())
