"""What people said about a case, newest first, with names; and what became of an instruction."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.shown import names
from workflows.instances.models import WorkItem
from workflows.organisation.standing import Standing
from workflows.work import comments as rules
from workflows.work.comment_models import Comment, Instruction
from workflows.work.item import Item, from_row, item_query

WAITING = 20


@dataclass(frozen=True, slots=True)
class Said:
    """One comment; with an instruction the step it is about, who took note of it, and whether this person may."""

    row: Comment
    who: str
    instruction: Instruction | None
    item: Item | None
    noted_by: str
    may_note: bool


def said(
    session: Session, instance_id: int, standing: Standing, *, limit: int, before: int | None = None
) -> tuple[list[Said], int | None]:
    """One part of what was said, and the number before which the older part begins; three queries whatever their number."""
    query = (
        select(Comment, Instruction)
        .outerjoin(Instruction, Instruction.comment_id == Comment.id)
        .where(Comment.instance_id == instance_id)
        .order_by(Comment.id.desc())
        .limit(limit + 1)
    )
    rows = session.execute(query.where(Comment.id < before) if before else query).all()
    items = _items(session, {instruction.work_item_id for _row, instruction in rows if instruction})
    who = names.people(session, [row.said_by_id for row, _i in rows] + [i.acknowledged_by_id for _r, i in rows if i])
    found = [_said(row, instruction, items, who, standing) for row, instruction in rows[:limit]]
    return found, rows[limit - 1].Comment.id if len(rows) > limit else None


def waiting_on(session: Session, item: Item, standing: Standing) -> list[Said]:
    """The instructions on a step that nobody has taken note of yet, oldest first; none where it is finished."""
    if item.closed_at is not None:
        return []
    query = select(Comment, Instruction).join(Instruction, Instruction.comment_id == Comment.id)
    query = query.where(Instruction.work_item_id == item.id, Instruction.acknowledged_at.is_(None)).order_by(Comment.id)
    rows = session.execute(query.limit(WAITING)).all()
    who = names.people(session, [row.said_by_id for row, _instruction in rows])
    return [_said(row, instruction, {item.id: item}, who, standing) for row, instruction in rows]


def _items(session: Session, ids: set[int]) -> dict[int, Item]:
    query = item_query().where(WorkItem.id.in_(ids))
    return {row.id: from_row(row) for row in session.execute(query)} if ids else {}


def _said(
    row: Comment, instruction: Instruction | None, items: dict[int, Item], who: dict[int, str], standing: Standing
) -> Said:
    item = items.get(instruction.work_item_id) if instruction else None
    may = instruction is not None and item is not None and not rules.may_acknowledge(instruction, item, standing)
    noted_by = who.get(instruction.acknowledged_by_id or 0, "") if instruction else ""
    return Said(row, who.get(row.said_by_id, ""), instruction, item, noted_by, may)
