"""Which arrows no story walks: found from the order in which elements are passed, branches and joins included."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from workflows.definitions import bundles
from workflows.definitions.bundles import SCENARIOS, Bundle
from workflows.definitions.examining import examine
from workflows.definitions.remedies import REMEDIES

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def house() -> Bundle:
    return bundles.of_folder(ROOT / "bpmn" / "resolution_task")


def test_all_stories_together_walk_every_arrow_of_the_main_drawing(house: Bundle) -> None:
    found = examine(house)
    assert found.all_faults == () and len(found.stories) > 10
    assert "resolution_task.bpmn" not in found.uncovered
    assert "proposal_resolved_to_escalation_closed" in found.uncovered["escalation.bpmn"]


def test_fewer_stories_leave_arrows_unwalked(house: Bundle) -> None:
    told = yaml.safe_load(house.files[SCENARIOS])
    one = {**told, "scenarios": told["scenarios"][:1]}
    found = examine(Bundle(house.key, {**house.files, SCENARIOS: yaml.safe_dump(one, allow_unicode=True).encode()}))
    assert found.all_faults == () and len(found.uncovered["resolution_task.bpmn"]) > 5
    assert set(found.uncovered["resolution_task.bpmn"]) <= {
        flow for flow in house.files["resolution_task.bpmn"].decode().split('"') if "_to_" in flow
    }


def test_every_remedy_belongs_to_a_sentence_of_the_house() -> None:
    catalogue = (ROOT / "webapp/translations/vi/LC_MESSAGES/messages.po").read_text("utf-8").replace('"\n"', "")
    assert [text for text in REMEDIES if f'msgid "{text}"' not in catalogue] == []
