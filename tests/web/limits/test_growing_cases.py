"""A drawing that lets the variables of its case grow: the act that is too much changes nothing, and can be done once they are mended."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from tests.crash.stories_of_trouble import DRAWING, WAITING
from tests.integration.clock.troubled import case_of, incident
from tests.support.effort import within
from tests.support.moments import A_MONDAY
from tests.web.story import reading_english
from workflows.actor import OPERATOR
from workflows.definitions import deploy
from workflows.errors import Invalid, Refusal
from workflows.expressions.interpreter import evaluate
from workflows.instances import lifecycle, variables
from workflows.instances.models import Incident
from workflows.limits import CASE_VARIABLES_BYTES, FORM_FIELDS, TEXT_LETTERS
from workflows.work import mending

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)
GROWS = '<extensionElements><nq57:assignment target="again" expression="log"/></extensionElements>'
GROWING = DRAWING.replace('nq57:form="answer"/>', f'nq57:form="answer">{GROWS}</userTask>').replace(
    'isExecutable="true"', 'isExecutable="true" nq57:variables="log again"'
)
LARGE = ["ệ" * 100_000] * 2  # twice this is more than a case may keep, and only when its bytes are counted


@pytest.fixture
def case(world) -> int:
    """A case that keeps 600 KB, whose next step wants to keep them twice."""
    bundle = replace(WAITING, files={**WAITING.files, "waiting.bpmn": GROWING.encode()})
    with world.database.writing() as session:
        deploy.deploy(session, bundle, actor=OPERATOR, at=A_MONDAY)
        said: dict[str, Any] = {"business_key": "W-1", "titles": ("Đợi", "Wait"), "due_at": None, "units": ()}
        started = lifecycle.start(session, key="waiting", **said, variables={"log": LARGE}, actor=OPERATOR, at=A_MONDAY)
        session.commit()
        return started


@BOTH
def test_the_act_that_is_too_much_is_an_incident_with_a_sentence_and_goes_through_when_it_is_mended(
    world, signed_in, app, case
):
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    item = world.item("minh", "ask")
    minh = reading_english(signed_in, "minh")
    minh.send(f"/work-items/{item.public_id}/claim")
    minh.get(f"/work-items/{item.public_id}")
    before = case_of(world, case).version
    answer = minh.send(f"/work-items/{item.public_id}/completion", {"yes": "Có"})
    assert answer.status_code == 500 and "the list of incidents" in answer.text
    found = incident(world, job="request")
    assert found.template == variables.GROWN and found.instance_id == case
    assert case_of(world, case).version == before and world.open_elements(case) == ["ask"]
    with pytest.raises(Invalid, match="the case cannot hold so much"):
        world.do("quang", mending.change_variable, found, name="again", value=LARGE, reason="Sửa", at=A_MONDAY)
    world.do("quang", mending.change_variable, found, name="log", value=[], reason="Sửa", at=A_MONDAY)
    assert minh.send(f"/work-items/{item.public_id}/completion", {"yes": "Có"}).status_code == 303
    assert json.loads(case_of(world, case).variables) == {"log": [], "again": []}
    with world.database.reading() as session:
        assert session.scalars(select(Incident).where(Incident.closed_at.is_(None))).all() == []


def test_a_form_filled_to_its_last_letter_can_be_kept():
    form = {f"field_{number}": "x" * TEXT_LETTERS for number in range(FORM_FIELDS)}
    assert len(variables.stored({"form": form})) < CASE_VARIABLES_BYTES


@pytest.mark.parametrize(
    "grown",
    [{"a": ["x" * 100_000] * 5_000}, {f"v{n}": ["x" * 100_000] * 10 for n in range(5_000)}, {"a": [[1] * 5_000] * 5_000}],
    ids=["one value", "many values", "many parts"],
)  # fmt: skip
def test_what_is_small_in_memory_and_endless_when_written_is_never_written(grown):
    with within(), pytest.raises(Refusal, match="Expected a value"):
        variables.stored(grown)


def test_an_expression_makes_nothing_that_is_endless_when_written():
    with within(), pytest.raises(Refusal, match="Expected a value whose texts have at most 1048576 characters in all"):
        evaluate("[text, text, text, text, text, text, text, text, text, text, text]", {"text": "x" * 100_000})
