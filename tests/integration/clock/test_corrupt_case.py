"""One case that was spoilt by a hand in the database breaks nothing for the others: not the clock, not the check."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select, update

from tests.support.moments import DUE
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.definitions import deploy
from workflows.definitions.models import DefinitionFile, DefinitionVersion
from workflows.instances import invariants
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.work.models import Escalation

Spoil = Callable[[World, int], None]


def _case(world: World, case: int, **values: object) -> None:
    with world.database.writing() as session:
        session.execute(update(ProcessInstance).where(ProcessInstance.id == case).values(**values))
        session.commit()


def spoil_state(world: World, case: int) -> None:
    """Bytes that are no state."""
    _case(world, case, state=b"\x00garbage")


def spoil_variables(world: World, case: int) -> None:
    """Text that is no JSON."""
    _case(world, case, variables="{'not': JSON")


def spoil_variables_kind(world: World, case: int) -> None:
    """JSON that is no object."""
    _case(world, case, variables="[7]")


def spoil_local(world: World, case: int) -> None:
    """What was handed to each of its open steps."""
    with world.database.writing() as session:
        session.execute(update(WorkItem).where(WorkItem.instance_id == case).values(local="garbage"))
        session.commit()


def spoil_files(world: World, case: int) -> None:
    """A version of its own whose files are not what was approved, and a form that no longer parses among them."""
    with world.database.writing() as session:
        version = session.get_one(DefinitionVersion, session.get_one(ProcessInstance, case).definition_version_id)
        files = session.scalars(select(DefinitionFile).where(DefinitionFile.bundle == version.checksum)).all()
        session.add_all(
            DefinitionFile(
                bundle="0" * 64,
                path=one.path,
                sha256=one.sha256,
                content=b"{" if one.path.endswith("submit_result.form") else one.content,
            )
            for one in files
        )
        spoilt = DefinitionVersion(key=version.key, number=99, checksum="0" * 64, deployed_at=version.deployed_at)
        session.add(spoilt)
        session.flush()
        session.execute(
            update(ProcessInstance).where(ProcessInstance.id == case).values(definition_version_id=spoilt.id)
        )
        session.commit()


def lose_files(world: World, case: int) -> None:
    """A version of its own without any files."""
    with world.database.writing() as session:
        version = session.get_one(DefinitionVersion, session.get_one(ProcessInstance, case).definition_version_id)
        lost = DefinitionVersion(key=version.key, number=98, checksum="1" * 64, deployed_at=version.deployed_at)
        session.add(lost)
        session.flush()
        session.execute(update(ProcessInstance).where(ProcessInstance.id == case).values(definition_version_id=lost.id))
        session.commit()


WAYS = (spoil_state, spoil_variables, spoil_variables_kind, spoil_local, spoil_files, lose_files)
UNTOUCHED_BY_THE_CLOCK = (spoil_local,)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level("CRITICAL", logger="nq57.clock"):
        yield


@pytest.mark.parametrize("spoil", WAYS, ids=lambda spoil: spoil.__name__)
def test_the_clock_goes_on_with_the_others_and_the_check_names_the_spoilt_one_alone(world: World, spoil: Spoil) -> None:
    cases = [given_to_the_department(world, f"T-{number}", officer="lan") for number in (1, 2, 3)]
    spoil(world, cases[1])
    deploy._files.clear()
    with world.database.reading() as session:
        found = list(invariants.violations(session))
    assert len(found) >= 1 and all(one.startswith("case T-2: ") for one in found), found
    world.tick(DUE)
    with world.database.reading() as session:
        late = set(session.scalars(select(Escalation.instance_id)))
        troubled = set(session.scalars(select(Incident.instance_id)))
    assert {cases[0], cases[2]} <= late
    assert troubled == (set() if spoil in UNTOUCHED_BY_THE_CLOCK else {cases[1]})
