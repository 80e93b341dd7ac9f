"""Small things that the tests about incidents do and ask."""

from __future__ import annotations

from sqlalchemy import select

from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.instances import incidents, invariants
from workflows.instances.models import Incident, ProcessInstance
from workflows.instances.things import Thing
from workflows.ledger.models import LedgerEntry, LedgerNote


def incident(world: World, **wanted: object) -> Incident:
    with world.database.reading() as session:
        return session.scalars(select(Incident).filter_by(**wanted).order_by(Incident.id.desc())).first()


def case_of(world: World, case: int) -> ProcessInstance:
    with world.database.reading() as session:
        return session.get_one(ProcessInstance, case)


def told(world: World, kind: str) -> list[tuple[str, str]]:
    """The facts of a kind: their values and their words."""
    with world.database.reading() as session:
        rows = session.execute(
            select(LedgerEntry.data, LedgerNote.words)
            .outerjoin(LedgerNote, LedgerNote.entry_id == LedgerEntry.id)
            .where(LedgerEntry.kind == kind)
        )
        return [tuple(row) for row in rows]


def violations(world: World) -> list[str]:
    with world.database.reading() as session:
        return list(invariants.violations(session))


def parked(world: World) -> Incident:
    """Work that killed its process three times."""
    case = given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    for _ in range(incidents.MOST_CRASHES):
        with world.database.writing() as session:
            incidents.record_crash(session, Thing("deadlines", f"item:{item.id}", case, item.id), at=A_MONDAY)
            session.commit()
    return incident(world)
