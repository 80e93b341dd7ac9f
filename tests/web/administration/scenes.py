"""Errands of administrators through the pages: open a form, send it with what it holds; and where things are."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from tests.web.conftest import Browser
from workflows.db import Database
from workflows.organisation.models import Appointment, OrgUnit, Person, Position


def addresses(opened: Database) -> dict[str, str]:
    """The public ids of units by code."""
    with opened.reading() as session:
        return dict(session.execute(select(OrgUnit.code, OrgUnit.public_id)).all())


def post_of(opened: Database, unit_code: str, code: str = "head") -> str:
    """The address of a post."""
    with opened.reading() as session:
        query = select(Position.public_id).join(OrgUnit, OrgUnit.id == Position.unit_id)
        return session.scalars(query.where(OrgUnit.code == unit_code, Position.code == code)).one()


def appointment_of(opened: Database, name: str) -> str:
    """The address of somebody's appointment."""
    with opened.reading() as session:
        query = select(Appointment.public_id).join(Person, Person.id == Appointment.person_id)
        return session.scalars(query.where(Person.email == f"{name}@demo.nq57.example")).one()


def person_of(opened: Database, name: str) -> str:
    """The address of a person."""
    with opened.reading() as session:
        return session.scalars(select(Person.public_id).where(Person.email == f"{name}@demo.nq57.example")).one()


def seen_in(page: str) -> str:
    """The mark of what a form had seen."""
    found = re.search(r'name="seen" value="([^"]*)"', page)
    return found.group(1) if found else ""


def acts(browser: Browser, kind: str, public_id: str, noun: str, values: dict[str, Any]) -> Any:
    """Open the form of an act and send it."""
    asked = browser.get(f"/administration/{kind}/{public_id}/{noun}/new")
    if asked.status_code != 200:
        return asked
    return browser.send(f"/administration/{kind}/{public_id}/{noun}", {"seen": seen_in(asked.text), **values})
