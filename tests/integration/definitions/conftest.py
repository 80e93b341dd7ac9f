"""The two designers, and processes that differ in one thing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from workflows.actor import Actor, person
from workflows.definitions import bundles
from workflows.definitions.bundles import Bundle
from workflows.organisation.models import Person

HOME = Path(__file__).resolve().parents[3] / "bpmn"
Changed = Callable[..., Bundle]


@pytest.fixture
def process() -> Bundle:
    """The main process as the house ships it."""
    return bundles.of_folder(HOME / "resolution_task")


@pytest.fixture
def changed(process: Bundle) -> Changed:
    """Makes the main process with something in one of its files replaced."""

    def change(path: str, old: str, new: str) -> Bundle:
        content = process.files[path].decode()
        assert old in content
        return Bundle(process.key, {**process.files, path: content.replace(old, new).encode()})

    return change


def designer(session: Session, name: str) -> Actor:
    row = Person(full_name=f"{name} (demo)", email=f"{name.lower()}@demo.invalid", folded=name.lower())
    session.add(row)
    session.flush()
    return person(row.id)


@pytest.fixture
def vy(session: Session) -> Actor:
    """She proposes."""
    return designer(session, "Vy")


@pytest.fixture
def khoa(session: Session) -> Actor:
    """He approves."""
    return designer(session, "Khoa")
